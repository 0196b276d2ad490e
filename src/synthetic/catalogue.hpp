#pragma once

#include "crucible/core/rating.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace crucible {

/// The subject of a generated book.
enum class Genre : std::uint8_t {
  fantasy,
  crime,
  romance,
  science_fiction,
  history,
  horror,
  poetry,
  adventure
};
/// The users that a generated book is for.
enum class Audience : std::uint8_t { children, young_adults, adults };
/// The language of a generated book.
enum class Language : std::uint8_t { english, french, german, spanish };

inline constexpr std::int64_t genre_count = 8;
inline constexpr std::int64_t audience_count = 3;
inline constexpr std::int64_t language_count = 4;
/// Number of kinds of books: every genre for every audience in every language.
inline constexpr std::int64_t kind_count = genre_count * audience_count * language_count;

/// For example "science fiction", "young adults", "German".
std::string_view name_of(Genre genre) noexcept;
std::string_view name_of(Audience audience) noexcept;
std::string_view name_of(Language language) noexcept;

/// Genre, audience and language together.
struct BookKind {
  Genre genre = Genre::fantasy;
  Audience audience = Audience::adults;
  Language language = Language::english;

  friend bool operator==(const BookKind&, const BookKind&) = default;
};

/// The number of `kind` in [0, kind_count), and the kind of a number.
std::int64_t index_of(BookKind kind) noexcept;
BookKind kind_of(std::int64_t index) noexcept;

/// The kind of book `book` of the catalogue with `seed`. Some genres, audiences and languages have more books
/// than others, and some pairs (romance for children) do not occur. Pure.
BookKind planted_kind(std::uint64_t seed, BookIndex book) noexcept;

/// The place of `index` in a permutation of [0, count) that `seed` and `purpose` choose. Pure, and needs no
/// table.
/// @pre 0 <= index < count < 2^62
std::int64_t permuted(std::uint64_t seed, std::uint64_t purpose, std::int64_t count,
                      std::int64_t index) noexcept;

/// The properties of all books on which the choices and ratings of users depend. Every rank makes the same
/// catalogue from the seed. It needs 4 planted_factors + 17 bytes per book.
class Catalogue {
 public:
  /// Throws LogicError unless 0 < books < 2^31 and planted_factors >= 0.
  Catalogue(std::uint64_t seed, std::int64_t books, std::int64_t planted_factors);

  std::int64_t books() const noexcept { return static_cast<std::int64_t>(kind_.size()); }
  std::int64_t planted_factors() const noexcept { return planted_factors_; }
  BookKind kind(BookIndex book) const noexcept { return kind_of(kind_[static_cast<std::size_t>(book)]); }
  std::int64_t kind_index(BookIndex book) const noexcept { return kind_[static_cast<std::size_t>(book)]; }
  /// How good all users find the book: mean 0, standard deviation about 1. Popular books are better.
  float quality(BookIndex book) const noexcept { return quality_[static_cast<std::size_t>(book)]; }
  /// The book's planted_factors() hidden properties, independent standard normals.
  const float* factors(BookIndex book) const noexcept {
    return factors_.data() + static_cast<std::size_t>(book) * static_cast<std::size_t>(planted_factors_);
  }

  /// The books of one kind, ascending.
  std::span<const BookIndex> books_of(std::int64_t kind_index) const noexcept;
  /// For each of books_of(kind_index), the sum of the popularity weights of the books up to and including it.
  /// The weight of a book is at least 1 and falls with its popularity rank as 1 / (rank + shift)
  /// (Zipf-Mandelbrot).
  std::span<const std::uint64_t> weight_up_to(std::int64_t kind_index) const noexcept;
  /// The sum of the popularity weights of all books of one kind; 0 if there is no such book.
  std::uint64_t kind_weight(std::int64_t kind_index) const noexcept;

 private:
  void order_by_kind(std::span<const std::uint64_t> weights);

  std::int64_t planted_factors_;
  std::vector<std::uint8_t> kind_;                    ///< one per book
  std::vector<float> quality_;                        ///< one per book
  std::vector<float> factors_;                        ///< (books x planted_factors)
  std::array<std::int64_t, kind_count + 1> first_{};  ///< the first place of each kind in the two below
  std::vector<BookIndex> by_kind_;                    ///< all books, kind by kind
  std::vector<std::uint64_t> weight_up_to_;           ///< cumulated weights of by_kind_, from 0 in each kind
};

}  // namespace crucible
