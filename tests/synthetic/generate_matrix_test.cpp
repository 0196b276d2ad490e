#include "crucible/synthetic/generate_matrix.hpp"

#include "crucible/core/error.hpp"
#include "eigen_svd.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace crucible {
namespace {

TEST(GenerateMatrix, HasTheSingularValuesThatItSays) {
  for (const auto& [rows, columns] :
       {std::pair{23, 9}, std::pair{9, 23}, std::pair{12, 12}, std::pair{1, 5}}) {
    const MatrixOptions options{rows, columns, 1e3, 5};
    const RowMatrix a = generate_matrix(options, {0, rows});
    const Eigen::VectorXd expected = testing::eigen_singular_values(a);
    const std::vector<double> values = generated_singular_values(options);
    ASSERT_EQ(static_cast<std::int64_t>(values.size()), expected.size());
    for (std::size_t i = 0; i < values.size(); ++i)
      EXPECT_NEAR(values[i], expected[static_cast<Eigen::Index>(i)], 1e-14) << rows << " x " << columns;
  }
}

TEST(GenerateMatrix, ValuesFallGeometricallyFromOneToOneOverTheCondition) {
  const std::vector<double> values = generated_singular_values({100, 5, 1e4, 1});
  ASSERT_EQ(values.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(values[i] * std::pow(10.0, i), 1.0, 1e-12);
}

TEST(GenerateMatrix, RowsOfABlockAreThoseOfTheWhole) {
  const MatrixOptions options{31, 7, 10, 2};
  const RowMatrix all = generate_matrix(options, {0, 31});
  EXPECT_EQ(generate_matrix(options, {4, 19}), all.middleRows(4, 15));
  EXPECT_EQ(generate_matrix(options, {31, 31}).rows(), 0);
}

TEST(GenerateMatrix, IsDense) { EXPECT_TRUE((generate_matrix({20, 30, 10, 2}, {0, 20}).array() != 0).all()); }

TEST(GenerateMatrix, RefusesWhatIsNoMatrix) {
  EXPECT_THROW(generate_matrix({0, 3, 10, 1}, {0, 0}), UsageError);
  EXPECT_THROW(generate_matrix({3, 3, 0.5, 1}, {0, 3}), UsageError);
  EXPECT_THROW(generate_matrix({3, 3, 10, 1}, {2, 4}), LogicError);
}

}  // namespace
}  // namespace crucible
