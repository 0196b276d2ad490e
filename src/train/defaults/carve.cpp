#include "defaults/carve.hpp"

#include "crucible/core/random.hpp"

namespace crucible {

bool is_carved(std::uint64_t seed, std::int64_t user, BookIndex book, double share) noexcept {
  RandomStream chance(seed, RandomPurpose::carved_validation, static_cast<std::uint64_t>(user),
                      static_cast<std::uint64_t>(book));
  return chance.uniform() < share;
}

TrainData carve_validation(const TrainData& data, double share, std::uint64_t seed) {
  TrainData cut;
  cut.total_users = data.total_users;
  cut.total_books = data.total_books;
  cut.scale_low = data.scale_low;
  cut.scale_high = data.scale_high;
  cut.shard_bounds = data.shard_bounds;
  for (RatingShard* part : {&cut.train, &cut.validation}) {
    part->users = data.train.users;
    part->total_books = data.train.total_books;
  }
  for (std::int64_t u = 0; u < data.train.users.size(); ++u) {
    const auto user = static_cast<std::size_t>(u);
    for (std::int64_t i = data.train.offsets[user]; i < data.train.offsets[user + 1]; ++i) {
      const auto entry = static_cast<std::size_t>(i);
      const bool taken = is_carved(seed, data.train.users.begin + u, data.train.book[entry], share);
      RatingShard& to = taken ? cut.validation : cut.train;
      to.book.push_back(data.train.book[entry]);
      to.rating.push_back(data.train.rating[entry]);
    }
    for (RatingShard* part : {&cut.train, &cut.validation})
      part->offsets.push_back(static_cast<std::int64_t>(part->book.size()));
  }
  return cut;
}

}  // namespace crucible
