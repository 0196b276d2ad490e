#include "crucible/hdf5/h5_file.hpp"

#include "crucible/mpi/collective.hpp"
#include "scratch_folder.hpp"
#include "world.hpp"

#include <numeric>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::ScratchFolder;
using testing::world;

/// Writes 0, 1, 2, ... as rows x columns, each rank its even part.
void write_counting(H5File& file, const std::string& name, std::int64_t rows, std::int64_t columns) {
  const IndexRange mine = even_part(rows, world().size(), world().rank());
  const std::int64_t width = columns == 0 ? 1 : columns;
  std::vector<float> values(static_cast<std::size_t>(mine.size() * width));
  std::iota(values.begin(), values.end(), static_cast<float>(mine.begin * width));
  file.write(name, rows, columns, mine, std::span<const float>(values), "counts");
}

TEST(H5File, RowsComeBackOnEveryRankWhateverTheSlices) {
  const ScratchFolder folder(world());
  const std::string path = folder / "a.h5";
  {
    H5File file = H5File::create(world(), path, 4096);
    write_counting(file, "/deep/down/matrix", 1000, 3);
    write_counting(file, "/few", 2, 0);  // fewer rows than ranks
    write_counting(file, "/none", 0, 0);
    file.close();
  }
  const H5File file = H5File::open(path);
  const auto rows = file.read<double>("/deep/down/matrix", {7, 12});
  ASSERT_EQ(rows.size(), 15U);
  EXPECT_EQ(rows.front(), 21);
  EXPECT_EQ(rows.back(), 35);
  EXPECT_EQ(file.read<float>("/few"), (std::vector<float>{0, 1}));
  EXPECT_TRUE(file.read<float>("/none").empty());
  std::vector<float> block(4);
  file.read_block("/deep/down/matrix", {10, 12}, {1, 3}, std::span<float>(block));
  EXPECT_EQ(block, (std::vector<float>{31, 32, 34, 35}));
}

TEST(H5File, TextsAndAttributesComeBack) {
  const ScratchFolder folder(world());
  const std::string path = folder / "a.h5";
  const IndexRange mine = even_part(5, world().size(), world().rank());
  const std::vector<std::string> all{"0345339681", "", "Les Misérables", "x", "漢字"};
  {
    H5File file = H5File::create(world(), path, 4096);
    const std::span<const std::string> part(all.data() + mine.begin, static_cast<std::size_t>(mine.size()));
    file.write_texts("/ids", 5, mine, part, "ids");
    file.write_attribute("/ids", "answer", std::int64_t{42});
    file.write_attribute("/ids", "half", 0.5);
    file.write_attribute("/", "name", std::string("crucible"));
    file.close();
  }
  const H5File file = H5File::open(path);
  EXPECT_EQ(file.read_texts("/ids", {0, 5}), all);
  EXPECT_EQ(file.int_attribute("/ids", "answer"), 42);
  EXPECT_EQ(file.real_attribute("/ids", "half"), 0.5);
  EXPECT_EQ(file.text_attribute("/", "name"), "crucible");
  EXPECT_THROW(file.int_attribute("/", "name"), InputError);
  EXPECT_THROW(file.text_attribute("/", "absent"), InputError);
}

TEST(H5File, RefusesWhatIsNotThereOrNotOfTheType) {
  const ScratchFolder folder(world());
  const std::string path = folder / "a.h5";
  {
    H5File file = H5File::create(world(), path, 4096);
    write_counting(file, "/reals", 10, 0);
    file.close();
  }
  const H5File file = H5File::open(path);
  EXPECT_THROW(file.read<float>("/absent"), InputError);
  EXPECT_THROW(file.read<std::int64_t>("/reals"), InputError);
  EXPECT_THROW(file.read<float>("/reals", {5, 11}), InputError);
  EXPECT_THROW(file.read_texts("/reals", {0, 1}), InputError);
  EXPECT_THROW(H5File::open(folder / "absent.h5"), InputError);
  EXPECT_THROW(H5File::open(folder.path()), InputError);
}

}  // namespace
}  // namespace crucible
