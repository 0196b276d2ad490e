#pragma once

#include "crucible/core/random.hpp"
#include "crucible/data/shard_plan.hpp"
#include "crucible/mpi/communicator.hpp"
#include "crucible/train/trainer.hpp"

#include <cmath>
#include <cstdint>
#include <vector>

namespace crucible::testing {

/// What the planted data of a test look like.
struct Planted {
  std::int64_t users = 240;
  std::int64_t books = 90;
  double density = 0.3;  ///< share of the entries that are rated
  double low = -10;      ///< real-valued ratings in [low, high]
  double high = 10;
  double validation = 0.1;  ///< share of the ratings
  double noise = 0.05;      ///< share of the scale
};

/// One entry: rating of `book` by `user`, and where it belongs (0 not rated, 1 training, 2 validation). A
/// function of the indices, so that any rank can make any part.
struct PlantedEntry {
  int part = 0;
  float rating = 0;
};

inline PlantedEntry planted_entry(const Planted& plan, std::int64_t user, std::int64_t book) {
  RandomStream stream(17, RandomPurpose::test, static_cast<std::uint64_t>(user),
                      static_cast<std::uint64_t>(book));
  // every user rates something, every book is rated by somebody
  const bool rated = stream.uniform() < plan.density || book == user % plan.books;
  if (!rated) return {};
  const auto u = static_cast<double>(user);
  const auto b = static_cast<double>(book);
  const double taste = std::sin(u * 0.7) * std::cos(b * 1.3) + std::cos(u * 1.9) * std::sin(b * 0.4) +
                       0.5 * std::sin(u * 0.31) + 0.5 * std::cos(b * 0.77);
  const double middle = (plan.low + plan.high) / 2;
  const double size = plan.high - plan.low;
  const double rating = middle + size * (0.15 * taste + plan.noise * stream.normal());
  const bool validation = stream.uniform() < plan.validation;
  return {validation ? 2 : 1, static_cast<float>(std::fmin(plan.high, std::fmax(plan.low, rating)))};
}

/// This rank's part of what `entry` (user, book) says of all entries, cut into `shards`.
template <class Entry>
TrainData data_of(std::int64_t users, std::int64_t books, const Entry& entry, std::int64_t shards,
                  const Communicator& comm) {
  TrainData data;
  data.total_users = users;
  data.total_books = books;
  std::vector<std::int64_t> offsets{0};
  for (std::int64_t u = 0; u < users; ++u) {
    offsets.push_back(offsets.back());
    for (std::int64_t b = 0; b < books; ++b) offsets.back() += entry(u, b).part == 1 ? 1 : 0;
  }
  data.shard_bounds = plan_shards(std::span<const std::int64_t>(offsets), shards).boundaries;
  const IndexRange mine = users_of_rank(data.shard_bounds, comm.size(), comm.rank());
  for (const int part : {1, 2}) {
    RatingShard& shard = part == 1 ? data.train : data.validation;
    shard.users = mine;
    shard.total_books = books;
    for (std::int64_t u = mine.begin; u < mine.end; ++u) {
      for (std::int64_t b = 0; b < books; ++b) {
        const PlantedEntry found = entry(u, b);
        if (found.part != part) continue;
        shard.book.push_back(static_cast<BookIndex>(b));
        shard.rating.push_back(found.rating);
      }
      shard.offsets.push_back(static_cast<std::int64_t>(shard.book.size()));
    }
  }
  return data;
}

/// This rank's part of the planted data, cut into `shards`.
inline TrainData planted_data(const Planted& plan, std::int64_t shards, const Communicator& comm) {
  TrainData data = data_of(
      plan.users, plan.books, [&](std::int64_t u, std::int64_t b) { return planted_entry(plan, u, b); },
      shards, comm);
  data.scale_low = plan.low;
  data.scale_high = plan.high;
  return data;
}

/// `data` with nothing to be judged by: the model is then what was learnt, its parts unweighed.
inline TrainData without_validation(TrainData data) {
  data.validation.book.clear();
  data.validation.rating.clear();
  for (std::int64_t& offset : data.validation.offsets) offset = 0;
  return data;
}

/// Collective. All of a model's numbers on every rank: user and book factors and biases, in global order.
inline std::vector<float> whole_model(const Communicator& comm, const FactorModel& model) {
  std::vector<float> all;
  const auto append = [&](std::span<const float> mine) {
    const std::vector<float> part = comm.concatenate_all(mine);
    all.insert(all.end(), part.begin(), part.end());
  };
  const auto flat = [](const Matrix& m) {
    return std::span<const float>(m.data(), static_cast<std::size_t>(m.size()));
  };
  append(flat(model.user_factors));
  append(model.user_bias);
  append(flat(model.book_factors));
  append(model.book_bias);
  return all;
}

}  // namespace crucible::testing
