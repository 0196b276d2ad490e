#include "crucible/data/split_rules.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/random.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include <gtest/gtest.h>

namespace crucible {
namespace {

/// A user with `count` ratings of the books 0, 2, 4, ..., who liked each third best and read them backwards.
struct MadeUpUser {
  explicit MadeUpUser(std::int64_t user, std::size_t count) : user_(user) {
    for (std::size_t i = 0; i < count; ++i) {
      book_.push_back(static_cast<BookIndex>(2 * i));
      rating_.push_back(i % 3 == 0 ? 5.0F : 3.0F);
      time_.push_back(1'000'000 - static_cast<std::int64_t>(i));
    }
  }
  UserRatings ratings() const { return {user_, book_, rating_, time_}; }

  std::int64_t user_;
  std::vector<BookIndex> book_;
  std::vector<float> rating_;
  std::vector<std::int64_t> time_;
};

using Rule = void (*)(const SplitSpec&, const UserRatings&, std::span<std::uint8_t>);

std::vector<Part> labelled(Rule rule, const SplitSpec& spec, const MadeUpUser& user) {
  std::vector<std::uint8_t> part(user.book_.size(), 99);
  rule(spec, user.ratings(), part);
  std::vector<Part> parts;
  for (const std::uint8_t p : part) parts.push_back(static_cast<Part>(p));
  return parts;
}

std::int64_t count(const std::vector<Part>& parts, Part part) {
  return std::count(parts.begin(), parts.end(), part);
}

SplitSpec spec_of(SplitProtocol protocol) {
  SplitSpec spec;
  spec.protocol = protocol;
  spec.test = 0.2;
  spec.validation = 0.1;
  spec.seed = 7;
  return spec;
}

TEST(SplitRandom, MeetsTheSharesOverManyUsers) {
  const SplitSpec spec = spec_of(SplitProtocol::random);
  std::int64_t test = 0, validation = 0;
  for (std::int64_t u = 0; u < 400; ++u) {
    const auto parts = labelled(split_random, spec, MadeUpUser(u, 100));
    test += count(parts, Part::test);
    validation += count(parts, Part::validation);
  }
  EXPECT_NEAR(static_cast<double>(test), 8000, 5 * 80);        // standard deviation sqrt(40000 x .2 x .8)
  EXPECT_NEAR(static_cast<double>(validation), 4000, 5 * 60);  // sqrt(40000 x .1 x .9)
}

TEST(SplitRandom, LeavesEverybodyARatingWhereChanceTookAll) {
  SplitSpec spec = spec_of(SplitProtocol::random);
  spec.test = 0.6;
  spec.validation = 0.399;
  for (const std::size_t ratings : {1U, 2U, 3U, 5U})
    for (std::int64_t u = 0; u < 200; ++u) {
      const auto parts = labelled(split_random, spec, MadeUpUser(u, ratings));
      EXPECT_GE(count(parts, Part::train), 1);
    }
}

TEST(SplitRandom, NothingHeldOutAtShareNought) {
  SplitSpec spec = spec_of(SplitProtocol::random);
  spec.test = 0;
  spec.validation = 0;
  EXPECT_EQ(count(labelled(split_random, spec, MadeUpUser(3, 500)), Part::train), 500);
}

TEST(SplitRandom, ALabelDependsOnSeedUserAndBookAlone) {
  SplitSpec spec = spec_of(SplitProtocol::random);
  const auto all = labelled(split_random, spec, MadeUpUser(3, 500));
  const auto some = labelled(split_random, spec, MadeUpUser(3, 200));
  EXPECT_TRUE(std::equal(some.begin(), some.end(), all.begin()));
  EXPECT_NE(all, labelled(split_random, spec, MadeUpUser(4, 500)));
  spec.seed = 8;
  EXPECT_NE(all, labelled(split_random, spec, MadeUpUser(3, 500)));
}

TEST(SplitPerUser, TakesKOfEachForTestAndKForValidation) {
  SplitSpec spec = spec_of(SplitProtocol::per_user);
  spec.k = 3;
  const auto parts = labelled(split_per_user, spec, MadeUpUser(5, 20));
  EXPECT_EQ(count(parts, Part::test), 3);
  EXPECT_EQ(count(parts, Part::validation), 3);
  EXPECT_EQ(count(parts, Part::train), 14);
  spec.validation = 0;
  EXPECT_EQ(count(labelled(split_per_user, spec, MadeUpUser(5, 20)), Part::validation), 0);
}

TEST(SplitPerUser, NeverTakesTheLastOne) {
  SplitSpec spec = spec_of(SplitProtocol::per_user);
  spec.k = 3;
  const std::vector<std::array<std::int64_t, 3>> expected = {{0, 0, 0}, {0, 0, 1}, {1, 0, 1}, {2, 0, 1},
                                                             {3, 0, 1}, {3, 1, 1}, {3, 2, 1}};
  for (std::size_t n = 0; n < expected.size(); ++n) {
    const auto parts = labelled(split_per_user, spec, MadeUpUser(5, n));
    EXPECT_EQ(count(parts, Part::test), expected[n][0]) << n;
    EXPECT_EQ(count(parts, Part::validation), expected[n][1]) << n;
    EXPECT_EQ(count(parts, Part::train), expected[n][2]) << n;
  }
}

TEST(SplitPerUser, WithoutKTakesRoundedShares) {
  const SplitSpec spec = spec_of(SplitProtocol::per_user);
  const auto parts = labelled(split_per_user, spec, MadeUpUser(5, 33));
  EXPECT_EQ(count(parts, Part::test), 7);        // 6.6
  EXPECT_EQ(count(parts, Part::validation), 3);  // 3.3
}

TEST(SplitPerUser, EveryBookComesUpAsOftenAsOthers) {
  SplitSpec spec = spec_of(SplitProtocol::per_user);
  spec.k = 1;
  std::vector<int> drawn(4);
  for (std::int64_t u = 0; u < 4000; ++u) {
    const auto parts = labelled(split_per_user, spec, MadeUpUser(u, 4));
    for (std::size_t i = 0; i < 4; ++i) drawn[i] += parts[i] == Part::test ? 1 : 0;
  }
  for (const int d : drawn) EXPECT_NEAR(d, 1000, 5 * 28);
}

TEST(SplitLast, TakesTheNewest) {
  SplitSpec spec = spec_of(SplitProtocol::last);
  spec.k = 2;
  const auto parts = labelled(split_last, spec, MadeUpUser(5, 6));
  EXPECT_EQ(parts, (std::vector<Part>{Part::test, Part::test, Part::validation, Part::validation, Part::train,
                                      Part::train}));
}

TEST(SplitLast, TiesAreBrokenByChanceNotByBook) {
  SplitSpec spec = spec_of(SplitProtocol::last);
  spec.k = 1;
  std::set<std::ptrdiff_t> places;
  for (std::int64_t u = 0; u < 100; ++u) {
    MadeUpUser user(u, 5);
    std::fill(user.time_.begin(), user.time_.end(), 77);
    const auto parts = labelled(split_last, spec, user);
    places.insert(std::find(parts.begin(), parts.end(), Part::test) - parts.begin());
  }
  EXPECT_EQ(places.size(), 5U);
}

TEST(SplitLast, NeedsTimes) {
  MadeUpUser user(1, 3);
  user.time_.clear();
  EXPECT_THROW(labelled(split_last, spec_of(SplitProtocol::last), user), LogicError);
}

TEST(SplitAt, CutsAtTheMoments) {
  const MadeUpUser user(5, 5);  // times 1000000, 999999, ..., 999996
  std::vector<std::uint8_t> part(5);
  split_at(spec_of(SplitProtocol::last), {999'997, 999'999}, user.ratings(), part);
  EXPECT_EQ(part, (std::vector<std::uint8_t>{2, 2, 1, 1, 0}));
}

TEST(SplitAt, KeepsTheOldestOfAUserWhoCameLater) {
  const MadeUpUser user(5, 4);
  std::vector<std::uint8_t> part(4);
  split_at(spec_of(SplitProtocol::last), {10, 20}, user.ratings(), part);
  EXPECT_EQ(part, (std::vector<std::uint8_t>{2, 2, 2, 0}));
}

TEST(SplitUsers, MasksTheTenBestLikedOfHeldOutUsers) {
  const SplitSpec spec = spec_of(SplitProtocol::users);
  std::int64_t test = 0, validation = 0, train = 0;
  for (std::int64_t u = 0; u < 1000; ++u) {
    const MadeUpUser user(u, 24);  // 8 of 5, 16 of 3
    const auto parts = labelled(split_users, spec, user);
    if (count(parts, Part::train) == 24) {
      ++train;
      continue;
    }
    const Part masked = count(parts, Part::test) > 0 ? Part::test : Part::validation;
    const Part known = masked == Part::test ? Part::test_fold_in : Part::validation_fold_in;
    ++(masked == Part::test ? test : validation);
    ASSERT_EQ(count(parts, masked), 10);
    ASSERT_EQ(count(parts, known), 14);
    std::vector<std::pair<std::uint64_t, std::size_t>> threes;
    for (std::size_t i = 0; i < 24; ++i) {
      if (user.rating_[i] == 5.0F) {
        EXPECT_EQ(parts[i], masked) << "a best-liked book is not masked";
      } else {
        threes.emplace_back(random_hash(7, RandomPurpose::tie_break, static_cast<std::uint64_t>(u), 2 * i),
                            i);
      }
    }
    std::sort(threes.begin(), threes.end());
    for (std::size_t i = 0; i < threes.size(); ++i)
      EXPECT_EQ(parts[threes[i].second], i < 2 ? masked : known);
  }
  EXPECT_NEAR(static_cast<double>(test), 200, 5 * 12.7);
  EXPECT_NEAR(static_cast<double>(validation), 100, 5 * 9.5);
  EXPECT_EQ(test + validation + train, 1000);
}

TEST(SplitUsers, UsersWithFewRatingsStayInTraining) {
  SplitSpec spec = spec_of(SplitProtocol::users);
  spec.test = 0.999;
  spec.validation = 0;
  EXPECT_EQ(count(labelled(split_users, spec, MadeUpUser(3, 19)), Part::train), 19);
  EXPECT_EQ(count(labelled(split_users, spec, MadeUpUser(3, 20)), Part::test), 10);
  spec.k = 2;
  EXPECT_EQ(count(labelled(split_users, spec, MadeUpUser(3, 4)), Part::test), 2);
  EXPECT_EQ(count(labelled(split_users, spec, MadeUpUser(3, 3)), Part::train), 3);
}

TEST(SplitUsers, MasksAShareByChanceWhateverTheRatings) {
  SplitSpec spec = spec_of(SplitProtocol::users);
  spec.test = 0.999;
  spec.validation = 0;
  spec.masked_share = 0.2;
  std::int64_t best_liked = 0;
  constexpr std::int64_t users = 2000;
  for (std::int64_t u = 0; u < users; ++u) {
    const MadeUpUser user(u, 24);  // 8 of 5, 16 of 3
    const auto parts = labelled(split_users, spec, user);
    if (count(parts, Part::train) == 24) continue;
    ASSERT_EQ(count(parts, Part::test), 4);  // 4.8, rounded down
    ASSERT_EQ(count(parts, Part::test_fold_in), 20);
    for (std::size_t i = 0; i < 24; ++i)
      best_liked += parts[i] == Part::test && user.rating_[i] == 5.0F ? 1 : 0;
  }
  EXPECT_NEAR(static_cast<double>(best_liked), users * 4 * 8.0 / 24, 5 * 40);
  EXPECT_EQ(count(labelled(split_users, spec, MadeUpUser(3, 5)), Part::test), 1);
  EXPECT_EQ(count(labelled(split_users, spec, MadeUpUser(3, 4)), Part::train), 4) << "none to judge by";
}

TEST(DealFolds, SpreadsEachUsersRatingsEvenly) {
  SplitSpec spec = spec_of(SplitProtocol::random);
  spec.folds = 5;
  std::vector<std::int64_t> single(5);
  for (std::int64_t u = 0; u < 500; ++u) {
    const MadeUpUser user(u, 13);
    std::vector<std::uint8_t> fold(13);
    deal_folds(spec, user.ratings(), fold);
    for (std::uint8_t f = 0; f < 5; ++f) {
      const auto in_fold = std::count(fold.begin(), fold.end(), f);
      EXPECT_TRUE(in_fold == 2 || in_fold == 3);
    }
    const MadeUpUser lonely(u, 1);
    deal_folds(spec, lonely.ratings(), std::span(fold).first(1));
    ++single[fold[0]];
  }
  for (const std::int64_t s : single) EXPECT_NEAR(static_cast<double>(s), 100, 5 * 9);
}

TEST(DealFolds, WholeUsersGoToOneFold) {
  SplitSpec spec = spec_of(SplitProtocol::users);
  spec.folds = 3;
  std::set<std::uint8_t> seen;
  for (std::int64_t u = 0; u < 50; ++u) {
    const MadeUpUser user(u, 6);
    std::vector<std::uint8_t> fold(6, 99);
    deal_folds(spec, user.ratings(), fold);
    EXPECT_EQ(std::set(fold.begin(), fold.end()).size(), 1U);
    seen.insert(fold[0]);
  }
  EXPECT_EQ(seen, (std::set<std::uint8_t>{0, 1, 2}));
}

}  // namespace
}  // namespace crucible
