#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace crucible {

/// Which part of a split a rating belongs to. Stored in files as these numbers.
enum class Part : std::uint8_t {
  train = 0,
  validation = 1,
  test = 2,
  test_fold_in = 3,        ///< of a held-out test reader: known when recommending, never trained on
  validation_fold_in = 4,  ///< the same of a held-out validation reader
};

inline constexpr std::size_t part_count = 5;

/// A named hold-out: one label per rating, in the order of the ratings that this rank holds.
struct SplitLabels {
  std::string name;
  std::string protocol;    ///< random, per-user, last, users
  std::string parameters;  ///< as text, e.g. "test=0.1 validation=0.05"
  std::uint64_t seed = 0;
  std::vector<std::uint8_t> part;  ///< Part values
  std::vector<std::uint8_t> fold;  ///< which fold a rating is tested in; empty without --folds
};

/// The whole number that `parameters` gives `name`, as "k" in "test=0.1 k=10"; nothing where it is not there.
std::optional<std::int64_t> parameter_of(const std::string& parameters, const std::string& name);

}  // namespace crucible
