#include "crucible/picture/compression_file.hpp"

#include "crucible/hdf5/sealed_file.hpp"
#include "crucible/mpi/collective.hpp"
#include "scratch_folder.hpp"
#include "world.hpp"

#include <filesystem>
#include <functional>
#include <limits>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::ScratchFolder;
using testing::world;

constexpr PictureShape shape{7, 3, 2, 65535};
constexpr std::int64_t stored = 4;

float u_at(std::int64_t row, std::int64_t j) { return static_cast<float>(row * 10 + j); }
float v_at(std::int64_t row, std::int64_t j) { return -static_cast<float>(row * 100 + j); }

PictureFactors factors() {
  PictureFactors result;
  result.shape = shape;
  result.rows = even_part(shape.rows(), world().size(), world().rank());
  result.singular_values = {8, 4, 2, 1};
  result.u = Matrix(result.rows.size(), stored);
  result.v = Matrix(shape.columns(), stored);
  for (std::int64_t j = 0; j < stored; ++j) {
    for (std::int64_t i = 0; i < result.rows.size(); ++i) result.u(i, j) = u_at(result.rows.begin + i, j);
    for (std::int64_t i = 0; i < shape.columns(); ++i) result.v(i, j) = v_at(i, j);
  }
  return result;
}

void expect_first(const PictureFactors& found, std::int64_t k) {
  EXPECT_EQ(found.shape, shape);
  EXPECT_EQ(found.rows, even_part(shape.rows(), world().size(), world().rank()));
  ASSERT_EQ(found.k(), k);
  ASSERT_EQ(found.u.cols(), k);
  ASSERT_EQ(found.v.cols(), k);
  EXPECT_EQ(found.singular_values.front(), 8);
  for (std::int64_t j = 0; j < k; ++j) {
    for (std::int64_t i = 0; i < found.rows.size(); ++i)
      EXPECT_EQ(found.u(i, j), u_at(found.rows.begin + i, j));
    for (std::int64_t i = 0; i < shape.columns(); ++i) EXPECT_EQ(found.v(i, j), v_at(i, j));
  }
}

TEST(CompressionFile, ComesBackWholeOrInPart) {
  const ScratchFolder folder(world());
  const std::int64_t bytes = write_factors(world(), folder / "factors.h5", factors(), stored, {"test"});
  EXPECT_EQ(bytes, static_cast<std::int64_t>(std::filesystem::file_size(folder / "factors.h5")));
  expect_first(read_factors(world(), folder / "factors.h5", 0), stored);
  expect_first(read_factors(world(), folder / "factors.h5", 2), 2);
}

TEST(CompressionFile, HoldsAsManyComponentsAsWereAskedFor) {
  const ScratchFolder folder(world());
  write_factors(world(), folder / "factors.h5", factors(), 1, {"test"});
  expect_first(read_factors(world(), folder / "factors.h5", 0), 1);
  EXPECT_THROW(read_factors(world(), folder / "factors.h5", 2), Error);
}

/// Writes a file as write_factors does, but for what `spoil` changes.
struct Parts {
  std::string format = "crucible-compression";
  std::int64_t height = 7;
  std::int64_t channels = 2;
  std::int64_t peak = 255;
  std::int64_t values = 3;
  std::int64_t columns_of_u = 3;
  float sigma = 1;
};

std::string refusal_of(const std::function<void(Parts&)>& spoil) {
  const ScratchFolder folder(world());
  Parts parts;
  spoil(parts);
  const auto share = [](std::int64_t count) { return even_part(count, world().size(), world().rank()); };
  const auto numbers = [](std::int64_t count, float value) {
    return std::vector<float>(static_cast<std::size_t>(count), value);
  };
  write_sealed(world(), folder / "f.h5", [&](H5File& file) {
    write_header(file, world(), parts.format, {"test"});
    file.write_attribute("/", "height", parts.height);
    file.write_attribute("/", "width", std::int64_t{3});
    file.write_attribute("/", "channels", parts.channels);
    file.write_attribute("/", "peak", parts.peak);
    file.write<float>("/singular_values", parts.values, 0, share(parts.values),
                      numbers(share(parts.values).size(), parts.sigma), "");
    file.write<float>("/u", 7, parts.columns_of_u, share(7),
                      numbers(share(7).size() * parts.columns_of_u, 0.5F), "");
    file.write<float>("/v", 6, parts.values, share(6), numbers(share(6).size() * parts.values, 0.5F), "");
  });
  try {
    read_factors(world(), folder / "f.h5", 0, {1000});
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::input);
    EXPECT_TRUE(error.on_all_ranks());
    return error.what();
  }
  return "";
}

TEST(CompressionFile, WhatDescribesNoPictureIsRefusedByName) {
  const auto names = [](const std::function<void(Parts&)>& spoil, const std::string& word) {
    const std::string message = refusal_of(spoil);
    EXPECT_NE(message.find(word), std::string::npos) << "\"" << message << "\" does not name " << word;
  };
  EXPECT_EQ(refusal_of([](Parts&) {}), "");
  names([](Parts& parts) { parts.format = "crucible-model"; }, "crucible-model");
  names([](Parts& parts) { parts.height = 0; }, "without pixels");
  names([](Parts& parts) { parts.height = -7; }, "without pixels");
  names([](Parts& parts) { parts.height = 1000; }, "`max_pixels`");
  names([](Parts& parts) { parts.height = 8; }, "/u");
  names([](Parts& parts) { parts.channels = 5; }, "channels");
  names([](Parts& parts) { parts.peak = 1023; }, "peak");
  names([](Parts& parts) { parts.values = 7; }, "/singular_values");
  names([](Parts& parts) { parts.columns_of_u = 2; }, "/u");
  names([](Parts& parts) { parts.sigma = std::numeric_limits<float>::quiet_NaN(); }, "/singular_values");
}

}  // namespace
}  // namespace crucible
