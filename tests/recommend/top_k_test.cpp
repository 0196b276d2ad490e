#include "crucible/recommend/top_k.hpp"

#include "../model/small_model.hpp"
#include "crucible/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace crucible {
namespace {

/// Every third book plus the user's number is left out.
struct LeftOut {
  std::vector<std::int64_t> offsets{0};
  std::vector<BookIndex> books;
};

LeftOut some_left_out(std::int64_t users, BookIndex books) {
  LeftOut result;
  for (std::int64_t r = 0; r < users; ++r) {
    for (auto b = static_cast<BookIndex>(r % 3); b < books; b += 3) result.books.push_back(b);
    result.offsets.push_back(std::ssize(result.books));
  }
  return result;
}

/// All scores, sorted whole: what top_k must agree with. Scores are summed in order, as the kernels do; fused
/// or not makes a difference in the last bits only, and the test's numbers are multiples of 1/16, exact
/// either way.
std::vector<ScoredBook> full_sort(const FactorModel& model, std::int64_t user,
                                  std::span<const BookIndex> left_out) {
  std::vector<ScoredBook> all;
  for (BookIndex b = 0; b < model.total_books; ++b) {
    if (std::find(left_out.begin(), left_out.end(), b) != left_out.end()) continue;
    float score = model.book_bias[static_cast<std::size_t>(b)];
    for (Eigen::Index f = 0; f < model.k(); ++f)
      score += model.user_factors(user, f) * model.book_factors(b, f);
    if (score > -std::numeric_limits<float>::infinity()) all.push_back({score, b});
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.score > b.score; });
  return all;
}

/// Factors and biases on a coarse grid: sums are exact and ties abound.
FactorModel coarse_model(std::int64_t users, std::int64_t books, std::int64_t k) {
  FactorModel model = testing::small_model(users, books, k);
  const auto round = [](float x) { return std::round(4 * x) / 4; };
  model.user_factors = model.user_factors.unaryExpr(round);
  model.book_factors = model.book_factors.unaryExpr(round);
  for (float& bias : model.book_bias) bias = round(bias);
  return model;
}

class TopK : public ::testing::TestWithParam<ScoreKernel> {};

TEST_P(TopK, AgreesWithAFullSort) {
  for (const auto& [users, books, k] : {std::array{1, 1, 1}, {3, 70, 5}, {29, 333, 16}, {200, 1000, 3}}) {
    const FactorModel model = coarse_model(users, books, k);
    const LeftOut left_out = some_left_out(users, books);
    const TopLists lists =
        top_k(model, {model.user_factors, left_out.offsets, left_out.books}, 10, {.kernel = &GetParam()});
    for (std::int64_t u = 0; u < users; ++u) {
      const auto begin = static_cast<std::size_t>(left_out.offsets[static_cast<std::size_t>(u)]);
      const auto end = static_cast<std::size_t>(left_out.offsets[static_cast<std::size_t>(u) + 1]);
      std::vector<ScoredBook> expected =
          full_sort(model, u, std::span<const BookIndex>(left_out.books).subspan(begin, end - begin));
      expected.resize(std::min<std::size_t>(expected.size(), 10));
      const auto shown = lists.of(u);
      EXPECT_EQ(std::vector<ScoredBook>(shown.begin(), shown.end()), expected) << "user " << u;
    }
  }
}

TEST_P(TopK, GoesByInManyPanels) {
  // 512 KiB of books of 600 factors are a few hundred: several panels, and blocks of users.
  const FactorModel model = coarse_model(230, 700, 600);
  const TopLists lists = top_k(model, {model.user_factors}, 3, {.kernel = &GetParam()});
  for (const std::int64_t u : {0, 100, 229}) {
    const std::vector<ScoredBook> expected = full_sort(model, u, {});
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(lists.of(u)[i], expected[i]);
  }
}

TEST_P(TopK, ALonelyUserGetsWhatTheBatchGets) {
  const FactorModel model = testing::small_model(50, 400, 37);
  const TopLists all = top_k(model, {model.user_factors}, 20, {.kernel = &GetParam()});
  for (const std::int64_t u : {0, 13, 49}) {
    const TopLists one = top_k(model, {model.user_factors.row(u)}, 20, {.kernel = &GetParam()});
    EXPECT_TRUE(std::equal(one.of(0).begin(), one.of(0).end(), all.of(u).begin(), all.of(u).end()));
  }
}

TEST_P(TopK, NeverShowsNaNOrMinusInfinity) {
  FactorModel model = coarse_model(1, 40, 4);
  for (std::size_t b = 0; b < 40; ++b)
    if (b != 7 && b != 21)
      model.book_bias[b] = b % 2 == 0 ? std::nanf("") : -std::numeric_limits<float>::infinity();
  const TopLists lists = top_k(model, {model.user_factors}, 10, {.kernel = &GetParam()});
  ASSERT_EQ(lists.shown[0], 2);
  EXPECT_EQ(std::min(lists.of(0)[0].book, lists.of(0)[1].book), 7);
  EXPECT_EQ(std::max(lists.of(0)[0].book, lists.of(0)[1].book), 21);
}

TEST_P(TopK, CandidatesAreAllThatIsShown) {
  const FactorModel model = coarse_model(2, 100, 4);
  const std::vector<BookIndex> candidates = {3, 50, 51, 99};
  const TopLists lists =
      top_k(model, {model.user_factors}, 10, {.candidates = candidates, .kernel = &GetParam()});
  for (std::int64_t u = 0; u < 2; ++u) {
    std::vector<ScoredBook> expected = full_sort(model, u, {});
    std::erase_if(expected, [&](const ScoredBook& b) {
      return std::find(candidates.begin(), candidates.end(), b.book) == candidates.end();
    });
    EXPECT_TRUE(std::equal(lists.of(u).begin(), lists.of(u).end(), expected.begin(), expected.end()));
  }
}

TEST_P(TopK, OtherBiasesTakeThePlaceOfTheModels) {
  FactorModel model = coarse_model(2, 100, 4);
  const std::vector<float> none(100, 0.0F);
  const TopLists lists = top_k(model, {model.user_factors}, 10, {.book_bias = none, .kernel = &GetParam()});
  model.book_bias = none;
  for (std::int64_t u = 0; u < 2; ++u) {
    const std::vector<ScoredBook> expected = full_sort(model, u, {});
    EXPECT_TRUE(std::equal(lists.of(u).begin(), lists.of(u).end(), expected.begin()));
  }
}

INSTANTIATE_TEST_SUITE_P(AllKernels, TopK,
                         ::testing::ValuesIn(usable_score_kernels().begin(), usable_score_kernels().end()),
                         [](const auto& kernel) { return std::string(kernel.param.name); });

TEST(TopKOfAPart, BooksKeepTheirGlobalIndices) {
  FactorModel model = coarse_model(1, 60, 4);
  const std::vector<ScoredBook> whole = full_sort(model, 0, {});
  model.books = {40, 60};
  model.book_factors = model.book_factors.bottomRows(20).eval();
  model.book_bias.erase(model.book_bias.begin(), model.book_bias.begin() + 40);
  const TopLists lists = top_k(model, {model.user_factors}, 5);
  std::vector<ScoredBook> expected = whole;
  std::erase_if(expected, [](const ScoredBook& b) { return b.book < 40; });
  EXPECT_TRUE(std::equal(lists.of(0).begin(), lists.of(0).end(), expected.begin()));
}

TEST(TopKOfAPart, UsersOfAnotherLengthAreALogicError) {
  const FactorModel model = coarse_model(1, 10, 4);
  EXPECT_THROW(top_k(model, {Matrix::Zero(1, 5)}, 3), LogicError);
}

}  // namespace
}  // namespace crucible
