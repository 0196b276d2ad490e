#include "crucible/synthetic/generate.hpp"

#include "crucible/core/error.hpp"
#include "generate_user.hpp"
#include "world.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::world;

GenerateOptions small_options() {
  GenerateOptions options;
  options.users = 301;
  options.books = 157;
  options.ratings = 9001;
  options.timestamps = true;
  options.seed = 11;
  return options;
}

/// This rank alone, as a job of one rank.
Communicator alone() { return world().split(world().rank(), 0); }

template <typename T>
std::vector<T> whole(const std::vector<T>& part) {
  return world().concatenate_all(std::span<const T>(part));
}

TEST(Generate, DistributedEqualsLocal) {
  const GenerateOptions options = small_options();
  const RatingTable part = generate(world(), options);
  const RatingTable all = generate(alone(), options);
  EXPECT_EQ(whole(part.ratings.book), all.ratings.book);
  EXPECT_EQ(whole(part.ratings.rating), all.ratings.rating);
  EXPECT_EQ(whole(part.timestamp), all.timestamp);
  const auto first_user = static_cast<std::size_t>(part.ratings.users.begin);
  for (std::size_t u = 0; u < part.user_ids.size(); ++u) {
    EXPECT_EQ(part.user_ids[u], all.user_ids[first_user + u]);
    EXPECT_EQ(part.ratings.offsets[u + 1] - part.ratings.offsets[u],
              all.ratings.offsets[first_user + u + 1] - all.ratings.offsets[first_user + u]);
  }
  const auto first_book = static_cast<std::size_t>(part.books.begin);
  for (std::size_t b = 0; b < part.book_ids.size(); ++b) {
    EXPECT_EQ(part.book_ids[b], all.book_ids[first_book + b]);
    EXPECT_EQ(part.book_titles[b], all.book_titles[first_book + b]);
  }
}

TEST(Generate, KeepsTheInvariantsOfARatingTable) {
  const GenerateOptions options = small_options();
  const RatingTable table = generate(world(), options);
  EXPECT_EQ(table.total_users, 301);
  EXPECT_EQ(table.total_books, 157);
  EXPECT_EQ(table.total_ratings, 9001);
  EXPECT_EQ(world().sum_value(table.ratings.size()), 9001);
  EXPECT_EQ(table.ratings.users, even_part(301, world().size(), world().rank()));
  EXPECT_EQ(table.books, even_part(157, world().size(), world().rank()));
  ASSERT_EQ(table.ratings.offsets.size(), static_cast<std::size_t>(table.ratings.users.size()) + 1);
  ASSERT_EQ(table.timestamp.size(), table.ratings.book.size());
  for (std::size_t u = 0; u + 1 < table.ratings.offsets.size(); ++u) {
    ASSERT_LT(table.ratings.offsets[u], table.ratings.offsets[u + 1]) << "a user without ratings";
    for (auto i = static_cast<std::size_t>(table.ratings.offsets[u]) + 1;
         i < static_cast<std::size_t>(table.ratings.offsets[u + 1]); ++i)
      EXPECT_LT(table.ratings.book[i - 1], table.ratings.book[i]);
  }
  for (const BookIndex book : table.ratings.book) EXPECT_TRUE(0 <= book && book < 157);
  for (const float rating : table.ratings.rating)
    EXPECT_TRUE(rating == 1 || rating == 2 || rating == 3 || rating == 4 || rating == 5) << rating;
}

TEST(Generate, SeedsDiffer) {
  GenerateOptions options = small_options();
  const RatingTable first = generate(alone(), options);
  options.seed = 12;
  const RatingTable second = generate(alone(), options);
  EXPECT_NE(first.ratings.book, second.ratings.book);
  EXPECT_NE(first.book_titles, second.book_titles);
}

TEST(Generate, EverybodyRatesEverythingWhereAsked) {
  GenerateOptions options = small_options();
  options.users = 7;
  options.books = 5;
  options.ratings = 35;
  const RatingTable table = generate(world(), options);
  for (std::size_t i = 0; i < table.ratings.book.size(); ++i)
    EXPECT_EQ(table.ratings.book[i], static_cast<BookIndex>(i % 5));
}

TEST(Generate, RefusesWhatCannotBe) {
  const auto message = [](auto change) {
    GenerateOptions options = small_options();
    change(options);
    try {
      generate(world(), options);
    } catch (const UsageError& error) {
      return std::string(error.what());
    }
    return std::string("nothing was thrown");
  };
  EXPECT_TRUE(message([](auto& o) { o.ratings = 300; }).starts_with("`ratings`: 300 is too few"));
  EXPECT_TRUE(
      message([](auto& o) { o.ratings = 301 * 157 + 1; }).starts_with("`ratings`: 47258 is too many"));
  EXPECT_TRUE(message([](auto& o) { o.users = 0; }).starts_with("`users`: 0 is too few"));
  EXPECT_TRUE(message([](auto& o) { o.books = 0; }).starts_with("`books`: 0 is too few"));
  EXPECT_TRUE(message([](auto& o) {
                o.books = std::int64_t{1} << 31;
              }).starts_with("`books`: 2147483648 is too many"));
  EXPECT_TRUE(message([](auto& o) { o.noise = -1; }).starts_with("`noise`: -1 is not"));
  EXPECT_TRUE(message([](auto& o) { o.scale_high = 0.5; }).starts_with("`scale`: 1:0.5 is no range"));
  EXPECT_TRUE(message([](auto& o) { o.planted_factors = -1; }).starts_with("`planted_factors`: -1 is not"));
}

TEST(RatingCounts, ExactLongTailedAndWithinBounds) {
  GenerateOptions options = small_options();
  for (const std::int64_t ratings : {301, 302, 1000, 9001, 40000, 301 * 157 - 1, 301 * 157}) {
    options.ratings = ratings;
    const IndexRange users = even_part(options.users, world().size(), world().rank());
    const auto counts = whole(planted_rating_counts(world(), options, users));
    EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), std::int64_t{0}), ratings);
    const auto [least, most] = std::minmax_element(counts.begin(), counts.end());
    EXPECT_GE(*least, std::max<std::int64_t>(1, ratings / 301 / 5));
    EXPECT_LE(*most, 157);
    if (ratings == 9001) {
      EXPECT_GE(*most, 4 * ratings / 301);
    }
  }
}

TEST(RatingCounts, ExactAndIndependentOfRanksWhereManyUsersAreAlike) {
  // So many users that no common level gives the exact total: the first ones get what is missing.
  GenerateOptions options;
  options.users = 200'000;
  const Communicator alone = world().split(world().rank(), 0);
  const IndexRange users = even_part(options.users, world().size(), world().rank());
  for (const std::int64_t ratings : {1'500'003, 1'500'008, 1'500'013}) {
    options.ratings = ratings;
    const auto counts = whole(planted_rating_counts(world(), options, users));
    EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), std::int64_t{0}), ratings);
    EXPECT_EQ(counts, planted_rating_counts(alone, options, {0, options.users}));
  }
}

TEST(Generate, NoiseIsAllThatSeparatesRatingsFromThePlantedScore) {
  GenerateOptions options = small_options();
  options.users = 600;
  options.ratings = 30000;
  options.scale_low = -10;
  options.scale_high = 10;
  options.real_valued = true;
  options.noise = 0.4;
  const RatingTable table = generate(alone(), options);
  const Catalogue catalogue(options.seed, options.books, options.planted_factors);
  double sum = 0, square = 0, count = 0, low = 0;
  for (std::size_t u = 0; u < 600; ++u) {
    const PlantedUser user = planted_user(options, static_cast<std::int64_t>(u));
    for (auto i = static_cast<std::size_t>(table.ratings.offsets[u]);
         i < static_cast<std::size_t>(table.ratings.offsets[u + 1]); ++i) {
      const double score = planted_score(options, catalogue, user, table.ratings.book[i]);
      low = std::min(low, static_cast<double>(table.ratings.rating[i]));
      if (std::abs(score) > 7) continue;  // where the scale may cut the noise off
      const double difference = static_cast<double>(table.ratings.rating[i]) - score;
      sum += difference;
      square += difference * difference;
      ++count;
    }
  }
  ASSERT_GT(count, 20000);
  EXPECT_NEAR(sum / count, 0.0, 0.015);
  EXPECT_NEAR(std::sqrt(square / count), 0.4, 0.01);
  EXPECT_LT(low, -5.0);
}

TEST(Generate, UsersMostlyReadWhatTheyLike) {
  GenerateOptions options = small_options();
  options.books = 1500;
  const RatingTable table = generate(alone(), options);
  const Catalogue catalogue(options.seed, options.books, options.planted_factors);
  double favourite = 0, favourite_rating = 0, other_rating = 0, others = 0;
  for (std::size_t u = 0; u < 301; ++u) {
    const PlantedUser user = planted_user(options, static_cast<std::int64_t>(u));
    const auto best = std::max_element(user.genre.liking.begin(), user.genre.liking.end());
    const auto genre = static_cast<Genre>(best - user.genre.liking.begin());
    for (auto i = static_cast<std::size_t>(table.ratings.offsets[u]);
         i < static_cast<std::size_t>(table.ratings.offsets[u + 1]); ++i) {
      const bool is_favourite = catalogue.kind(table.ratings.book[i]).genre == genre;
      (is_favourite ? favourite : others) += 1;
      (is_favourite ? favourite_rating : other_rating) += static_cast<double>(table.ratings.rating[i]);
    }
  }
  EXPECT_GT(favourite / (favourite + others), 0.3);  // one genre in eight by chance
  EXPECT_GT(favourite_rating / favourite, other_rating / others + 0.5);
}

TEST(Generate, TimestampsOfAUserAreDifferentSecondsOfThisCentury) {
  const RatingTable table = generate(world(), small_options());
  for (std::size_t u = 0; u + 1 < table.ratings.offsets.size(); ++u) {
    std::vector<std::int64_t> times(table.timestamp.begin() + table.ratings.offsets[u],
                                    table.timestamp.begin() + table.ratings.offsets[u + 1]);
    std::sort(times.begin(), times.end());
    EXPECT_TRUE(std::adjacent_find(times.begin(), times.end()) == times.end());
    EXPECT_GE(times.front(), 946'684'800);
  }
}

TEST(AsRating, RoundsToWholeStepsAndCuts) {
  GenerateOptions options;
  EXPECT_EQ(as_rating(options, 3.49), 3.0F);
  EXPECT_EQ(as_rating(options, 3.51), 4.0F);
  EXPECT_EQ(as_rating(options, 9), 5.0F);
  EXPECT_EQ(as_rating(options, -9), 1.0F);
  options.scale_low = 0.5;
  options.scale_high = 4;
  EXPECT_EQ(as_rating(options, 1.4), 1.5F);
  EXPECT_EQ(as_rating(options, 4), 3.5F);
  options.real_valued = true;
  EXPECT_EQ(as_rating(options, 1.25), 1.25F);
  EXPECT_EQ(as_rating(options, 4.25), 4.0F);
}

class BookChooserTest : public ::testing::Test {
 protected:
  GenerateOptions options_ = small_options();
  Catalogue catalogue_{options_.seed, options_.books, 0};
  PlantedUser user_ = planted_user(options_, 3);
};

TEST_F(BookChooserTest, GivesDifferentBooksAscendingOfEveryCount) {
  BookChooser chooser(catalogue_);
  for (std::int64_t count = 0; count <= options_.books; ++count) {
    RandomStream stream(5, RandomPurpose::test, static_cast<std::uint64_t>(count));
    const auto books = chooser.choose(user_, count, stream);
    ASSERT_EQ(static_cast<std::int64_t>(books.size()), count);
    for (std::size_t i = 1; i < books.size(); ++i) EXPECT_LT(books[i - 1], books[i]);
  }
}

TEST_F(BookChooserTest, FirstBookFollowsPopularityTimesAppetite) {
  BookChooser chooser(catalogue_);
  const int draws = 40000;
  std::vector<double> seen(static_cast<std::size_t>(options_.books));
  for (int i = 0; i < draws; ++i) {
    RandomStream stream(5, RandomPurpose::test, static_cast<std::uint64_t>(i));
    ++seen[static_cast<std::size_t>(chooser.choose(user_, 1, stream)[0])];
  }
  std::vector<double> expected(seen.size());
  double sum = 0;
  for (std::int64_t k = 0; k < kind_count; ++k) {
    const BookKind kind = kind_of(k);
    std::uint64_t before = 0;
    for (std::size_t i = 0; i < catalogue_.books_of(k).size(); ++i) {
      const double weight = static_cast<double>(catalogue_.weight_up_to(k)[i] - before) *
                            user_.genre.appetite[static_cast<std::size_t>(kind.genre)] *
                            user_.audience.appetite[static_cast<std::size_t>(kind.audience)] *
                            user_.language.appetite[static_cast<std::size_t>(kind.language)];
      before = catalogue_.weight_up_to(k)[i];
      sum += expected[static_cast<std::size_t>(catalogue_.books_of(k)[i])] = weight;
    }
  }
  for (std::size_t b = 0; b < seen.size(); ++b) {
    const double mean = draws * expected[b] / sum;
    EXPECT_NEAR(seen[b], mean, 5 * std::sqrt(mean) + 3) << b;
  }
}

TEST_F(BookChooserTest, LeavesOutTheUnlovedWhenNearlyAllAreTaken) {
  // What is left unread when all but 10 of 157 books are taken is of low weight: mostly other languages.
  BookChooser chooser(catalogue_);
  std::int64_t of_native_language = 0;
  const auto native = static_cast<std::size_t>(
      std::max_element(user_.language.appetite.begin(), user_.language.appetite.end()) -
      user_.language.appetite.begin());
  for (std::uint64_t i = 0; i < 100; ++i) {
    RandomStream stream(6, RandomPurpose::test, i);
    const auto books = chooser.choose(user_, options_.books - 10, stream);
    for (BookIndex b = 0; b < options_.books; ++b)
      if (!std::binary_search(books.begin(), books.end(), b) &&
          catalogue_.kind(b).language == static_cast<Language>(native))
        ++of_native_language;
  }
  EXPECT_LT(of_native_language, 100);
}

}  // namespace
}  // namespace crucible
