#include "crucible/eval/evaluation_data.hpp"

#include "crucible/core/error.hpp"

namespace crucible {
namespace {

/// The ratings that `wanted(i)` picks.
template <typename Wanted>
RatingShard pick(const RatingShard& ratings, Wanted wanted) {
  RatingShard result;
  result.users = ratings.users;
  result.total_books = ratings.total_books;
  result.offsets.reserve(ratings.offsets.size());
  for (std::size_t u = 0; u + 1 < ratings.offsets.size(); ++u) {
    for (auto i = static_cast<std::size_t>(ratings.offsets[u]);
         i < static_cast<std::size_t>(ratings.offsets[u + 1]); ++i)
      if (wanted(i)) {
        result.book.push_back(ratings.book[i]);
        result.rating.push_back(ratings.rating[i]);
      }
    result.offsets.push_back(std::ssize(result.book));
  }
  return result;
}

}  // namespace

EvaluationData evaluation_data(const RatingShard& ratings, std::span<const std::uint8_t> part, Part tested) {
  require(std::ssize(part) == ratings.size(), "evaluation was not given one label a rating");
  require(tested == Part::test || tested == Part::validation,
          "only a test or a validation part can be judged");
  const auto held = static_cast<std::uint8_t>(tested);
  const auto fold_in =
      static_cast<std::uint8_t>(tested == Part::test ? Part::test_fold_in : Part::validation_fold_in);
  const auto train = static_cast<std::uint8_t>(Part::train);
  return {pick(ratings, [&](std::size_t i) { return part[i] == train; }),
          pick(ratings, [&](std::size_t i) { return part[i] == fold_in; }),
          pick(ratings, [&](std::size_t i) { return part[i] == held; }),
          pick(ratings, [&](std::size_t i) { return part[i] != held; })};
}

EvaluationData evaluation_data_of_fold(const RatingShard& ratings, std::span<const std::uint8_t> fold,
                                       std::uint8_t tested) {
  require(std::ssize(fold) == ratings.size(), "evaluation was not given one fold a rating");
  const auto others = [&](std::size_t i) { return fold[i] != tested; };
  return {pick(ratings, others), pick(ratings, [](std::size_t) { return false; }),
          pick(ratings, [&](std::size_t i) { return fold[i] == tested; }), pick(ratings, others)};
}

UserRow user_row(const RatingShard& shard, std::int64_t user) {
  const auto begin = static_cast<std::size_t>(shard.offsets[static_cast<std::size_t>(user)]);
  const std::size_t count =
      static_cast<std::size_t>(shard.offsets[static_cast<std::size_t>(user) + 1]) - begin;
  return {std::span(shard.book).subspan(begin, count), std::span(shard.rating).subspan(begin, count)};
}

}  // namespace crucible
