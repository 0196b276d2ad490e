#pragma once

#include "crucible/core/rating.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace crucible {

/// Local. Bytes of a BookCatalogue of so many books with titles. Pure.
double catalogue_bytes(std::int64_t books);

/// The external id and title of every book, and the book of an id. Local.
class BookCatalogue {
 public:
  /// `titles` has one text per book; an empty text is an unknown title.
  BookCatalogue(std::vector<std::string> ids, std::vector<std::string> titles);
  BookCatalogue(const BookCatalogue&) = delete;
  BookCatalogue& operator=(const BookCatalogue&) = delete;

  std::int64_t size() const noexcept { return static_cast<std::int64_t>(ids_.size()); }
  const std::vector<std::string>& ids() const noexcept { return ids_; }
  const std::string& id(BookIndex book) const { return ids_[static_cast<std::size_t>(book)]; }
  /// Empty if unknown.
  const std::string& title(BookIndex book) const { return titles_[static_cast<std::size_t>(book)]; }
  /// True if any book has a title.
  bool has_titles() const;
  /// A name to show: the title and the id.
  std::string name(BookIndex book) const;

  /// Where all ids are whole numbers, "1.0" and "01" find the book "1".
  std::optional<BookIndex> find(const std::string& id) const;
  /// The book with this id. Throws UsageError, which names `argument`, if there is none. The message lists
  /// some books whose titles contain the text.
  BookIndex need(const std::string& id, const std::string& argument) const;

 private:
  std::vector<BookIndex> titled(std::string_view text, std::size_t limit) const;

  std::vector<std::string> ids_;
  std::vector<std::string> titles_;
  std::unordered_map<std::string_view, BookIndex> index_;
  bool numbers_ = false;  ///< all ids are whole numbers
};

}  // namespace crucible
