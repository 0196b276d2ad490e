#pragma once

#include "crucible/core/random.hpp"
#include "crucible/data/catalogue.hpp"
#include "crucible/data/generate.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace crucible {

/// How much a reader likes what a book is, on a scale of 1 to 5, and how likely they are to pick it.
template <std::int64_t Count>
struct Taste {
  std::array<double, Count> liking{};           ///< added to the rating
  std::array<std::uint32_t, Count> appetite{};  ///< weight in the choice of books, 1 to 32
};

/// The planted truth about a reader.
struct Reader {
  Taste<genre_count> genre;
  Taste<audience_count> audience;
  Taste<language_count> language;
  double bias = 0;             ///< on a scale of 1 to 5
  std::vector<float> factors;  ///< planted_factors, independent standard normals
};

/// The reader `user` of the data set with `options`. Pure.
Reader planted_reader(const GenerateOptions& options, std::int64_t user);

/// What `reader` gives `book` but for noise and cutting to the scale, in ratings. Pure.
double planted_score(const GenerateOptions& options, const Catalogue& catalogue, const Reader& reader,
                     BookIndex book);

/// `score` as a rating: cut to the scale and, unless real-valued, rounded to whole steps from its low end.
/// Pure.
float as_rating(const GenerateOptions& options, double score);

/// Picks the books that readers read. Keeps scratch memory of up to 17 bytes a book between calls.
class BookChooser {
 public:
  explicit BookChooser(const Catalogue& catalogue);

  /// `count` different books, ascending, drawn one after the other with probability in proportion to the
  /// book's popularity times the reader's appetite for its kind. Valid until the next call. @pre count <=
  /// books
  std::span<const BookIndex> choose(const Reader& reader, std::int64_t count, RandomStream& stream);

 private:
  struct Key {
    double time;
    BookIndex book;
  };

  void weigh_kinds(const Reader& reader);
  void draw(std::int64_t count, RandomStream& stream);
  void draw_from_the_rest(std::int64_t count, RandomStream& stream);
  void add(BookIndex book);
  bool has(BookIndex book) const noexcept {
    return (taken_[static_cast<std::size_t>(book) / 64] >> (static_cast<unsigned>(book) % 64U) & 1U) != 0;
  }

  const Catalogue& catalogue_;
  std::array<std::uint64_t, kind_count> appetite_{};  ///< of the reader, for each kind
  std::array<std::uint64_t, kind_count>
      weight_up_to_{};                ///< appetite x popularity of the kinds up to this one
  std::vector<std::uint64_t> taken_;  ///< one bit a book
  std::vector<BookIndex> chosen_;
  std::vector<Key> keys_;
};

}  // namespace crucible
