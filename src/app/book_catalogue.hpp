#pragma once

#include "crucible/core/rating.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace crucible {

/// Every book's external id and title, and the way back from an id. Local.
class BookCatalogue {
 public:
  /// `titles` holds one text a book; empty texts where unknown.
  BookCatalogue(std::vector<std::string> ids, std::vector<std::string> titles);
  BookCatalogue(const BookCatalogue&) = delete;
  BookCatalogue& operator=(const BookCatalogue&) = delete;

  std::int64_t size() const noexcept { return static_cast<std::int64_t>(ids_.size()); }
  const std::vector<std::string>& ids() const noexcept { return ids_; }
  const std::string& id(BookIndex book) const { return ids_[static_cast<std::size_t>(book)]; }
  /// Empty where unknown.
  const std::string& title(BookIndex book) const { return titles_[static_cast<std::size_t>(book)]; }
  /// True where any book has a title.
  bool has_titles() const;
  /// For a person: the title and the id.
  std::string name(BookIndex book) const;

  std::optional<BookIndex> find(const std::string& id) const;
  /// Throws UsageError naming `option` where there is no such book, with books whose titles contain the text.
  BookIndex need(const std::string& id, const std::string& option) const;

 private:
  std::vector<BookIndex> titled(std::string_view text, std::size_t limit) const;

  std::vector<std::string> ids_;
  std::vector<std::string> titles_;
  std::unordered_map<std::string_view, BookIndex> index_;
};

}  // namespace crucible
