#pragma once

#include "crucible/core/random.hpp"
#include "crucible/eval/evaluation_data.hpp"
#include "crucible/model/factor_model.hpp"
#include "crucible/mpi/communicator.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace crucible::testing {

/// Ratings with labels and a model of them, whole.
struct EvalCase {
  RatingShard ratings;
  std::vector<std::uint8_t> part;
  FactorModel model;
};

/// The users of `range` of a whole shard.
inline RatingShard users_of(const RatingShard& whole, IndexRange range) {
  RatingShard result;
  result.users = range;
  result.total_books = whole.total_books;
  const auto first = whole.offsets[static_cast<std::size_t>(range.begin)];
  const auto last = whole.offsets[static_cast<std::size_t>(range.end)];
  result.offsets.clear();
  for (std::int64_t u = range.begin; u <= range.end; ++u)
    result.offsets.push_back(whole.offsets[static_cast<std::size_t>(u)] - first);
  result.book.assign(whole.book.begin() + first, whole.book.begin() + last);
  result.rating.assign(whole.rating.begin() + first, whole.rating.begin() + last);
  return result;
}

/// What `comm`'s rank holds of `whole`, users dealt out evenly.
inline EvalCase part_of(const EvalCase& whole, const Communicator& comm) {
  const IndexRange mine = even_part(whole.model.total_users, comm.size(), comm.rank());
  EvalCase result;
  result.ratings = users_of(whole.ratings, mine);
  const auto first = whole.ratings.offsets[static_cast<std::size_t>(mine.begin)];
  result.part.assign(whole.part.begin() + first, whole.part.begin() + first + result.ratings.size());
  result.model = whole.model;
  result.model.users = mine;
  result.model.user_factors = whole.model.user_factors.middleRows(mine.begin, mine.size()).eval();
  result.model.user_bias.assign(whole.model.user_bias.begin() + mine.begin,
                                whole.model.user_bias.begin() + mine.end);
  return result;
}

/// Random ratings from 1 to 5 and a random model on a grid of 1/4, so that scores are exact and ties abound.
/// Every seventh user is held out whole with the ten highest rated masked; of the others' ratings a fifth is
/// tested and a tenth for validation. Some users have few ratings or none; the last books are rated by nobody
/// in training.
inline EvalCase random_case(std::int64_t users, std::int64_t books, std::int64_t k) {
  RandomStream random(11, RandomPurpose::test);
  EvalCase result;
  RatingShard& ratings = result.ratings;
  ratings.users = {0, users};
  ratings.total_books = books;
  for (std::int64_t u = 0; u < users; ++u) {
    const double density = u % 5 == 0 ? 0.05 : 0.5;
    for (BookIndex b = 0; b < books && u % 11 != 3; ++b) {
      if (random.uniform() > density) continue;
      ratings.book.push_back(b);
      ratings.rating.push_back(static_cast<float>(1 + random.below(5)));
      const double draw = random.uniform();
      const bool new_book = b >= books - 3;
      const Part part = draw < 0.2 || new_book ? Part::test : draw < 0.3 ? Part::validation : Part::train;
      result.part.push_back(static_cast<std::uint8_t>(part));
    }
    const auto begin = static_cast<std::size_t>(ratings.offsets.back());
    ratings.offsets.push_back(std::ssize(ratings.book));
    if (u % 7 != 0) continue;
    std::vector<std::size_t> order;
    for (std::size_t i = begin; i < ratings.book.size(); ++i) order.push_back(i);
    std::stable_sort(order.begin(), order.end(),
                     [&](auto a, auto b) { return ratings.rating[a] > ratings.rating[b]; });
    for (std::size_t i = 0; i < order.size(); ++i)
      result.part[order[i]] = static_cast<std::uint8_t>(i < 10 ? Part::test : Part::test_fold_in);
  }
  const auto number = [&] { return static_cast<float>(std::round(8 * random.uniform() - 4) / 4); };
  FactorModel& model = result.model;
  model.traits.global_mean = 3;
  model.traits.scale_low = 1;
  model.traits.scale_high = 5;
  model.traits.user_factor_l2 = 0.05;
  model.traits.user_bias_l2 = 0.05;
  model.total_users = users;
  model.total_books = books;
  model.users = {0, users};
  model.books = {0, books};
  model.user_factors = Matrix::NullaryExpr(users, k, number);
  model.book_factors = Matrix::NullaryExpr(books, k, number);
  for (std::int64_t u = 0; u < users; ++u) model.user_bias.push_back(number());
  for (std::int64_t b = 0; b < books; ++b) model.book_bias.push_back(number());
  return result;
}

}  // namespace crucible::testing
