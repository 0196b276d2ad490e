#include "crucible/recommend/fold_in.hpp"

#include "../model/small_model.hpp"
#include "crucible/core/random.hpp"

#include <cmath>
#include <numeric>

#include <Eigen/QR>
#include <gtest/gtest.h>

namespace crucible {
namespace {

const std::vector<BookIndex> own_books = {2, 3, 11, 17, 29};
const std::vector<float> own_ratings = {5, 1, 4.5F, 3, 2};

/// What a model without a link expects of new users is 0.
void give_link(FactorModel& model) {
  RandomStream random(7, RandomPurpose::test);
  const auto number = [&] { return static_cast<float>(random.normal()); };
  for (std::int64_t i = 0; i <= model.k(); ++i) model.link.mean.push_back(number());
  model.link.book = Matrix::NullaryExpr(model.book_factors.rows(), model.k() + 1, number);
}

/// The user's factors (and bias, last) as the solution of one least-squares problem with a row for every
/// squared term of the objective: rated books, all books with weight W, and the ridge. Solved by QR, nothing
/// like the code under test.
Eigen::VectorXd dense_solution(const FactorModel& model) {
  const ModelTraits& traits = model.traits;
  const Eigen::Index k = model.k();
  const Eigen::Index unknowns = k + (traits.has_biases ? 1 : 0);
  const Eigen::Index rated = std::ssize(own_books);
  const Eigen::Index books = model.book_factors.rows();
  MatrixD a = MatrixD::Zero(rated + books + unknowns, unknowns);
  Eigen::VectorXd b = Eigen::VectorXd::Zero(a.rows());
  for (Eigen::Index j = 0; j < rated; ++j) {
    const auto place = static_cast<std::size_t>(j);
    const BookIndex book = own_books[place];
    a.row(j).head(k) = model.book_factors.row(book).cast<double>();
    if (traits.has_biases) a(j, k) = 1;
    double target = static_cast<double>(own_ratings[place]);
    if (traits.unrated_weight > 0)
      target = std::pow(target / static_cast<double>(traits.scale_high), traits.target_power);
    b(j) = target - static_cast<double>(traits.global_mean) -
           static_cast<double>(model.book_bias[static_cast<std::size_t>(book)]);
  }
  for (Eigen::Index i = 0; i < books; ++i) {
    a.row(rated + i).head(k) = std::sqrt(traits.unrated_weight) * model.book_factors.row(i).cast<double>();
    b(rated + i) = std::sqrt(traits.unrated_weight) * traits.unrated_target;
  }
  for (Eigen::Index i = 0; i < unknowns; ++i) {
    const double root =
        std::sqrt(static_cast<double>(rated) * (i < k ? traits.user_factor_l2 : traits.user_bias_l2));
    a(rated + books + i, i) = root;
    if (model.link.empty()) continue;
    double expected = static_cast<double>(model.link.mean[static_cast<std::size_t>(i)]);
    for (const BookIndex book : own_books)
      expected += static_cast<double>(model.link.book(book, i)) / std::sqrt(static_cast<double>(rated));
    b(rated + books + i) = root * expected;
  }
  return a.colPivHouseholderQr().solve(b);
}

void expect_dense_solution(const FactorModel& model) {
  const Eigen::VectorXd expected = dense_solution(model);
  const UserFactors user = fold_in(model, book_gram(model), own_books, own_ratings);
  for (Eigen::Index i = 0; i < model.k(); ++i)
    EXPECT_NEAR(static_cast<double>(user.factors[static_cast<std::size_t>(i)]), expected(i), 1e-5);
  EXPECT_NEAR(static_cast<double>(user.bias), model.traits.has_biases ? expected(model.k()) : 0, 1e-5);
}

TEST(FoldIn, RidgeWithBiases) { expect_dense_solution(testing::small_model(1, 40, 8)); }

TEST(FoldIn, RidgeWithoutBiases) {
  FactorModel model = testing::small_model(1, 40, 8);
  model.traits.has_biases = false;
  expect_dense_solution(model);
}

TEST(FoldIn, RidgeWithUnratedBooks) {
  FactorModel model = testing::small_model(1, 1100, 8);
  model.traits.has_biases = false;
  model.traits.global_mean = 0;
  model.traits.unrated_weight = 0.1;
  model.traits.target_power = 2;
  std::fill(model.book_bias.begin(), model.book_bias.end(), 0.0F);
  expect_dense_solution(model);
  model.traits.unrated_target = 0.3;
  expect_dense_solution(model);
}

TEST(FoldIn, RidgeWithUnratedBooksAndBiases) {
  FactorModel model = testing::small_model(1, 40, 8);
  model.traits.unrated_weight = 0.2;
  expect_dense_solution(model);
}

TEST(FoldIn, RidgeTowardsWhatALinkExpects) {
  FactorModel model = testing::small_model(1, 40, 8);
  give_link(model);
  expect_dense_solution(model);
  model.traits.unrated_weight = 0.2;
  expect_dense_solution(model);
  model.traits.unrated_weight = 0;
  model.traits.has_biases = false;
  expect_dense_solution(model);
}

TEST(FoldIn, MoreFactorsThanRatingsAndNoRegularisationStillFitsTheRatings) {
  FactorModel model = testing::small_model(1, 40, 16);
  model.traits.user_factor_l2 = model.traits.user_bias_l2 = 0;
  const UserFactors user = fold_in(model, {}, own_books, own_ratings);
  for (std::size_t j = 0; j < own_books.size(); ++j)
    EXPECT_NEAR(raw_score(model, user, own_books[j]), static_cast<double>(own_ratings[j]), 1e-3);
}

TEST(FoldIn, ProjectionIsRatingsTimesVTimesVTransposed) {
  FactorModel model = testing::small_model(1, 40, 4);
  model.traits.fold_in = FoldIn::projection;
  model.traits.has_biases = false;
  model.traits.global_mean = 0;
  std::fill(model.book_bias.begin(), model.book_bias.end(), 0.0F);
  Eigen::RowVectorXd row = Eigen::RowVectorXd::Zero(40);
  for (std::size_t j = 0; j < own_books.size(); ++j) row(own_books[j]) = static_cast<double>(own_ratings[j]);
  const MatrixD v = model.book_factors.cast<double>();
  const Eigen::RowVectorXd expected = row * v * v.transpose();

  const UserFactors user = fold_in(model, {}, own_books, own_ratings);

  for (BookIndex book = 0; book < 40; ++book) EXPECT_NEAR(raw_score(model, user, book), expected(book), 1e-5);
}

TEST(FoldIn, ProjectionTakesTheUsersMeanResidualAsBias) {
  FactorModel model = testing::small_model(1, 3, 1);
  model.traits.fold_in = FoldIn::projection;
  model.traits.global_mean = 3;
  model.traits.user_bias_l2 = 1;
  model.book_bias = {0.5F, 0, 0};
  model.book_factors << 2, -1, 1;
  const std::vector<BookIndex> books = {0, 1};
  const std::vector<float> ratings = {4.5F, 2};
  // Residuals 4.5 - 3 - 0.5 = 1 and 2 - 3 = -1: bias 0, p = 2 * 1 + (-1) * (-1) = 3.
  const UserFactors even = fold_in(model, {}, books, ratings);
  EXPECT_FLOAT_EQ(even.bias, 0);
  EXPECT_FLOAT_EQ(even.factors[0], 3);
  // Residuals 1 and 1: bias 2 / (2 (1 + 1)) = 0.5, p = 2 * 0.5 + (-1) * 0.5 = 0.5.
  const UserFactors kind = fold_in(model, {}, books, std::vector<float>{4.5F, 4});
  EXPECT_FLOAT_EQ(kind.bias, 0.5F);
  EXPECT_FLOAT_EQ(kind.factors[0], 0.5F);
}

TEST(FoldIn, AUserWithoutRatingsGetsZeros) {
  const UserFactors user = fold_in(testing::small_model(1, 4, 3), {}, {}, {});
  EXPECT_EQ(user.factors, std::vector<float>(3, 0.0F));
  EXPECT_EQ(user.bias, 0);
}

void expect_shares_add_up(const FactorModel& model) {
  const BookGram gram = book_gram(model);
  const UserFactors user = fold_in(model, gram, own_books, own_ratings);
  for (const BookIndex book : {0, 17, 39}) {
    const std::vector<double> shares = score_shares(model, gram, own_books, own_ratings, book);
    const double known = static_cast<double>(model.traits.global_mean) +
                         static_cast<double>(model.book_bias[static_cast<std::size_t>(book)]);
    ASSERT_EQ(shares.size(), own_books.size());
    EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), known), raw_score(model, user, book), 1e-5);
  }
}

TEST(ScoreShares, AddUpToTheScore) {
  FactorModel model = testing::small_model(1, 40, 8);
  expect_shares_add_up(model);
  model.traits.unrated_weight = 0.1;
  expect_shares_add_up(model);
  model.traits.fold_in = FoldIn::projection;
  expect_shares_add_up(model);
}

TEST(ScoreShares, OfALinkTooAddUpToTheScore) {
  FactorModel model = testing::small_model(1, 40, 8);
  give_link(model);
  std::fill(model.link.mean.begin(), model.link.mean.end(), 0.0F);  // its part is nobody's
  expect_shares_add_up(model);
  model.traits.unrated_weight = 0.1;
  expect_shares_add_up(model);
  model.traits.fold_in = FoldIn::projection;
  expect_shares_add_up(model);
}

TEST(ScoreShares, ARatingLeftOutTakesItsShareAlong) {
  // With one book of factor 1, ridge n L2 = 2 * 0.5 and ratings of books with factors 2 and 1: p = (2 a + b)
  // / (4 + 1 + 1).
  FactorModel model = testing::small_model(1, 3, 1);
  model.traits.has_biases = false;
  model.traits.global_mean = 0;
  model.traits.user_factor_l2 = 0.5;
  model.book_bias = {0, 0, 0};
  model.book_factors << 2, 1, 1;
  const std::vector<double> shares =
      score_shares(model, {}, std::vector<BookIndex>{0, 1}, std::vector<float>{3, 4}, 2);
  EXPECT_NEAR(shares[0], 2 * 3 / 6.0, 1e-12);
  EXPECT_NEAR(shares[1], 4 / 6.0, 1e-12);
}

}  // namespace
}  // namespace crucible
