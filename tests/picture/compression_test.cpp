#include "crucible/picture/compression.hpp"

#include "crucible/core/error.hpp"
#include "crucible/picture/compression_ranks.hpp"
#include "crucible/picture/compression_table.hpp"
#include "eigen_svd.hpp"
#include "world.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::world;

/// A picture with structure and noise, the same everywhere.
Image scene(std::int64_t height, std::int64_t width, std::int64_t channels) {
  Image image(height, width, channels);
  for (std::int64_t y = 0; y < height; ++y)
    for (std::int64_t x = 0; x < width; ++x)
      for (std::int64_t c = 0; c < channels; ++c) {
        const auto phase = static_cast<double>(y * (c + 1)) / 5.0;
        const double wave = 90 * std::sin(phase) * std::cos(static_cast<double>(x) / 4.0);
        const auto noise = static_cast<double>((y * 131 + x * 57 + c * 17) * 2654435761LL % 41);
        image.at(y, x, c) = static_cast<std::uint16_t>(110 + wave + noise);
      }
  return image;
}

Eigen::MatrixXd matrix_of(const Image& image) {
  Eigen::MatrixXd matrix(image.height, image.row_samples());
  for (std::int64_t y = 0; y < image.height; ++y)
    for (std::int64_t j = 0; j < image.row_samples(); ++j)
      matrix(y, j) = image.at(y, j / image.channels, j % image.channels);
  return matrix;
}

/// The rank-k picture by Eigen's decomposition.
Image by_eigen(const Image& image, std::int64_t k) {
  const testing::EigenSvd svd = testing::eigen_svd(matrix_of(image));
  const Eigen::MatrixXd low =
      svd.u.leftCols(k) * svd.values.head(k).asDiagonal() * svd.v.leftCols(k).transpose();
  Image result(image.height, image.width, image.channels);
  for (std::int64_t y = 0; y < image.height; ++y)
    for (std::int64_t j = 0; j < image.row_samples(); ++j)
      result.at(y, j / image.channels, j % image.channels) =
          static_cast<std::uint16_t>(std::lround(std::clamp(low(y, j), 0.0, 255.0)));
  return result;
}

/// Our rank-k picture on rank 0, by the distributed way.
Image by_ranks(const Image& image, std::int64_t k) {
  const PictureSlab slab = deal_picture(world(), world().is_root() ? image : Image());
  const SvdResult svd = decompose(world(), slab);
  const PictureFactors factors = leading_factors(world(), slab.shape, svd, k);
  GrowingPicture growing(factors);
  growing.grow_to(k);
  return gather_picture(world(), slab.shape, growing.samples());
}

TEST(SizeRatio, IsTheOriginalsForItsPicture) {
  const PictureShape picture{1785, 1004, 3};  // 1785 x 3012; the sizes that its captions show
  EXPECT_NEAR(size_ratio(picture, 1), 0.00, 0.005);
  EXPECT_NEAR(size_ratio(picture, 10), 0.01, 0.005);
  EXPECT_NEAR(size_ratio(picture, 30), 0.03, 0.005);
  EXPECT_NEAR(size_ratio(picture, 70), 0.06, 0.005);
  EXPECT_NEAR(size_ratio(picture, 130), 0.12, 0.005);
  EXPECT_DOUBLE_EQ(size_ratio({2, 1, 3}, 1), 6.0 / 6.0);
}

TEST(KForSize, IsTheLargestThatFits) {
  const PictureShape shape{10, 20, 1};  // 31 / 200 = 0.155 each
  EXPECT_EQ(k_for_size(shape, 0.15), 0);
  EXPECT_EQ(k_for_size(shape, 0.155), 1);
  EXPECT_EQ(k_for_size(shape, 0.465), 3);
  EXPECT_EQ(k_for_size(shape, 0.61), 3);
  EXPECT_EQ(k_for_size(shape, 1e9), 10);
}

TEST(ComponentShares, AreOfTheSumAndOfTheSquares) {
  const std::vector<double> sigma{4, 2, 2, 0};
  EXPECT_DOUBLE_EQ(component_shares(sigma, 1).singular_values, 0.5);
  EXPECT_DOUBLE_EQ(component_shares(sigma, 1).energy, 16.0 / 24);
  EXPECT_DOUBLE_EQ(component_shares(sigma, 3).energy, 1);
  EXPECT_DOUBLE_EQ(component_shares(std::vector<double>{0, 0}, 1).energy, 1) << "a black picture";
  EXPECT_THROW(component_shares(sigma, 5), LogicError);
}

TEST(KForEnergy, IsTheSmallestThatReachesTheShare) {
  const std::vector<double> sigma{4, 2, 2, 1e-17};
  EXPECT_EQ(k_for_energy(sigma, 0.5), 1);
  EXPECT_EQ(k_for_energy(sigma, 16.0 / 24 + 1e-9), 2);
  EXPECT_EQ(k_for_energy(sigma, 0.9), 3);
  EXPECT_EQ(k_for_energy(sigma, 1), 3) << "what is left is rounding";
  EXPECT_EQ(k_for_energy(std::vector<double>{0, 0}, 0.99), 1);
}

TEST(PeakSignalToNoise, CountsInDecibels) {
  EXPECT_TRUE(std::isinf(peak_signal_to_noise(0, 12, 255)));
  EXPECT_NEAR(peak_signal_to_noise(100, 100, 255), 48.1308, 1e-4);  // 20 log10(255)
  EXPECT_NEAR(peak_signal_to_noise(4 * 100, 100, 65535), 20 * std::log10(65535 / 2.0), 1e-9);
}

TEST(SquaredError, HoldsTheLargestDifferences) {
  const std::vector<std::uint16_t> low(1000, 0);
  const std::vector<std::uint16_t> high(1000, 65535);
  EXPECT_EQ(squared_error(low, high), 1000LL * 65535 * 65535);
  EXPECT_EQ(squared_error(std::vector<std::uint16_t>{3, 9}, std::vector<std::uint16_t>{5, 8}), 5);
}

TEST(ProgressionSteps, GrowFromOneAndMeetEveryRank) {
  EXPECT_EQ(progression_steps(std::vector<std::int64_t>{1}), (std::vector<std::int64_t>{1}));
  EXPECT_EQ(progression_steps(std::vector<std::int64_t>{12, 9}),
            (std::vector<std::int64_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12}));
  const std::vector<std::int64_t> steps = progression_steps(std::vector<std::int64_t>{1000});
  EXPECT_EQ(steps.back(), 1000);
  EXPECT_LT(steps.size(), 40U);
}

TEST(GrowingPicture, StepByStepIsAtOnce) {
  const PictureSlab slab = deal_picture(world(), scene(9, 5, 3));
  const PictureFactors factors = leading_factors(world(), slab.shape, decompose(world(), slab), 6);
  GrowingPicture steps(factors);
  for (const std::int64_t k : {1, 2, 5, 6}) steps.grow_to(k);
  GrowingPicture once(factors);
  once.grow_to(6);
  EXPECT_EQ(steps.samples(), once.samples());
  EXPECT_THROW(steps.grow_to(5), LogicError);
  EXPECT_THROW(steps.grow_to(7), LogicError);
}

TEST(GrowingPicture, ClipsAndRounds) {
  PictureFactors factors;
  factors.shape = {4, 1, 1, 255};
  factors.rows = {0, 4};
  factors.u = Matrix(4, 1);
  factors.u << 300.0F, -20.0F, 99.5F, 99.25F;
  factors.singular_values = {1.0F};
  factors.v = Matrix::Ones(1, 1);
  GrowingPicture picture(factors);
  picture.grow_to(1);
  EXPECT_EQ(picture.samples(), (std::vector<std::uint16_t>{255, 0, 100, 99}));
}

TEST(RankKPicture, IsEigensAtAnyNumberOfRanks) {
  for (const Image& image :
       {scene(16, 16, 1), scene(23, 7, 3), scene(5, 9, 4), scene(31, 1, 1), scene(1, 8, 2)}) {
    const std::int64_t full = shape_of(image).full_rank();
    for (const std::int64_t k : {std::int64_t{1}, (full + 1) / 2, full}) {
      const Image ours = by_ranks(image, k);
      if (!world().is_root()) continue;
      EXPECT_EQ(ours, by_eigen(image, k)) << describe(image) << " at k = " << k;
      if (k == full) {
        EXPECT_EQ(ours, image) << "nothing is left out";
      }
    }
  }
}

TEST(Decompose, HasEigensSingularValuesInUnitsOfSamples) {
  const Image image = scene(16, 16, 1);
  const SvdResult svd = decompose(world(), deal_picture(world(), image));
  const testing::EigenSvd reference = testing::eigen_svd(matrix_of(image));
  ASSERT_EQ(svd.k(), 16);
  for (std::int64_t i = 0; i < 16; ++i)
    EXPECT_NEAR(svd.singular_values[static_cast<std::size_t>(i)], reference.values(i),
                1e-12 * reference.values(0));
}

TEST(DealPicture, CutsRowsAndGatherPutsThemTogether) {
  const Image image = scene(13, 4, 3);
  const PictureSlab slab = deal_picture(world(), world().is_root() ? image : Image());
  EXPECT_EQ(slab.shape, shape_of(image));
  EXPECT_EQ(slab.rows, even_part(13, world().size(), world().rank()));
  ASSERT_EQ(static_cast<std::int64_t>(slab.samples.size()), slab.rows.size() * 12);
  const Image whole = gather_picture(world(), slab.shape, slab.samples);
  EXPECT_EQ(whole, world().is_root() ? image : Image());
}

/// By the formula, window after window.
double similarity_by_windows(const Image& a, const Image& b) {
  const double c1 = std::pow(0.01 * a.peak, 2);
  const double c2 = std::pow(0.03 * a.peak, 2);
  double sum = 0;
  std::int64_t count = 0;
  for (std::int64_t channel = 0; channel < a.channels; ++channel)
    for (std::int64_t y = 5; y + 5 < a.height; ++y)
      for (std::int64_t x = 5; x + 5 < a.width; ++x) {
        double weight = 0;
        double of_a = 0;
        double of_b = 0;
        double aa = 0;
        double bb = 0;
        double ab = 0;
        for (std::int64_t dy = -5; dy <= 5; ++dy)
          for (std::int64_t dx = -5; dx <= 5; ++dx) {
            const double w = std::exp(-static_cast<double>(dy * dy + dx * dx) / (2 * 1.5 * 1.5));
            const double va = a.at(y + dy, x + dx, channel);
            const double vb = b.at(y + dy, x + dx, channel);
            weight += w;
            of_a += w * va;
            of_b += w * vb;
            aa += w * va * va;
            bb += w * vb * vb;
            ab += w * va * vb;
          }
        of_a /= weight;
        of_b /= weight;
        const double variances = aa / weight - of_a * of_a + bb / weight - of_b * of_b;
        const double covariance = ab / weight - of_a * of_b;
        sum += (2 * of_a * of_b + c1) * (2 * covariance + c2) /
               ((of_a * of_a + of_b * of_b + c1) * (variances + c2));
        ++count;
      }
  return sum / static_cast<double>(count);
}

TEST(StructuralSimilarity, IsThatOfTheFormula) {
  for (const std::int64_t channels : {1, 3}) {
    const Image image = scene(channels == 1 ? 150 : 17, 23, channels);
    const Image rough = by_eigen(image, 3);
    EXPECT_NEAR(structural_similarity(image, rough), similarity_by_windows(image, rough), 1e-10);
    EXPECT_DOUBLE_EQ(structural_similarity(image, image), 1);
  }
  EXPECT_TRUE(std::isnan(structural_similarity(scene(10, 30, 1), scene(10, 30, 1))));
  EXPECT_THROW(structural_similarity(scene(12, 12, 1), scene(12, 12, 3)), Error);
}

TEST(CompressionTable, SaysTheSameInEveryForm) {
  const std::vector<CompressionRow> rows{
      {10, 0.0261, {0.4684, 0.95446}, 18.678, 0.5125, 92782, 282508},
      {512, 1.33, {1, 1}, std::numeric_limits<double>::infinity(), std::nan(""), 4200000, 700000}};
  EXPECT_EQ(compression_csv(rows),
            "k,size_ratio,singular_value_share,energy_share,psnr,ssim,bytes,png_bytes\n"
            "10,0.02610000,0.46840000,0.95446000,18.678000,0.512500,92782,282508\n"
            "512,1.33000000,1.00000000,1.00000000,inf,,4200000,700000\n");
  const std::vector<std::string> lines = compression_lines(rows);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0].size(), lines[1].size());
  EXPECT_EQ(lines[1].size(), lines[2].size());
  EXPECT_NE(lines[2].find("4,200,000"), std::string::npos);
  EXPECT_EQ(compression_json(rows)[0]["singular_value_share"], 0.4684);
  EXPECT_TRUE(compression_json(rows)[1]["psnr"].is_null());
  EXPECT_EQ(compression_json(rows)[0]["ssim"], 0.5125);
  EXPECT_TRUE(compression_json(rows)[1]["ssim"].is_null());
  EXPECT_EQ(compression_caption(rows[0], true), "size 0.03   variance 0.47   18.7 dB");
  EXPECT_EQ(compression_caption(rows[1], true), "size 1.33   variance 1.00   exact");
}

}  // namespace
}  // namespace crucible
