#include "posterior/held_out.hpp"

#include "defaults/carve.hpp"

#include <algorithm>
#include <utility>

namespace crucible {

namespace {

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

}  // namespace

HeldOut held_out_of(RatingShard shard) {
  return {std::move(shard.offsets), std::move(shard.book), std::move(shard.rating)};
}

HeldOut take_held_out(RatingShard& shard, std::int64_t total, std::uint64_t seed) {
  constexpr double most_share = 0.05;
  constexpr double enough = 20'000;  // the noise variance to within 1 %
  constexpr std::int64_t few = 100;  // of which none can be spared
  const double share = total < few ? 0 : std::min(most_share, enough / static_cast<double>(total));
  HeldOut taken;
  std::int64_t kept = 0;
  std::int64_t next = 0;
  for (std::int64_t u = 0; u < shard.users.size(); ++u) {
    for (; next < shard.offsets[at(u + 1)]; ++next) {
      const BookIndex book = shard.book[at(next)];
      const float value = shard.rating[at(next)];
      if (is_carved(seed, shard.users.begin + u, book, share)) {
        taken.book.push_back(book);
        taken.value.push_back(value);
      } else {
        shard.book[at(kept)] = book;
        shard.rating[at(kept++)] = value;
      }
    }
    shard.offsets[at(u + 1)] = kept;
    taken.offsets.push_back(std::ssize(taken.book));
  }
  shard.book.resize(at(kept));
  shard.rating.resize(at(kept));
  return taken;
}

HeldOutErrors held_out_errors(const Communicator& comm, const Kernels& kernels, const HeldOut& held_out,
                              const ChainSide& users, const ChainSide& books) {
  std::vector<double> mine;
  AlignedFloats factors(at(users.stride));
  const auto error_of = [&](std::int64_t user, std::int64_t i, const ChainSide& side,
                            const AlignedFloats& user_rows, const AlignedFloats& book_rows) {
    const float* p = side.row(user_rows, user);
    const float* q = books.row(book_rows, held_out.book[at(i)]);
    std::copy_n(p, side.k, factors.data());
    const float guess = kernels.dot(factors.data(), q, side.stride) + p[side.k] + q[side.k];
    const double error = static_cast<double>(held_out.value[at(i)]) - static_cast<double>(guess);
    return error * error;
  };
  std::int64_t count = 0;
  for (std::int64_t u = 0; u < users.own.size(); ++u) {
    double of_mean = 0;
    double of_draw = 0;
    const std::int64_t user = users.own.begin + u;
    for (std::int64_t i = held_out.offsets[at(u)]; i < held_out.offsets[at(u + 1)]; ++i) {
      if (users.rated[at(user)] == 0 || books.rated[at(held_out.book[at(i)])] == 0) continue;
      of_mean += error_of(user, i, users, users.mean, books.mean);
      of_draw += error_of(user, i, users, users.draw, books.draw);
      ++count;
    }
    mine.push_back(of_mean);
    mine.push_back(of_draw);
  }
  HeldOutErrors errors;
  errors.count = static_cast<double>(comm.sum_value(count));
  const std::vector<double> all = comm.concatenate_all(std::span<const double>(mine));
  for (std::size_t i = 0; i < all.size(); i += 2) {
    errors.of_mean += all[i];
    errors.of_draw += all[i + 1];
  }
  return errors;
}

}  // namespace crucible
