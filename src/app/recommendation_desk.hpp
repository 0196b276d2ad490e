#pragma once

#include "book_catalogue.hpp"
#include "crucible/model/fold_in.hpp"
#include "crucible/model/top_k.hpp"
#include "new_readers.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace crucible {

/// Somebody to recommend books to.
struct Reader {
  std::string name;
  std::optional<ReaderFactors> trained;  ///< what the model learnt of this reader; else folded in from `own`
  OwnRatings own;                        ///< never recommended
};

/// What a list was made from.
enum class Basis : std::uint8_t { trained, fold_in, popularity, nothing };
std::string name_of(Basis basis);

/// One of the reader's own books that carried a recommendation.
struct Because {
  BookIndex book = 0;
  double share = 0;  ///< of the sum of all own books' shares, signs left out
};

struct Recommendations {
  Basis basis = Basis::nothing;
  /// Best first. The score is the expected rating, clipped to the scale (so that the first ones may be
  /// equal), or where the order is by something else just that: taste, a score that is no rating, the number
  /// of ratings.
  std::vector<ScoredBook> books;
  std::vector<std::vector<Because>> because;  ///< for each book, where asked for
};

/// What books are ordered by: the whole score, or the dot product alone.
enum class Order : std::uint8_t { rating, taste };

/// Answers readers from a model's book factors. Local.
class RecommendationDesk {
 public:
  /// `books` holds every book, its users do not matter. `candidates`: what may be recommended, ascending;
  /// empty for all.
  RecommendationDesk(FactorModel books, std::int64_t top, std::vector<BookIndex> candidates, Order order);

  /// Lets readers of whom nothing is known get the books with the most ratings.
  void know_popularity(std::span<const std::int64_t> ratings_of_book);
  const FactorModel& model() const noexcept { return model_; }

  std::vector<Recommendations> answer(std::span<const Reader> readers, bool explain) const;
  /// The books whose factors point most nearly where those of `book` do; the score is the cosine.
  std::vector<ScoredBook> similar(BookIndex book) const;

 private:
  float shown_score(float score) const noexcept;
  Recommendations popular(const Reader& reader) const;
  std::vector<Because> because(const Reader& reader, BookIndex book) const;

  FactorModel model_;
  std::int64_t top_;
  std::vector<BookIndex> candidates_;
  Order order_;
  BookGram gram_;
  std::vector<float> no_bias_;  ///< zeros, where the order leaves biases out; else empty
  std::vector<ScoredBook> by_popularity_;
};

}  // namespace crucible
