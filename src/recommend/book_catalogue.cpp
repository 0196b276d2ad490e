#include "crucible/recommend/book_catalogue.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/narrow.hpp"
#include "crucible/text/id_spelling.hpp"
#include "crucible/text/text_fields.hpp"

#include <algorithm>

namespace crucible {
namespace {

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

double catalogue_bytes(std::int64_t books) {
  constexpr double text = sizeof(std::string);
  constexpr double title = 64;         // of a title on the heap
  constexpr double entry = text + 40;  // of the index: id, book, hash, place in a list and in the table
  return static_cast<double>(books) * (2 * text + title + entry);
}

BookCatalogue::BookCatalogue(std::vector<std::string> ids, std::vector<std::string> titles)
    : ids_(std::move(ids)), titles_(std::move(titles)) {
  titles_.resize(ids_.size());
  index_.reserve(ids_.size());
  for (std::size_t b = 0; b < ids_.size(); ++b) index_.emplace(ids_[b], narrow<BookIndex>(b));
  numbers_ = std::all_of(ids_.begin(), ids_.end(),
                         [](const std::string& id) { return parse_canonical_integer(id).has_value(); });
}

bool BookCatalogue::has_titles() const {
  return std::any_of(titles_.begin(), titles_.end(), [](const std::string& title) { return !title.empty(); });
}

std::string BookCatalogue::name(BookIndex book) const {
  return title(book).empty() ? "book " + id(book) : title(book) + "  (" + id(book) + ")";
}

std::optional<BookIndex> BookCatalogue::find(const std::string& id) const {
  auto found = index_.find(id);
  if (found == index_.end() && numbers_) found = index_.find(id_among_numbers(id));
  if (found == index_.end()) return std::nullopt;
  return found->second;
}

BookIndex BookCatalogue::need(const std::string& id, const std::string& argument) const {
  if (const std::optional<BookIndex> book = find(id)) return *book;
  std::string message = "`" + argument + "`: the model has no book with the id " + printable(id);
  const std::vector<BookIndex> near = titled(id, 5);
  if (!near.empty()) message += "; books with that in their title:";
  for (const BookIndex book : near) message += "\n  " + this->id(book) + "  " + title(book);
  throw UsageError(message);
}

std::vector<BookIndex> BookCatalogue::titled(std::string_view text, std::size_t limit) const {
  std::vector<BookIndex> found;
  const auto same = [](char a, char b) { return lower(a) == lower(b); };
  for (std::size_t b = 0; b < titles_.size() && found.size() < limit && !text.empty(); ++b)
    if (std::search(titles_[b].begin(), titles_[b].end(), text.begin(), text.end(), same) != titles_[b].end())
      found.push_back(static_cast<BookIndex>(b));
  return found;
}

}  // namespace crucible
