#include "catalogue.hpp"

#include "catalogue_title.hpp"
#include "crucible/core/error.hpp"
#include "crucible/core/utf8.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include <gtest/gtest.h>

namespace crucible {
namespace {

constexpr std::uint64_t seed = 42;

TEST(Permuted, IsAPermutationOfEverySize) {
  for (const std::int64_t count : {1, 2, 3, 4, 5, 16, 17, 1000}) {
    std::vector<std::int64_t> seen;
    for (std::int64_t i = 0; i < count; ++i) seen.push_back(permuted(seed, 3, count, i));
    std::sort(seen.begin(), seen.end());
    std::vector<std::int64_t> expected(static_cast<std::size_t>(count));
    std::iota(expected.begin(), expected.end(), 0);
    EXPECT_EQ(seen, expected) << count;
  }
}

TEST(Permuted, DependsOnSeedAndPurpose) {
  std::vector<std::int64_t> first, other_seed, other_purpose;
  for (std::int64_t i = 0; i < 100; ++i) {
    first.push_back(permuted(1, 1, 100, i));
    other_seed.push_back(permuted(2, 1, 100, i));
    other_purpose.push_back(permuted(1, 2, 100, i));
  }
  EXPECT_NE(first, other_seed);
  EXPECT_NE(first, other_purpose);
}

TEST(BookKind, IndexAndKindAreInverse) {
  for (std::int64_t i = 0; i < kind_count; ++i) EXPECT_EQ(index_of(kind_of(i)), i);
  EXPECT_EQ(kind_of(kind_count - 1), (BookKind{Genre::adventure, Audience::adults, Language::spanish}));
}

TEST(Catalogue, EveryBookStandsOnceUnderItsKind) {
  const Catalogue catalogue(seed, 1000, 2);
  std::set<BookIndex> seen;
  for (std::int64_t kind = 0; kind < kind_count; ++kind) {
    ASSERT_EQ(catalogue.books_of(kind).size(), catalogue.weight_up_to(kind).size());
    std::uint64_t before = 0;
    for (std::size_t i = 0; i < catalogue.books_of(kind).size(); ++i) {
      const BookIndex book = catalogue.books_of(kind)[i];
      EXPECT_EQ(catalogue.kind(book), planted_kind(seed, book));
      EXPECT_EQ(catalogue.kind_index(book), kind);
      EXPECT_GT(catalogue.weight_up_to(kind)[i], before);
      before = catalogue.weight_up_to(kind)[i];
      EXPECT_TRUE(seen.insert(book).second);
    }
    EXPECT_EQ(catalogue.kind_weight(kind), before);
  }
  EXPECT_EQ(seen.size(), 1000U);
}

TEST(Catalogue, PopularityIsZipfLike) {
  const std::int64_t books = 2000;
  const Catalogue catalogue(seed, books, 0);
  std::vector<double> weights;
  for (std::int64_t kind = 0; kind < kind_count; ++kind) {
    std::uint64_t before = 0;
    for (const std::uint64_t up_to : catalogue.weight_up_to(kind)) {
      weights.push_back(static_cast<double>(up_to - before));
      before = up_to;
    }
  }
  std::sort(weights.rbegin(), weights.rend());
  // Weights go as 1 / (rank + 25).
  EXPECT_NEAR(weights[0] / weights[25], 2.0, 1e-6);
  EXPECT_NEAR(weights[0] / weights[1975], 80.0, 1e-4);
}

TEST(Catalogue, HiddenFactorsAndQualityAreStandardised) {
  const std::int64_t books = 20000;
  const Catalogue catalogue(seed, books, 3);
  double sum = 0, square = 0, quality = 0, quality_square = 0;
  for (BookIndex b = 0; b < books; ++b) {
    for (int k = 0; k < 3; ++k) {
      const double f = catalogue.factors(b)[k];
      sum += f;
      square += f * f;
    }
    quality += static_cast<double>(catalogue.quality(b));
    quality_square += static_cast<double>(catalogue.quality(b)) * static_cast<double>(catalogue.quality(b));
  }
  const double n = static_cast<double>(books);
  EXPECT_NEAR(sum / (3 * n), 0.0, 0.03);
  EXPECT_NEAR(square / (3 * n), 1.0, 0.05);
  EXPECT_NEAR(quality / n, 0.0, 0.04);
  EXPECT_NEAR(quality_square / n, 0.4 * 0.4 + 0.9 * 0.9, 0.05);
}

TEST(Catalogue, BooksOfALargerCatalogueKeepKindAndFactors) {
  const Catalogue small(seed, 50, 4);
  const Catalogue large(seed, 500, 4);
  for (BookIndex b = 0; b < 50; ++b) {
    EXPECT_EQ(small.kind(b), large.kind(b));
    EXPECT_EQ(small.factors(b)[3], large.factors(b)[3]);
  }
}

TEST(Catalogue, NeedsABook) { EXPECT_THROW(Catalogue(seed, 0, 2), LogicError); }

TEST(Title, UniqueReadableAndUtf8InALargeCatalogue) {
  // Far more books than titles without volume numbers.
  const std::int64_t books = 60000;
  const auto titles = planted_titles(seed, Catalogue(seed, books, 0), {0, books});
  ASSERT_EQ(titles.size(), static_cast<std::size_t>(books));
  const std::set<std::string> unique(titles.begin(), titles.end());
  EXPECT_EQ(unique.size(), titles.size());
  for (const std::string& title : titles) {
    EXPECT_TRUE(is_utf8(title)) << title;
    EXPECT_EQ(title.find("  "), std::string::npos) << title;
    EXPECT_LT(title.size(), 140U) << title;
  }
}

TEST(Title, UniqueWithinAGenreAndLanguageWithoutWhatStandsInBrackets) {
  std::set<std::string> seen;
  for (std::int64_t number = 0; number < 3000; ++number)
    EXPECT_TRUE(seen.insert(made_up_title(seed, Genre::horror, Language::french, number)).second) << number;
}

TEST(Title, NeverPairsASubjectWithItself) {
  int pairs = 0;
  for (std::int64_t number = 0; number < 600; ++number) {
    const std::string title = made_up_title(seed, Genre::fantasy, Language::english, number);
    const auto conjunction = title.find(" and the ");
    if (conjunction == std::string::npos) continue;
    ++pairs;
    EXPECT_NE(title.substr(4, conjunction - 4), title.substr(conjunction + 9)) << title;
  }
  EXPECT_GT(pairs, 100);
}

TEST(Title, VolumesFollowWhenAllAreUsedUp) {
  EXPECT_EQ(made_up_title(seed, Genre::poetry, Language::english, 0).find("Book"), std::string::npos);
  EXPECT_TRUE(made_up_title(seed, Genre::poetry, Language::english, 3000).find(", Book ") !=
              std::string::npos);
  EXPECT_TRUE(made_up_title(seed, Genre::poetry, Language::german, 3000).find(", Band ") !=
              std::string::npos);
}

TEST(Title, ARangeHasTheTitlesOfTheWhole) {
  const Catalogue catalogue(seed, 300, 0);
  const auto all = planted_titles(seed, catalogue, {0, 300});
  const auto part = planted_titles(seed, catalogue, {120, 180});
  EXPECT_EQ(part, std::vector<std::string>(all.begin() + 120, all.begin() + 180));
  EXPECT_TRUE(planted_titles(seed, catalogue, {10, 10}).empty());
}

TEST(Title, SaysWhatTheBookIs) {
  const Catalogue catalogue(seed, 200, 0);
  const auto titles = planted_titles(seed, catalogue, {0, 200});
  for (BookIndex b = 0; b < 200; ++b) {
    const BookKind kind = catalogue.kind(b);
    const std::string brackets = " (" + std::string(name_of(kind.genre)) + ", " +
                                 std::string(name_of(kind.audience)) + ", " +
                                 std::string(name_of(kind.language)) + ")";
    EXPECT_TRUE(titles[static_cast<std::size_t>(b)].ends_with(brackets));
  }
}

}  // namespace
}  // namespace crucible
