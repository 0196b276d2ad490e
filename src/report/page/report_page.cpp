#include "crucible/report/report_page.hpp"

#include "crucible/store/provenance.hpp"
#include "page/names.hpp"
#include "page/sections.hpp"
#include "page/style.hpp"

namespace crucible {

namespace {

std::string counted(std::size_t count, const std::string& thing) {
  return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

/// "2 models, 1 evaluation"
std::string lead(const ReportFiles& files) {
  std::string text;
  const auto add = [&](std::size_t count, const char* thing) {
    if (count > 0) text += (text.empty() ? "" : ", ") + counted(count, thing);
  };
  add(files.models.size(), "model");
  add(files.evaluations.size(), "evaluation");
  add(files.spectra.size(), "decomposition");
  return text;
}

Markup head(const std::string& title) {
  return element(
      "head", {},
      element("meta", {{"charset", "utf-8"}}) +
          element("meta", {{"http-equiv", "Content-Security-Policy"},
                           {"content", "default-src 'none'; style-src 'unsafe-inline'"}}) +
          element("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}}) +
          element("title", {}, title) + element("style", {}, style_sheet()));
}

}  // namespace

Markup section(const char* id, const char* title, const Markup& content) {
  return element("section", {{"id", id}}, element("h2", {}, title) + content);
}

Markup remark(const std::string& text) { return element("p", {{"class", "remark"}}, text); }

std::string report_page(const ReportFiles& files, const std::string& title) {
  const Names names(files);
  Markup main = element("header", {}, element("h1", {}, title) + remark(lead(files)));
  main += training_section(files, names);
  main += evaluation_section(files, names);
  main += spectrum_section(files, names);
  main += component_section(files, names);
  main += origin_section(files, names);
  main += element("footer", {}, "Made by crucible " + software_version() + ".");
  const Markup body = element("body", {}, element("main", {}, main));
  return "<!DOCTYPE html>\n" + element("html", {{"lang", "en"}}, head(title) + body).code();
}

}  // namespace crucible
