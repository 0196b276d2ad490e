#include "kernel/kernel.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/matrix.hpp"
#include "crucible/core/random.hpp"
#include "kernel/factor_rows.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

#include <Eigen/Cholesky>
#include <gtest/gtest.h>

namespace crucible {
namespace {

constexpr std::int64_t books = 7;

constexpr KernelRates common_rates{0.07F, 0.05F, 0.03F, 0.04F, 0.3F, 0.2F, 0.1F, 0.15F};

/// A cell, and rows to train on.
struct Fixture {
  /// Without runs.
  Fixture(std::int64_t factors, std::int64_t user_count, std::int64_t book_count, bool sums,
          std::uint64_t seed)
      : k(factors),
        stream(seed, RandomPurpose::test, static_cast<std::uint64_t>(factors)),
        user_rows({0, user_count}, factors, sums),
        book_rows({0, book_count}, factors, sums) {
    for (FactorRows* rows : {&user_rows, &book_rows}) {
      for (std::int64_t r = 0; r < rows->rows().size(); ++r) {
        for (std::int64_t i = 0; i < k; ++i)
          rows->factors(r)[i] =
              static_cast<float>(2 * stream.normal() / std::sqrt(16.0 + static_cast<double>(k)));
        rows->data(RowArray::bias)[r] = static_cast<float>(0.1 * stream.normal());
        if (!sums) continue;
        rows->data(RowArray::factor_sum)[r] = 1 + static_cast<float>(stream.uniform());
        rows->data(RowArray::bias_sum)[r] = 1 + static_cast<float>(stream.uniform());
      }
    }
  }

  /// With runs of 1, 2, 3, 6 and 4 ratings.
  Fixture(std::int64_t factors, bool sums) : Fixture(factors, 5, books, sums, 5) {
    run(3, {2});
    run(0, {6, 1});
    run(4, {2, 5, 0});  // book 2 is in two lanes' first turn
    run(1, {4, 3, 1, 0, 6, 5});
    run(2, {1, 3, 6, 2});
    lane = {{{0, 0}, {3, 2}, {6, 3}, {12, 4}}};
  }

  void run(std::uint16_t u, const std::vector<std::uint16_t>& of) {
    user.push_back(u);
    for (const std::uint16_t b : of) {
      book.push_back(b);
      value.push_back(static_cast<float>(stream.normal()));
    }
    book.back() |= last_of_run;
  }

  CellTask task() {
    count = static_cast<std::int64_t>(book.size());
    for (std::vector<std::uint16_t>* numbers : {&book, &user}) numbers->resize(numbers->size() + 16);
    CellTask cell;
    cell.book = book.data();
    cell.value = value.data();
    cell.user = user.data();
    cell.ratings = count;
    cell.stride = user_rows.stride();
    std::copy_n(lane.begin(), lanes_of(cell.stride), cell.lane);
    cell.user_factors = user_rows.factors();
    cell.book_factors = book_rows.factors();
    cell.user_bias = user_rows.data(RowArray::bias);
    cell.book_bias = book_rows.data(RowArray::bias);
    cell.user_factor_sum = user_rows.data(RowArray::factor_sum);
    cell.user_bias_sum = user_rows.data(RowArray::bias_sum);
    cell.book_factor_sum = book_rows.data(RowArray::factor_sum);
    cell.book_bias_sum = book_rows.data(RowArray::bias_sum);
    return cell;
  }

  std::int64_t k;
  RandomStream stream;
  std::int64_t count = 0;
  std::array<LaneStart, most_lanes> lane{};  ///< as many as the rows' length takes
  KernelRates rates = common_rates;
  std::vector<std::uint16_t> book, user;
  std::vector<float> value;
  FactorRows user_rows, book_rows;
};

struct Reference {
  std::vector<double> p, q, user_bias, book_bias, p_sum, q_sum, user_bias_sum, book_bias_sum;
  double loss = 0;
};

std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }

/// The ratings in the order of training: where no lane is empty a rating of each in turn until one has ended
/// and one more of the next lane; then the rest of each.
std::vector<std::size_t> order_of(const Fixture& start) {
  const auto lanes = static_cast<std::size_t>(lanes_of(padded_factors(start.k)));
  std::vector<std::size_t> next;
  std::vector<std::size_t> end;
  for (std::size_t l = 0; l < lanes; ++l) next.push_back(static_cast<std::size_t>(start.lane[l].rating));
  for (std::size_t l = 1; l < lanes; ++l) end.push_back(next[l]);
  end.push_back(start.book.size());
  std::vector<std::size_t> order;
  bool turns = true;
  for (std::size_t l = 0; l < lanes; ++l) turns = turns && next[l] < end[l];
  for (std::size_t now = 0; turns; now = (now + 1) % lanes) {
    order.push_back(next[now]++);
    turns = next[now] < end[now];
    if (!turns && lanes > 1) order.push_back(next[(now + 1) % lanes]++);
  }
  for (std::size_t l = 0; l < lanes; ++l)
    while (next[l] < end[l]) order.push_back(next[l]++);
  return order;
}

/// The textbook loop, one rating after the other, in double.
Reference reference_pass(const Fixture& start, bool adagrad) {
  Reference r;
  const auto copy = [&](const FactorRows& rows, std::vector<double>& factors, std::vector<double>& bias,
                        std::vector<double>& sum, std::vector<double>& bias_sum) {
    for (std::int64_t row = 0; row < rows.rows().size(); ++row) {
      for (std::int64_t i = 0; i < start.k; ++i) factors.push_back(rows.factors(row)[i]);
      bias.push_back(rows.data(RowArray::bias)[row]);
      sum.push_back(adagrad ? rows.data(RowArray::factor_sum)[row] : 1);
      bias_sum.push_back(adagrad ? rows.data(RowArray::bias_sum)[row] : 1);
    }
  };
  copy(start.user_rows, r.p, r.user_bias, r.p_sum, r.user_bias_sum);
  copy(start.book_rows, r.q, r.book_bias, r.q_sum, r.book_bias_sum);
  std::vector<std::size_t> run_of;
  for (std::size_t n = 0, run = 0; n < start.book.size(); ++n) {
    run_of.push_back(run);
    if ((start.book[n] & last_of_run) != 0) ++run;
  }
  const auto share = 1.0 / static_cast<double>(padded_factors(start.k));
  const KernelRates& rates = start.rates;
  for (const std::size_t n : order_of(start)) {
    const std::size_t u = start.user[run_of[n]];
    const std::size_t b = start.book[n] & (last_of_run - 1);
    double* p = r.p.data() + u * at(start.k);
    double* q = r.q.data() + b * at(start.k);
    double dot = 0;
    double pp = 0;
    double qq = 0;
    for (std::int64_t i = 0; i < start.k; ++i) {
      dot += p[i] * q[i];
      pp += p[i] * p[i];
      qq += q[i] * q[i];
    }
    const double e = static_cast<double>(start.value[n]) - r.user_bias[u] - r.book_bias[b] - dot;
    const double ap = rates.user_factor_rate / (adagrad ? std::sqrt(r.p_sum[u]) : 1);
    const double aq = rates.book_factor_rate / (adagrad ? std::sqrt(r.q_sum[b]) : 1);
    for (std::int64_t i = 0; i < start.k; ++i) {
      const double old = p[i];
      p[i] += ap * (e * q[i] - rates.user_factor_l2 * p[i]);
      q[i] += aq * (e * old - rates.book_factor_l2 * q[i]);
    }
    const double au = rates.user_bias_rate / (adagrad ? std::sqrt(r.user_bias_sum[u]) : 1);
    const double ab = rates.book_bias_rate / (adagrad ? std::sqrt(r.book_bias_sum[b]) : 1);
    r.user_bias[u] += au * (e - rates.user_bias_l2 * r.user_bias[u]);
    r.book_bias[b] += ab * (e - rates.book_bias_l2 * r.book_bias[b]);
    r.p_sum[u] += e * e * qq * share;
    r.q_sum[b] += e * e * pp * share;
    r.user_bias_sum[u] += e * e;
    r.book_bias_sum[b] += e * e;
    r.loss += e * e;
  }
  return r;
}

void expect_rows(const FactorRows& rows, const std::vector<double>& factors, const std::vector<double>& bias,
                 double tolerance) {
  for (std::int64_t row = 0; row < rows.rows().size(); ++row) {
    for (std::int64_t i = 0; i < rows.k(); ++i)
      ASSERT_NEAR(rows.factors(row)[i], factors[at(row * rows.k() + i)], tolerance)
          << "row " << row << " factor " << i;
    for (std::int64_t i = rows.k(); i < rows.stride(); ++i)
      ASSERT_EQ(rows.factors(row)[i], 0.0F) << "padding";
    ASSERT_NEAR(rows.data(RowArray::bias)[row], bias[at(row)], tolerance) << "bias of row " << row;
  }
}

class KernelTest : public ::testing::TestWithParam<std::tuple<InstructionSet, std::int64_t>> {
 protected:
  void SetUp() override {
    if (std::get<0>(GetParam()) > best_instruction_set())
      GTEST_SKIP() << "this CPU has no " << name_of(std::get<0>(GetParam()));
    kernels_ = kernels_for(std::get<0>(GetParam()), k());
  }
  std::int64_t k() const { return std::get<1>(GetParam()); }
  Kernels kernels_;
};

TEST_P(KernelTest, SgdIsTheTextbookLoop) {
  Fixture data(k(), false);
  const Reference expected = reference_pass(data, false);
  CellTask cell = data.task();

  const double loss = kernels_.sgd(cell, data.rates);

  EXPECT_NEAR(loss, expected.loss, 1e-4 * expected.loss);
  expect_rows(data.user_rows, expected.p, expected.user_bias, 2e-5);
  expect_rows(data.book_rows, expected.q, expected.book_bias, 2e-5);
}

/// A cell of any shape: short and long runs, many runs or fewer than lanes, lanes that begin anywhere.
Fixture random_cell(std::int64_t k, std::uint64_t seed, float user_keep) {
  constexpr std::int64_t user_count = 12;
  RandomStream stream(seed, RandomPurpose::test);
  const auto below = [&](std::int64_t limit) {
    return static_cast<std::int64_t>(stream.below(static_cast<std::uint64_t>(limit)));
  };
  const std::int64_t book_count = 1 + below(seed % 3 == 0 ? 3 : 90);
  Fixture cell(k, user_count, book_count, true, seed);
  cell.rates.user_factor_l2 = (1 - user_keep) / cell.rates.user_factor_rate;
  std::vector<std::uint16_t> all(at(book_count));
  std::iota(all.begin(), all.end(), std::uint16_t{0});
  const std::int64_t runs = 1 + below(user_count);
  std::vector<LaneStart> starts;
  for (std::int64_t r = 0; r < runs; ++r) {
    starts.push_back({static_cast<std::int64_t>(cell.book.size()), r});
    shuffle(all.data(), book_count, stream);
    cell.run(static_cast<std::uint16_t>(r), {all.begin(), all.begin() + 1 + below(book_count)});
  }
  starts.push_back({static_cast<std::int64_t>(cell.book.size()), runs});
  std::vector<std::int64_t> cuts;
  for (int l = 1; l < most_lanes; ++l) cuts.push_back(below(runs + 1));
  std::sort(cuts.begin(), cuts.end());
  for (std::size_t l = 0; l < cuts.size(); ++l) cell.lane[l + 1] = starts[at(cuts[l])];
  return cell;
}

TEST_P(KernelTest, CellsOfAnyShapeAreTrainedLikeTheTextbook) {
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    for (const float keep : {1.0F, 0.979F, 0.5F, 0.0F, -0.5F}) {
      for (const bool adagrad : {false, true}) {
        Fixture data = random_cell(k(), seed, keep);
        const Reference expected = reference_pass(data, adagrad);
        CellTask cell = data.task();

        const double loss = (adagrad ? kernels_.adagrad : kernels_.sgd)(cell, data.rates);

        SCOPED_TRACE(::testing::Message() << "seed " << seed << ", keep " << keep << ", adagrad " << adagrad);
        ASSERT_NEAR(loss, expected.loss, 1e-4 * expected.loss);
        expect_rows(data.user_rows, expected.p, expected.user_bias, 1e-4);
        expect_rows(data.book_rows, expected.q, expected.book_bias, 1e-4);
        if (HasFatalFailure()) return;
      }
    }
  }
}

TEST_P(KernelTest, AdagradIsTheTextbookLoop) {
  Fixture data(k(), true);
  const Reference expected = reference_pass(data, true);
  CellTask cell = data.task();

  const double loss = kernels_.adagrad(cell, data.rates);

  EXPECT_NEAR(loss, expected.loss, 1e-4 * expected.loss);
  expect_rows(data.user_rows, expected.p, expected.user_bias, 2e-5);
  expect_rows(data.book_rows, expected.q, expected.book_bias, 2e-5);
  for (std::int64_t b = 0; b < books; ++b) {
    EXPECT_NEAR(data.book_rows.data(RowArray::factor_sum)[b], expected.q_sum[at(b)],
                1e-4 * expected.q_sum[at(b)]);
    EXPECT_NEAR(data.book_rows.data(RowArray::bias_sum)[b], expected.book_bias_sum[at(b)],
                1e-4 * expected.book_bias_sum[at(b)]);
  }
}

TEST_P(KernelTest, PartsAreWhatPredictsEachRating) {
  Fixture data(k(), false);
  const CellTask task = data.task();
  std::vector<LearntParts> parts(at(task.ratings));

  kernels_.parts(task, parts.data());

  std::size_t run = 0;
  for (std::size_t n = 0; n < parts.size(); ++n) {
    const std::int64_t u = data.user[run];
    const std::int64_t b = data.book[n] & (last_of_run - 1);
    double product = 0;
    for (std::int64_t i = 0; i < k(); ++i)
      product += data.user_rows.factors(u)[i] * data.book_rows.factors(b)[i];
    EXPECT_EQ(parts[n].user_bias, data.user_rows.data(RowArray::bias)[u]) << n;
    EXPECT_EQ(parts[n].book_bias, data.book_rows.data(RowArray::bias)[b]) << n;
    ASSERT_NEAR(parts[n].product, product, 1e-5 + 1e-4 * std::abs(product)) << n;
    if ((data.book[n] & last_of_run) != 0) ++run;
  }
}

TEST_P(KernelTest, DrawsFromANormalDistribution) {
  const std::int64_t d = k() - 1;
  const std::int64_t stride = kernels_.stride;
  if (d < 1) GTEST_SKIP() << "no column for the right side";
  RandomStream stream(7, RandomPurpose::test);
  MatrixD y(d + 5, d + 1);
  for (Eigen::Index i = 0; i < y.size(); ++i) y.data()[i] = stream.normal();
  const MatrixD products = y.transpose() * y;
  constexpr double weight = 0.7;
  std::vector<double> prior(at(d * stride), 0.0);
  std::vector<double> gram(at(stride * stride), 0.0);
  for (std::int64_t i = 0; i < d; ++i) prior[at(i * stride + i)] = 2 + static_cast<double>(i);
  for (std::int64_t i = 0; i <= d; ++i)
    for (std::int64_t j = 0; j <= d; ++j) gram[at(i * stride + j)] = products(i, j);
  std::vector<double> normals(at(d));
  for (double& number : normals) number = stream.normal();
  std::vector<double> root(at((d + 1) * stride));
  std::vector<double> x(at(stride));

  ASSERT_TRUE(kernels_.draw_normal({.size = d,
                                    .stride = stride,
                                    .prior = prior.data(),
                                    .gram = gram.data(),
                                    .weight = weight,
                                    .normals = normals.data(),
                                    .root = root.data(),
                                    .x = x.data()}));

  MatrixD precision = weight * products.topLeftCorner(d, d);
  for (std::int64_t i = 0; i < d; ++i) precision(i, i) += prior[at(i * stride + i)];
  const Eigen::LLT<MatrixD> llt(precision);
  const Eigen::VectorXd noise = Eigen::Map<const Eigen::VectorXd>(normals.data(), d);
  const Eigen::VectorXd expected =
      llt.solve(weight * products.col(d).head(d)) + Eigen::VectorXd(llt.matrixU().solve(noise));
  for (std::int64_t i = 0; i < d; ++i) ASSERT_NEAR(x[at(i)], expected(i), 1e-9) << i;
}

TEST_P(KernelTest, RefusesADistributionWithoutAPrecision) {
  const std::int64_t stride = kernels_.stride;
  std::vector<double> zeros(at(2 * stride), 0.0);
  std::vector<double> root(at(2 * stride));
  std::vector<double> x(at(stride));
  const double normal = 1;
  const NormalDraw draw{.size = 1,
                        .stride = stride,
                        .prior = zeros.data(),
                        .gram = zeros.data(),
                        .weight = 1,
                        .normals = &normal,
                        .root = root.data(),
                        .x = x.data()};

  EXPECT_FALSE(kernels_.draw_normal(draw));
}

TEST_P(KernelTest, SolvesAPositiveSystem) {
  const std::int64_t stride = kernels_.stride;
  for (const std::int64_t d : {k(), k() - 1}) {
    if (d < 1) continue;
    RandomStream stream(8, RandomPurpose::test);
    MatrixD y(d + 5, d);
    for (Eigen::Index i = 0; i < y.size(); ++i) y.data()[i] = stream.normal();
    MatrixD a = y.transpose() * y;
    a.diagonal().array() += 2;
    std::vector<double> matrix(at(stride * stride), 0.0);
    for (std::int64_t i = 0; i < d; ++i)
      for (std::int64_t j = i; j < d; ++j) matrix[at(i * stride + j)] = a(i, j);
    std::vector<double> inverse(at(stride));
    std::vector<double> x(at(stride), 0.0);
    for (std::int64_t i = 0; i < d; ++i) x[at(i)] = stream.normal();
    const Eigen::VectorXd expected = a.llt().solve(Eigen::Map<const Eigen::VectorXd>(x.data(), d));

    ASSERT_TRUE(kernels_.solve(
        {.size = d, .stride = stride, .matrix = matrix.data(), .inverse = inverse.data(), .x = x.data()}));

    for (std::int64_t i = 0; i < d; ++i) ASSERT_NEAR(x[at(i)], expected(i), 1e-9) << i;
    std::fill(matrix.begin(), matrix.end(), 0.0);
    ASSERT_FALSE(kernels_.solve(
        {.size = d, .stride = stride, .matrix = matrix.data(), .inverse = inverse.data(), .x = x.data()}));
  }
}

TEST_P(KernelTest, ProjectsRowsToAnotherLength) {
  const Fixture data(k(), false);
  const std::int64_t stride = data.book_rows.stride();
  RandomStream stream(9, RandomPurpose::test);
  for (const std::int64_t width : {stride, stride + 16}) {
    if (stride < 16 && width > stride) continue;  // rows of 8 floats have vectors of 8
    AlignedFloats matrix(at(stride * width));
    for (float& entry : matrix) entry = static_cast<float>(stream.normal());
    AlignedFloats target(at(books * width));

    kernels_.project(data.book_rows.factors(), books, stride, matrix.data(), width, target.data());

    for (std::int64_t b = 0; b < books; ++b) {
      for (std::int64_t j = 0; j < width; ++j) {
        double expected = 0;
        for (std::int64_t i = 0; i < k(); ++i)
          expected += static_cast<double>(data.book_rows.factors(b)[i]) *
                      static_cast<double>(matrix[at(i * width + j)]);
        ASSERT_NEAR(target[at(b * width + j)], expected, 1e-4) << b << " " << j;
      }
    }
  }
}

TEST_P(KernelTest, GramAndProductWithAMatrix) {
  Fixture data(k(), false);
  const std::int64_t stride = data.book_rows.stride();
  std::vector<double> gram(at(stride * stride), 0.0);
  std::vector<float, CacheLineAllocator<float>> matrix(at(stride * stride));
  RandomStream stream(6, RandomPurpose::test);
  for (float& entry : matrix) entry = static_cast<float>(stream.normal());
  FactorRows rows = data.book_rows;
  FactorRows sum = data.book_rows;

  kernels_.add_gram(data.book_rows.factors(), books, stride, gram.data());
  kernels_.multiply(rows.factors(), books, stride, matrix.data(), rows.factors());
  kernels_.multiply(data.book_rows.factors(), books, stride, matrix.data(), sum.factors());

  for (std::int64_t i = 0; i < k(); ++i) {
    for (std::int64_t j = 0; j < k(); ++j) {
      double expected = 0;
      for (std::int64_t b = 0; b < books; ++b)
        expected += static_cast<double>(data.book_rows.factors(b)[i]) *
                    static_cast<double>(data.book_rows.factors(b)[j]);
      ASSERT_NEAR(gram[at(i * stride + j)], expected, 1e-5) << i << " " << j;
    }
  }
  for (std::int64_t b = 0; b < books; ++b) {
    for (std::int64_t j = 0; j < k(); ++j) {
      double expected = 0;
      for (std::int64_t i = 0; i < k(); ++i)
        expected += static_cast<double>(data.book_rows.factors(b)[i]) *
                    static_cast<double>(matrix[at(i * stride + j)]);
      ASSERT_NEAR(rows.factors(b)[j], expected, 1e-4) << b << " " << j;
      ASSERT_NEAR(sum.factors(b)[j], data.book_rows.factors(b)[j] + expected, 1e-4) << b << " " << j;
    }
  }
}

TEST_P(KernelTest, ChangesOfSomeRowsAreTakenAndApplied) {
  Fixture data(k(), false);
  const std::int64_t stride = data.book_rows.stride();
  const FactorRows before = data.book_rows;
  FactorRows common = before;
  for (float& value : data.book_rows.buffer()) value *= 1.5F;
  const FactorRows trained = data.book_rows;
  const std::vector<BookIndex> chosen{1, 4, 6};
  const std::vector<float> weight{1, 0, 3};
  const std::vector<float> scale{0.5F, 1, 0.25F};
  AlignedFloats changes(chosen.size() * at(stride), 1.0F);
  const MergeRows rows{chosen.data(), 3, data.book_rows.factors(), common.factors()};

  kernels_.add_changes(rows, stride, weight.data(), changes.data());
  kernels_.apply_changes(rows, stride, scale.data(), changes.data());

  for (std::int64_t b = 0; b < books; ++b) {
    const auto found = std::find(chosen.begin(), chosen.end(), b);
    const auto i = static_cast<std::size_t>(found - chosen.begin());
    for (std::int64_t j = 0; j < k(); ++j) {
      const float start = before.factors(b)[j];
      if (found == chosen.end()) {
        ASSERT_EQ(common.factors(b)[j], start);
        ASSERT_EQ(data.book_rows.factors(b)[j], trained.factors(b)[j]);
        continue;
      }
      const float change = 1 + weight[i] * (trained.factors(b)[j] - start);
      ASSERT_NEAR(changes[i * at(stride) + at(j)], change, 1e-6);
      ASSERT_NEAR(common.factors(b)[j], start + scale[i] * change, 1e-6);
      ASSERT_EQ(data.book_rows.factors(b)[j], common.factors(b)[j]);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(SetsAndLengths, KernelTest,
                         ::testing::Combine(::testing::Values(InstructionSet::portable, InstructionSet::avx2,
                                                              InstructionSet::avx512),
                                            ::testing::Values(3, 8, 16, 20, 32, 40, 64, 72, 96, 100, 128, 160,
                                                              192, 200, 256)),
                         [](const auto& parameters) {
                           return std::string(name_of(std::get<0>(parameters.param))) + "_" +
                                  std::to_string(std::get<1>(parameters.param));
                         });

TEST(KernelAdamW, OneStepByHand) {
  const Kernels kernels = kernels_for(InstructionSet::portable, 8);
  float parameter[2] = {1.0F, -2.0F};
  const float gradient[2] = {0.5F, -0.25F};
  float moment1[2] = {0.1F, 0.0F};
  float moment2[2] = {0.01F, 0.0F};
  AdamWStep step;
  step.rate = 0.1F;
  step.weight_decay = 0.2F;
  step.bias_correction1 = 1 - 0.9F * 0.9F;
  step.root_bias_correction2 = std::sqrt(1 - 0.999F * 0.999F);

  kernels.adamw(parameter, gradient, moment1, moment2, 2, step);

  const double m0 = 0.9 * 0.1 + 0.1 * 0.5;
  const double v0 = 0.999 * 0.01 + 0.001 * 0.25;
  const double expected0 =
      1.0 * (1 - 0.1 * 0.2) - 0.1 * (m0 / 0.19) / (std::sqrt(v0 / (1 - 0.998001)) + 1e-8);
  const double m1 = 0.1 * -0.25;
  const double v1 = 0.001 * 0.0625;
  const double expected1 =
      -2.0 * (1 - 0.1 * 0.2) - 0.1 * (m1 / 0.19) / (std::sqrt(v1 / (1 - 0.998001)) + 1e-8);
  EXPECT_NEAR(parameter[0], expected0, 1e-5);
  EXPECT_NEAR(parameter[1], expected1, 1e-5);
  EXPECT_NEAR(moment1[0], m0, 1e-6);
  EXPECT_NEAR(moment2[1], v1, 1e-8);
}

TEST(KernelSets, PinningMoreThanTheCpuHasIsAUsageError) {
  if (best_instruction_set() == InstructionSet::avx512) GTEST_SKIP() << "this CPU has every set";
  EXPECT_THROW(kernels_for(InstructionSet::avx512, 32), UsageError);
}

}  // namespace
}  // namespace crucible
