#include "defaults/plain_biases.hpp"

#include "planted.hpp"
#include "world.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::planted_data;
using testing::world;

std::vector<std::int64_t> counts_of(const Communicator& comm, const TrainData& data) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(data.total_books));
  for (const BookIndex book : data.train.book) ++counts[static_cast<std::size_t>(book)];
  comm.sum(std::span<std::int64_t>(counts));
  return counts;
}

TEST(PlainBiases, AreTheSameBitsAtAnyNumberOfRanks) {
  const Communicator alone = world().split(world().rank(), 0);
  const TrainData here = planted_data({}, 12, alone);
  const TrainData shared = planted_data({}, 12, world());

  const PlainBiases of_one = fit_plain_biases(alone, here.train, 0.5, counts_of(alone, here));
  const PlainBiases of_all = fit_plain_biases(world(), shared.train, 0.5, counts_of(world(), shared));

  EXPECT_EQ(of_all.book, of_one.book);
  EXPECT_EQ(world().concatenate_all(std::span<const float>(of_all.user)), of_one.user);
}

TEST(PlainBiases, OfOneRatingEachAreDampedMeans) {
  RatingShard train;
  train.users = {0, world().is_root() ? 1 : 0};
  train.total_books = 2;
  if (world().is_root()) {
    train.book = {1};
    train.rating = {9};
    train.offsets = {0, 1};
  }
  const std::vector<std::int64_t> counts{0, 1};

  const PlainBiases biases = fit_plain_biases(world(), train, 3, counts);

  // book = (6 - user) / 6 and user = (6 - book) / 6 alternate to 6 / 7 each
  EXPECT_EQ(biases.book[0], 0);
  EXPECT_NEAR(biases.book[1], 6.0 / 7, 1e-3);
  if (world().is_root()) {
    EXPECT_NEAR(biases.user[0], 6.0 / 7, 1e-3);
  }
}

}  // namespace
}  // namespace crucible
