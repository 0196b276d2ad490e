#pragma once

#include "crucible/core/rating.hpp"
#include "crucible/mpi/communicator.hpp"
#include "crucible/train/train_data.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace crucible::bench {

/// A whole data set in memory, by user, books ascending: what the studies cut into shards.
struct StudyData {
  std::int64_t users = 0;
  std::int64_t books = 0;
  double scale_low = 0;
  double scale_high = 0;
  std::vector<Rating> ratings;
};

/// Reads lines of "user SEPARATOR book SEPARATOR rating ...", separated by commas, tabs or "::", after a
/// header or none; ids become indices in order of first sight. Of repeated pairs the last one counts. A
/// header that starts with book_id swaps the columns.
StudyData read_text(const std::string& path);

/// Ratings with `planted` true factors, Zipf popularity, noise and rounding to `step` (0: real-valued), in
/// [low, high].
StudyData plant(std::int64_t users, std::int64_t books, std::int64_t ratings, int planted, double low,
                double high, double step, std::uint64_t seed);

/// Which part of a random hold-out a rating belongs to.
enum class Held : std::uint8_t { train, validation, test };
Held held(const Rating& rating, double validation, double test, std::uint64_t seed);

/// The data of this rank: training part, and as validation part either the validation or the test ratings.
TrainData shard_data(const StudyData& data, std::int64_t shards, const Communicator& comm, double validation,
                     double test, Held judged_on, std::uint64_t seed);

}  // namespace crucible::bench
