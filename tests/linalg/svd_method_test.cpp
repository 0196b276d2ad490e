// The table of routes: what its rows promise the code that goes by them.
#include "crucible/linalg/svd_method.hpp"

#include "crucible/core/error.hpp"
#include "crucible/linalg/svd.hpp"
#include "eigen_svd.hpp"
#include "matrices.hpp"
#include "world.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::world;

TEST(SvdMethods, NamesAreDistinctAndNoneIsAuto) {
  std::set<std::string> names{to_string(svd_method::automatic)};
  for (const SvdMethod method : svd_methods()) {
    ASSERT_NE(method, nullptr);
    EXPECT_FALSE(std::string(method->name).empty());
    EXPECT_TRUE(names.insert(method->name).second) << method->name;
  }
}

TEST(SvdMethods, ANameFindsItsRow) {
  EXPECT_EQ(parse_svd_method("auto"), svd_method::automatic);
  for (const SvdMethod method : svd_methods()) {
    EXPECT_EQ(parse_svd_method(method->name), method) << method->name;
    EXPECT_EQ(to_string(method), method->name);
  }
}

TEST(SvdMethods, AnUnknownNameIsRefusedWithTheNamesThereAre) {
  for (const std::string name : {"", "QR", "dc ", "kry"}) {
    try {
      parse_svd_method(name);
      ADD_FAILURE() << name << " is taken";
    } catch (const UsageError& error) {
      for (const SvdMethod method : svd_methods())
        EXPECT_NE(std::string(error.what()).find(method->name), std::string::npos) << error.what();
    }
  }
}

TEST(SvdMethods, EveryRowIsComplete) {
  for (const SvdMethod method : svd_methods()) {
    EXPECT_NE(method->doubt, nullptr) << method->name;
    EXPECT_EQ(method->truncated(), method->run == nullptr);
    for (const bool there : {method->elements_per_rank != nullptr, method->elements_on_root != nullptr,
                             method->obstacle != nullptr}) {
      EXPECT_EQ(there, !method->truncated()) << method->name;
    }
    EXPECT_EQ(method->elements_by_rows == nullptr, method->run_by_rows == nullptr) << method->name;
  }
}

TEST(SvdMethods, EveryRouteDecomposes) {
  constexpr std::int64_t wanted = 4;
  constexpr double tolerance = 1e-5;  // of the least exact route
  const MatrixD a = testing::random_matrix(40, 17);
  const Eigen::VectorXd expected = testing::eigen_singular_values(a);
  for (const SvdMethod method : svd_methods()) {
    SvdOptions options;
    options.method = method;
    options.rank = wanted;
    options.block = 4;
    const SvdResult result = svd(world(), testing::slab_of(a), options);
    EXPECT_EQ(result.method, method);
    ASSERT_EQ(result.k(), wanted) << method->name;
    for (std::int64_t i = 0; i < wanted; ++i) {
      EXPECT_NEAR(result.singular_values[static_cast<std::size_t>(i)], expected(i), tolerance * expected(0))
          << method->name << ' ' << i;
    }
  }
}

}  // namespace
}  // namespace crucible
