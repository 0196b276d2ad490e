#pragma once

#include "catalogue.hpp"
#include "crucible/core/random.hpp"
#include "crucible/synthetic/generate.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace crucible {

/// A user's taste for genres, audiences or languages.
template <std::int64_t Count>
struct Taste {
  std::array<double, Count> liking{};           ///< added to the rating, on a scale of 1 to 5
  std::array<std::uint32_t, Count> appetite{};  ///< weight in the choice of books, 1 to 32
};

/// The hidden properties of a user.
struct PlantedUser {
  Taste<genre_count> genre;
  Taste<audience_count> audience;
  Taste<language_count> language;
  double bias = 0;             ///< on a scale of 1 to 5
  std::vector<float> factors;  ///< planted_factors, independent standard normals
};

/// The user `user` of the data set with `options`. Pure.
PlantedUser planted_user(const GenerateOptions& options, std::int64_t user);

/// The rating that `user` gives `book`, before noise and cutting to the scale. Pure.
double planted_score(const GenerateOptions& options, const Catalogue& catalogue, const PlantedUser& user,
                     BookIndex book);

/// `score` as a rating: cut to the scale and, unless real-valued, rounded to whole steps from the low end of
/// the scale. Pure.
float as_rating(const GenerateOptions& options, double score);

/// Chooses the books that users read. Between calls it keeps scratch memory of up to 17 bytes per book.
class BookChooser {
 public:
  explicit BookChooser(const Catalogue& catalogue);

  /// `count` different books, ascending. They are drawn one after the other, with probabilities proportional
  /// to the book's popularity times the user's appetite for its kind. The result is valid until the next
  /// call. Throws LogicError if `count` is above the number of books.
  std::span<const BookIndex> choose(const PlantedUser& user, std::int64_t count, RandomStream& stream);

 private:
  struct Key {
    double time;
    BookIndex book;
  };

  void weigh_kinds(const PlantedUser& user);
  void draw(std::int64_t count, RandomStream& stream);
  void draw_from_the_rest(std::int64_t count, RandomStream& stream);
  void add(BookIndex book);
  bool has(BookIndex book) const noexcept {
    return (taken_[static_cast<std::size_t>(book) / 64] >> (static_cast<unsigned>(book) % 64U) & 1U) != 0;
  }

  const Catalogue& catalogue_;
  std::array<std::uint64_t, kind_count> appetite_{};  ///< of the user, for each kind
  std::array<std::uint64_t, kind_count>
      weight_up_to_{};                ///< appetite x popularity of the kinds up to this one
  std::vector<std::uint64_t> taken_;  ///< one bit per book
  std::vector<BookIndex> chosen_;
  std::vector<Key> keys_;
};

}  // namespace crucible
