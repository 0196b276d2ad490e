#include "crucible/core/number_text.hpp"
#include "markup/table.hpp"
#include "page/sections.hpp"

namespace crucible {

namespace {

using Entry = ReportTastes::Entry;

Markup list_of(const std::vector<Entry>& entries, const std::string& model, const Names& names) {
  Markup items;
  for (const Entry& entry : entries)
    items += element(
        "li", {},
        element("bdi", {}, entry.title) + " " + element("span", {{"class", "score"}}, fixed(entry.value, 2)));
  return element(
      "div", {},
      legend_entry(names.of(model), names.colour(model)) + element("ol", {{"class", "books"}}, items));
}

Markup reader_of(const ReportTastes& tastes, const ReportTastes::Reader& reader, const Names& names) {
  std::string liked;
  for (const Entry& entry : reader.liked)
    liked += (liked.empty() ? "" : "; ") + entry.title + " (" + shortest(entry.value, 3) + ")";
  Markup lists;
  for (std::size_t i = 0; i < tastes.models.size(); ++i)
    lists += list_of(reader.lists[i], tastes.models[i], names);
  return element("div", {},
                 element("h3", {}, "User " + reader.user) +
                     remark("Rated " + grouped(reader.rated) + " books, highest: " + liked + ".") +
                     element("div", {{"class", "charts small"}}, lists));
}

}  // namespace

Markup taste_section(const ReportFiles& files, const Names& names) {
  Markup all;
  for (const ReportTastes& tastes : files.tastes) {
    Markup readers;
    for (const ReportTastes::Reader& reader : tastes.readers) readers += reader_of(tastes, reader, names);
    // Lists of several models stand side by side, those of one model beside those of other users.
    all += element("div", {{"class", tastes.models.size() == 1 ? "charts" : ""}}, readers);
  }
  if (files.tastes.empty()) return {};
  return section(
      "recommendations", "Sample recommendations",
      remark("Users at even distances in the file of ratings, not chosen by how well their lists look, "
             "with the ten books that each model puts first among those that they have not rated, "
             "and the scores as recommend gives them.") +
          all);
}

}  // namespace crucible
