#include "markup/table.hpp"

#include "crucible/core/number_text.hpp"

#include <cmath>

namespace crucible {

namespace {

Markup cells_of(const std::vector<Markup>& cells, bool is_header) {
  Markup all;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool names = is_header || i == 0;
    all += element(names ? "th" : "td", {{"scope", is_header ? "col" : (i == 0 ? "row" : "")}}, cells[i]);
  }
  return all;
}

}  // namespace

Markup html_of(const Table& table) {
  Markup body;
  for (const Table::Row& row : table.rows)
    body += element("tr", {{"class", row.outstanding ? "strong" : ""}}, cells_of(row.cells, false));
  const Markup caption = table.caption.empty() ? Markup() : element("caption", {}, table.caption);
  const Markup all = caption + element("thead", {}, element("tr", {}, cells_of(table.header, true))) +
                     element("tbody", {}, body);
  return element("div", {{"class", "wide"}},
                 element("table", {{"class", table.numbers ? "numbers" : ""}}, all));
}

std::string figure_text(double value, int digits) {
  return std::isfinite(value) ? fixed(value, digits) : "\xE2\x80\x93";
}

Markup figure(const Markup& picture, const std::string& title, const std::string& note,
              const Table& figures) {
  Markup caption = element("strong", {}, title);
  if (!note.empty()) caption += Markup(" ") + element("span", {{"class", "note"}}, note);
  return element("figure", {},
                 element("figcaption", {}, caption) + picture +
                     element("details", {}, element("summary", {}, "Figures") + html_of(figures)));
}

Markup legend_entry(const std::string& name, const Colour& colour) {
  return element("span", {{"class", "entry"}},
                 element("span", {{"class", "swatch " + colour.style_class()}}) + element("bdi", {}, name));
}

}  // namespace crucible
