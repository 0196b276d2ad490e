#pragma once

#include "crucible/data/rating_shard.hpp"
#include "crucible/store/model_store.hpp"
#include "crucible/store/rating_store.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace crucible {

// What connects the rows of an older model with newer ratings. All functions are local.

/// Reads the ids of a range of rows.
using IdReader = std::function<std::vector<std::string>(IndexRange)>;

/// Where each of `wanted` is among `total` ids, or -1. The ids are read in blocks, so that their number is
/// not limited by memory. Pure but for `read`. If an id is there twice, the first one counts.
std::vector<std::int64_t> match_ids(const std::vector<std::string>& wanted, std::int64_t total,
                                    const IdReader& read);

/// The rows `rows` of a slot of the model's training state, row-major; zeros where a row is negative.
/// `columns` of 0 are one number a row. Reads only blocks that hold one of them. Throws as
/// ModelStore::read_slot() does.
std::vector<float> slot_rows(const ModelStore& model, const std::string& name, std::int64_t total_rows,
                             std::int64_t columns, const std::vector<std::int64_t>& rows);

/// The same of the model itself, without its time effects: k factors and the bias of each of the users, or of
/// each of the books, `rows`. Throws as ModelStore::read() does.
std::vector<float> model_rows(const ModelStore& model, bool of_users, const std::vector<std::int64_t>& rows);
/// The mean of the model's ratings without its time effects. Throws as ModelStore::read_times() does.
double model_mean(const ModelStore& model);

/// One number for each user of `train`, which depends on the user's ratings and the ids of the books, not on
/// order or indices; 0 without ratings. Two sets of ratings of a user that are not the same have the same
/// number with a probability of 2^-64. Reads the ids of all books.
std::vector<std::int64_t> rating_checks(const RatingStore& store, const RatingShard& train);

}  // namespace crucible
