#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace crucible {

/// The part of a split that a rating belongs to. Files store these numbers.
enum class Part : std::uint8_t {
  train = 0,
  validation = 1,
  test = 2,
  test_fold_in = 3,        ///< of a held-out test user: known when recommending, but not used in training
  validation_fold_in = 4,  ///< the same for a held-out validation user
};

inline constexpr std::size_t part_count = 5;

/// A named split: one label per rating, in the order of the ratings that this rank holds.
struct SplitLabels {
  std::string name;
  std::string protocol;    ///< random, per-user, last, users
  std::string parameters;  ///< as text, e.g. "test=0.1 validation=0.05"
  std::uint64_t seed = 0;
  std::vector<std::uint8_t> part;  ///< Part values
  std::vector<std::uint8_t> fold;  ///< the fold in which a rating is tested; empty without folds
};

/// The whole number of `name` in `parameters`, for example 10 for "k" in "test=0.1 k=10"; none if it is not
/// there.
std::optional<std::int64_t> parameter_of(const std::string& parameters, const std::string& name);

}  // namespace crucible
