// The link of rows to what was rated: its pattern and its draws against dense matrices, and a chain that
// learns from the pattern.
#include "posterior/row_link.hpp"

#include "crucible/train/optimizer.hpp"
#include "crucible/train/trainer.hpp"
#include "planted.hpp"
#include "posterior/row_pattern.hpp"
#include "posterior/row_prior.hpp"
#include "world.hpp"

#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::PlantedEntry;
using testing::world;

constexpr std::int64_t k = 2;
constexpr std::int64_t columns = k + 1;
constexpr std::int64_t total_users = 300;
constexpr std::int64_t total_books = 14;
constexpr PosteriorStreams streams{7};

bool is_rated(std::int64_t user, std::int64_t book) {
  // The last user has rated nothing, and nobody the last book.
  if (user == total_users - 1 || book == total_books - 1) return false;
  return random_hash(5, RandomPurpose::test, static_cast<std::uint64_t>(user),
                     static_cast<std::uint64_t>(book)) %
                 10 <
             3 ||
         book == user % (total_books - 1);
}

/// Users and books of this rank with random rows, and the same as dense matrices.
struct LinkCase {
  Kernels kernels = kernels_for(best_instruction_set(), k + 2);
  ChainSide users;
  ChainSide books;
  MatrixD pattern = MatrixD::Zero(total_users, total_books);  ///< F
  MatrixD rows;                                               ///< users x columns

  LinkCase() {
    SideRatings by_user;
    const IndexRange own = even_part(total_users, world().size(), world().rank());
    for (std::int64_t u = 0; u < total_users; ++u) {
      int count = 0;
      for (std::int64_t b = 0; b < total_books; ++b) count += is_rated(u, b) ? 1 : 0;
      for (std::int64_t b = 0; b < total_books; ++b) {
        if (!is_rated(u, b)) continue;
        pattern(u, b) = 1 / std::sqrt(count);
        if (u < own.begin || u >= own.end) continue;
        by_user.other.push_back(static_cast<std::int32_t>(b));
        by_user.value.push_back(0);
      }
      if (u >= own.begin && u < own.end) by_user.offsets.push_back(std::ssize(by_user.other));
    }
    SideRatings by_book = ratings_by_book(world(), by_user, own, total_books);
    users = make_side(world(), user_draws, own, total_users, k, kernels.stride, std::move(by_user));
    books = make_side(world(), book_draws, even_part(total_books, world().size(), world().rank()),
                      total_books, k, kernels.stride, std::move(by_book));
    users.link.assign(books.draw.size(), 0.0F);
  }

  /// Users' rows of mean 1 and independent columns of variance 1, of which `share` comes from the pattern.
  void fill(double share) {
    RandomStream random(11, RandomPurpose::test);
    MatrixD link(total_books, columns);
    for (double& value : link.reshaped()) value = std::sqrt(share) * random.normal();
    rows = pattern * link;
    for (std::int64_t u = 0; u < total_users; ++u) {
      for (std::int64_t c = 0; c < columns; ++c) {
        rows(u, c) = u == total_users - 1 ? 0 : 1 + rows(u, c) + std::sqrt(1 - share) * random.normal();
        users.row(users.draw, u)[c] = static_cast<float>(rows(u, c));
        rows(u, c) = static_cast<double>(users.row(users.draw, u)[c]);
      }
    }
    users.prior.mean.assign(columns, 1.0);
    users.prior.precision = MatrixD(columns, columns);
    users.prior.precision << 2, 0.4, 0, 0.4, 1, 0.3, 0, 0.3, 1.5;
  }

  RowPattern measured() const { return {world(), kernels, users, books, streams}; }

  /// G, see RowPattern.
  MatrixD centered_products() const {
    const double n = total_users - 1;
    MatrixD center = MatrixD::Identity(total_users, total_users);
    center.topLeftCorner(total_users - 1, total_users - 1).array() -= 1 / n;
    center(total_users - 1, total_users - 1) = 0;
    return center * pattern * pattern.transpose() * center;
  }

  LinkMoments moments() const {
    const MatrixD products = centered_products();
    MatrixD about = rows.topRows(total_users - 1);
    about.rowwise() -= about.colwise().mean().eval();
    return {
        .rows = total_users - 1,
        .trace = products.trace(),
        .trace_of_square = products.squaredNorm(),
        .products = about.transpose() * about,
        .patterned = about.transpose() * products.topLeftCorner(total_users - 1, total_users - 1) * about};
  }
};

TEST(RowPattern, IsTheMatrixOfWhatWasRated) {
  LinkCase c;
  c.fill(0.3);
  const RowPattern pattern = c.measured();
  AlignedFloats forth(c.books.draw.size());
  pattern.multiply_transposed(world(), c.kernels, c.books, c.users.draw, forth);
  const MatrixD expected = c.pattern.transpose() * c.rows;
  AlignedFloats back(c.users.draw.size());
  pattern.multiply(world(), c.kernels, c.users, forth, back);
  const MatrixD twice = c.pattern * expected;
  const MatrixD gram = c.pattern.transpose() * c.pattern;
  for (std::int64_t i = 0; i < columns; ++i) {
    for (std::int64_t b = 0; b < total_books; ++b)
      EXPECT_NEAR(static_cast<double>(c.books.row(forth, b)[i]), expected(b, i), 1e-4);
    for (std::int64_t u = 0; u < total_users; ++u)
      EXPECT_NEAR(static_cast<double>(c.users.row(back, u)[i]), twice(u, i), 1e-4);
  }
  for (std::int64_t b = 0; b < total_books; ++b)
    EXPECT_NEAR(static_cast<double>(pattern.diagonal()[static_cast<std::size_t>(b)]), gram(b, b), 1e-4);
  const MatrixD products = c.centered_products();
  EXPECT_NEAR(pattern.trace(), products.trace(), 1e-3);
  EXPECT_NEAR(pattern.trace_of_square(), products.squaredNorm(), 0.2 * products.squaredNorm());
}

TEST(LinkedShare, FindsWhatFollowsFromThePattern) {
  LinkCase c;
  for (const double share : {0.0, 0.3, 0.7}) {
    c.fill(share);
    EXPECT_NEAR(linked_share(c.moments()), std::max(share, 0.01), 0.15) << share;
  }
}

// Draw after draw of the first link, whose precision is fixed, against the posterior as dense matrices have
// it.
TEST(DrawLink, HasMeanAndVarianceOfTheNormalPosterior) {
  LinkCase c;
  c.fill(0.08);
  const RowPattern pattern = c.measured();
  ASSERT_TRUE(has_evidence(pattern, c.users.rated_rows));
  LinkMoments moments = c.moments();
  moments.trace_of_square = pattern.trace_of_square();  // an estimate
  const double share = linked_share(moments);
  const double left = 1 - share * pattern.trace() / c.users.rated_rows;
  const MatrixD precision =
      c.pattern.transpose() * c.pattern + left / share * MatrixD::Identity(total_books, total_books);
  MatrixD about = c.rows.array() - 1;
  about.row(total_users - 1).setZero();
  const MatrixD mean = precision.llt().solve(c.pattern.transpose() * about);
  const MatrixD of_rows = left * c.users.prior.precision.inverse();
  const MatrixD of_books = precision.inverse();

  constexpr int draws = 2000;
  MatrixD sum = MatrixD::Zero(total_books, columns);
  MatrixD squares = sum;
  double linked_error = 0;
  for (int i = 0; i < draws; ++i) {
    std::fill(c.users.link.begin(), c.users.link.end(), 0.0F);
    draw_link(world(), c.kernels, pattern, c.users, c.books, std::vector<double>(columns, 0.1), streams, i);
    MatrixD link(total_books, columns);
    for (std::int64_t b = 0; b < total_books; ++b)
      for (std::int64_t j = 0; j < columns; ++j)
        link(b, j) = static_cast<double>(c.books.row(c.users.link, b)[j]);
    sum += link;
    squares += link.cwiseProduct(link);
    const MatrixD linked = c.pattern * link;
    for (std::int64_t u = 0; u < total_users; ++u)
      linked_error = std::max(
          linked_error, std::abs(linked(u, 0) - static_cast<double>(c.users.row(c.users.linked, u)[0])));
  }
  EXPECT_LT(linked_error, 1e-4);
  const MatrixD seen = sum / draws;
  const MatrixD variance = squares / draws - seen.cwiseProduct(seen);
  for (std::int64_t b = 0; b < total_books - 1; ++b) {
    for (std::int64_t j = 0; j < columns; ++j) {
      const double expected = of_books(b, b) * of_rows(j, j);
      // Conjugate gradients stop at 5 % of what a column began with.
      EXPECT_NEAR(seen(b, j), mean(b, j), 5 * std::sqrt(expected / draws) + 0.05 * mean.cwiseAbs().maxCoeff())
          << b << ' ' << j;
      EXPECT_NEAR(variance(b, j), expected, 0.15 * expected) << b << ' ' << j;
    }
  }
  EXPECT_EQ(seen(total_books - 1, 0), 0);  // of a book without ratings
}

// With a link before, whose columns differ in size, the precision is drawn, and each column has another
// ridge.
TEST(DrawLink, HasTheRidgesOfThePrecisionThatWasDrawn) {
  LinkCase c;
  c.fill(0.5);
  const RowPattern pattern = c.measured();
  AlignedFloats before(c.users.link.size());
  RandomStream random(3, RandomPurpose::test);
  MatrixD last = MatrixD::Zero(total_books, columns);
  for (std::int64_t b = 0; b < total_books - 1; ++b) {
    for (std::int64_t j = 0; j < columns; ++j) {
      c.books.row(before, b)[j] =
          static_cast<float>(std::pow(10.0, 1.0 - static_cast<double>(j)) * random.normal());
      last(b, j) = static_cast<double>(c.books.row(before, b)[j]);
    }
  }
  const std::vector<double> scale(columns, 0.1);
  const RowSums sums{
      .rows = c.books.rated_rows, .sum = std::vector<double>(columns), .products = last.transpose() * last};
  MatrixD about = c.rows.array() - 1;
  about.row(total_users - 1).setZero();
  const MatrixD gram = c.pattern.transpose() * c.pattern;
  const MatrixD product = c.pattern.transpose() * about * c.users.prior.precision;
  Eigen::VectorXd right(total_books * columns);
  for (std::int64_t b = 0; b < total_books; ++b) right.segment(b * columns, columns) = product.row(b);

  constexpr int draws = 600;
  Eigen::VectorXd mean = Eigen::VectorXd::Zero(total_books * columns);
  Eigen::VectorXd square = mean;
  for (int i = 1; i <= draws; ++i) {
    RandomStream of_prior = streams(i, user_draws.link_prior, 0);
    const MatrixD of_link = draw_prior(sums, scale, of_prior).precision;
    // Of the link row by row: gram (x) the rows' precision + I (x) the link's.
    MatrixD precision(total_books * columns, total_books * columns);
    for (std::int64_t a = 0; a < total_books; ++a)
      for (std::int64_t b = 0; b < total_books; ++b)
        precision.block(a * columns, b * columns, columns, columns) =
            gram(a, b) * c.users.prior.precision + (a == b ? 1.0 : 0.0) * of_link;
    const Eigen::LLT<MatrixD> root(precision);
    c.users.link = before;
    draw_link(world(), c.kernels, pattern, c.users, c.books, scale, streams, i);
    Eigen::VectorXd error = -root.solve(right);
    for (std::int64_t b = 0; b < total_books; ++b)
      for (std::int64_t j = 0; j < columns; ++j)
        error(b * columns + j) += static_cast<double>(c.books.row(c.users.link, b)[j]);
    const Eigen::VectorXd standard = root.matrixU() * error;  // standard normal numbers
    mean += standard / draws;
    square += standard.cwiseProduct(standard) / draws;
  }
  for (std::int64_t i = 0; i < (total_books - 1) * columns; ++i) {
    EXPECT_NEAR(mean(i), 0, 0.35) << i;
    EXPECT_NEAR(square(i), 1, 0.35) << i;
  }
}

/// Two kinds of users who like opposite books. They rate little and with much noise, but mostly what their
/// kind rates.
PlantedEntry two_kinds(std::int64_t user, std::int64_t book) {
  RandomStream random(23, RandomPurpose::test, static_cast<std::uint64_t>(user),
                      static_cast<std::uint64_t>(book));
  const bool own_kind = user % 2 == book / 30;
  if (random.uniform() > (own_kind ? 0.25 : 0.05)) return {};
  const double taste = (user % 2 == 0 ? 1 : -1) * (book % 2 == 0 ? 1 : -1);
  const double rating = taste + 2 * random.normal();
  return {random.uniform() < 0.2 ? 2 : 1, static_cast<float>(rating)};
}

// The noise has deviation 2. Without the link the error is 2.13.
TEST(Gibbs, LearnsFromWhatWasRated) {
  TrainOptions options;
  options.optimizer = &optimizer_named("gibbs");
  options.factors = 4;
  options.epochs = 60;
  options.patience = 60;
  TrainData data = testing::data_of(600, 60, &two_kinds, world().size(), world());
  data.scale_low = -10;
  data.scale_high = 10;
  Trainer trainer(world(), options, std::move(data));
  trainer.run(nullptr);
  EXPECT_LT(trainer.progress().best_rmse, 2.08);
}

}  // namespace
}  // namespace crucible
