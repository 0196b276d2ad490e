#include "crucible/hdf5/sealed_file.hpp"

#include "crucible/core/random.hpp"
#include "crucible/mpi/collective.hpp"
#include "scratch_folder.hpp"
#include "world.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::ScratchFolder;
using testing::world;

constexpr std::int64_t rows = 100;

void write_rows(const std::string& path, double value) {
  write_sealed(world(), path, [&](H5File& file) {
    const IndexRange mine = even_part(rows, world().size(), world().rank());
    const std::vector<double> values(static_cast<std::size_t>(mine.size()), value);
    file.write("/x", rows, 0, mine, std::span<const double>(values), "values");
  });
}

TEST(SealedFile, IsWholeAndLeavesNoTemporaryFile) {
  const ScratchFolder folder(world());
  write_rows(folder / "a.h5", 1);
  EXPECT_EQ(check_seal(world(), folder / "a.h5").length,
            static_cast<std::int64_t>(std::filesystem::file_size(folder / "a.h5")));
  EXPECT_EQ(folder.names(), std::vector<std::string>{"a.h5"});
  EXPECT_EQ(H5File::open(folder / "a.h5").read<double>("/x"), std::vector<double>(rows, 1.0));
}

TEST(SealedFile, FailureOfOneRankLeavesTheOldFile) {
  const ScratchFolder folder(world());
  write_rows(folder / "a.h5", 1);
  EXPECT_THROW(write_sealed(world(), folder / "a.h5",
                            [&](H5File&) {
                              on_every_rank(world(), [] {
                                if (world().rank() == world().size() - 1) throw IoError("a.h5", "no space");
                              });
                            }),
               Error);
  world().barrier();
  EXPECT_EQ(folder.names(), std::vector<std::string>{"a.h5"});
  EXPECT_EQ(H5File::open(folder / "a.h5").read<double>("/x").front(), 1);
}

TEST(SealedFile, PreviousIsKept) {
  const ScratchFolder folder(world());
  write_rows(folder / "a.h5", 1);
  write_sealed(
      world(), folder / "a.h5", [](H5File& file) { file.write_scalar("/x", 2, "value"); },
      folder / "a.prev.h5");
  EXPECT_EQ(H5File::open(folder / "a.prev.h5").read<double>("/x").front(), 1);
  EXPECT_EQ(H5File::open(folder / "a.h5").read<double>("/x").front(), 2);
}

TEST(SealedFile, EveryFlippedBitAndEveryCutIsRefused) {
  const ScratchFolder folder(world());
  const std::string path = folder / "a.h5";
  write_rows(path, 1);
  std::string good;
  on_root(world(), [&] {
    std::ifstream in(path, std::ios::binary);
    good.assign(std::istreambuf_iterator<char>(in), {});
  });
  const auto replace_with = [&](const std::string& bytes) {
    on_root(world(), [&] { std::ofstream(path, std::ios::binary) << bytes; });
    world().barrier();
  };
  const auto size = world().broadcast_value(static_cast<std::int64_t>(good.size()));
  RandomStream random(1, RandomPurpose::fault);
  for (int i = 0; i < 40; ++i) {
    const auto at = static_cast<std::size_t>(random.below(static_cast<std::uint64_t>(size)));
    const auto bit = static_cast<unsigned>(random.below(8));
    std::string bad = good;
    if (world().is_root()) bad[at] = static_cast<char>(static_cast<unsigned char>(bad[at]) ^ (1U << bit));
    replace_with(bad);
    EXPECT_THROW(check_seal(world(), path), Error) << "bit " << bit << " of byte " << at;
  }
  for (const std::int64_t length : {std::int64_t{0}, std::int64_t{10}, std::int64_t{4096}, size - 1}) {
    replace_with(good.substr(0, static_cast<std::size_t>(world().is_root() ? length : 0)));
    EXPECT_THROW(check_seal(world(), path), Error) << "cut to " << length;
  }
  replace_with(good);
  EXPECT_NO_THROW(check_seal(world(), path));
}

}  // namespace
}  // namespace crucible
