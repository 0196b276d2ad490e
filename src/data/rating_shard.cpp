#include "crucible/data/rating_shard.hpp"

namespace crucible {

UserRow user_row(const RatingShard& shard, std::int64_t user) {
  const auto begin = static_cast<std::size_t>(shard.offsets[static_cast<std::size_t>(user)]);
  const std::size_t count =
      static_cast<std::size_t>(shard.offsets[static_cast<std::size_t>(user) + 1]) - begin;
  return {std::span(shard.book).subspan(begin, count), std::span(shard.rating).subspan(begin, count)};
}

}  // namespace crucible
