#include "crucible/report/report_page.hpp"

#include "crucible/store/provenance.hpp"
#include "page/names.hpp"
#include "page/script.hpp"
#include "page/sections.hpp"
#include "page/style.hpp"

namespace crucible {

namespace {

/// "2 models, 1 evaluation"
std::string lead(const ReportFiles& files) {
  std::string text;
  const auto add = [&](std::size_t count, const char* one, const char* many) {
    if (count > 0)
      text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + (count == 1 ? one : many);
  };
  add(files.models.size(), "model", "models");
  add(files.evaluations.size(), "evaluation", "evaluations");
  add(files.spectra.size(), "decomposition", "decompositions");
  add(files.compressions.size(), "compression", "compressions");
  add(files.scalings.size(), "table of scaling", "tables of scaling");
  add(files.ratings.size(), "file of ratings", "files of ratings");
  return text;
}

/// Nothing from elsewhere, no script but the page's own.
std::string policy(bool scripted) {
  return "default-src 'none'; style-src 'unsafe-inline'; img-src data:" +
         (scripted ? "; script-src " + script_source() : std::string());
}

Markup head(const std::string& title, bool scripted) {
  return element(
      "head", {},
      element("meta", {{"charset", "utf-8"}}) +
          element("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", policy(scripted)}}) +
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
  const Markup moving = map_section(files, names) + compression_section(files, names);
  main += taste_section(files, names);
  main += moving;
  main += timing_section(files, names);
  main += scaling_section(files, names);
  main += origin_section(files, names);
  main += element("footer", {}, "Made by crucible " + software_version() + ".");
  const bool scripted = !moving.empty();
  const Markup code = scripted ? element("script", {}, script()) : Markup();
  const Markup body = element("body", {}, element("main", {}, main) + code);
  return "<!DOCTYPE html>\n" + element("html", {{"lang", "en"}}, head(title, scripted) + body).code();
}

}  // namespace crucible
