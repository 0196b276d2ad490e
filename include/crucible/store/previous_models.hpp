#pragma once

#include "crucible/store/model_store.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace crucible {

/// Local. The name of an earlier checkpoint of `path`: `model.prev.h5` for `model.h5`. Still earlier ones are
/// `model.prev2.h5`, `model.prev3.h5` and so on.
std::string previous_path(const std::string& path, std::int64_t number = 1);

/// Local, for one rank. Makes room for one more previous file: prev becomes prev2 and so on, at most `keep`
/// of them.
void shift_previous(const std::string& path, std::int64_t keep);

/// What newest_good_model() found.
struct GoodModel {
  std::optional<ModelStore> model;  ///< none if there is no file at all
  std::string problems;             ///< why `model` is not the newest file; empty if it is
};

/// Collective. The model at `path`. If that is missing or damaged, the newest good one of the `keep` previous
/// ones. With `set_aside`, damaged files are renamed to NAME.damaged. Otherwise the next checkpoint would put
/// them in the place of good ones. Throws Error (input) if there are files but none is good, IoError if one
/// cannot be renamed.
GoodModel newest_good_model(const Communicator& comm, const std::string& path, std::int64_t keep,
                            bool set_aside);

}  // namespace crucible
