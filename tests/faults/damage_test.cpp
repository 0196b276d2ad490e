// A thousand flipped bits and two hundred cuts of a ratings file and of a checkpoint, half of them in the
// first and last 4 KiB: every one is refused, and the undamaged file is read again afterwards.
#include "crucible/core/random.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/store/model_store.hpp"
#include "crucible/store/rating_store.hpp"
#include "scratch_folder.hpp"
#include "small_files.hpp"
#include "world.hpp"

#include <array>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::ScratchFolder;
using testing::world;

constexpr std::int64_t flips = 1000;
constexpr std::int64_t cuts = 200;
constexpr std::int64_t edge = 4096;

/// One file, damaged in place by rank 0 and mended again.
class Damaged {
 public:
  explicit Damaged(std::string path) : path_(std::move(path)) {
    std::int64_t size = 0;
    if (world().is_root()) {
      std::ifstream in(path_, std::ios::binary);
      good_.assign(std::istreambuf_iterator<char>(in), {});
      size = static_cast<std::int64_t>(good_.size());
    }
    size_ = world().broadcast_value(size);
  }
  std::int64_t size() const { return size_; }

  void flip(std::int64_t byte, unsigned bit) {
    on_root(world(), [&] {
      const auto at = static_cast<std::size_t>(byte);
      put(byte, static_cast<char>(static_cast<unsigned char>(good_[at]) ^ (1U << bit)));
    });
  }
  void mend(std::int64_t byte) {
    on_root(world(), [&] { put(byte, good_[static_cast<std::size_t>(byte)]); });
  }
  void cut(std::int64_t length) {
    on_root(world(), [&] { std::filesystem::resize_file(path_, static_cast<std::uintmax_t>(length)); });
  }
  void mend() {
    on_root(world(), [&] { std::ofstream(path_, std::ios::binary) << good_; });
  }

 private:
  void put(std::int64_t byte, char value) const {
    std::fstream file(path_, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(byte);
    file.put(value);
  }

  std::string path_;
  std::string good_;
  std::int64_t size_ = 0;
};

/// Half of the places are in the first and last 4 KiB, the others anywhere.
std::int64_t random_place(RandomStream& random, std::int64_t size) {
  const auto below = [&](std::int64_t limit) {
    return static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(limit)));
  };
  switch (random.below(4)) {
    case 0:
      return below(edge);
    case 1:
      return size - 1 - below(edge);
    default:
      return below(size);
  }
}

template <typename Open>
void expect_every_damage_refused(const std::string& path, Open&& open) {
  open();
  world().barrier();  // open() may read on alone: no rank damages the file while another one still reads it
  Damaged file(path);
  ASSERT_GT(file.size(), 3 * edge);
  RandomStream random(7, RandomPurpose::fault);
  std::int64_t refused = 0;
  const auto refuses = [&](const std::string& what) {
    try {
      open();
      ADD_FAILURE() << what << " was accepted";
    } catch (const InputError&) {
      ADD_FAILURE() << what << " was found by one rank only";
    } catch (const Error& error) {
      EXPECT_EQ(error.exit_code(), ExitCode::bad_input) << what << ": " << error.what();
      EXPECT_EQ(std::string(error.what()).rfind(path + ": ", 0), 0U) << what << ": " << error.what();
      ++refused;
    }
  };
  for (std::int64_t i = 0; i < flips; ++i) {
    const std::int64_t byte = random_place(random, file.size());
    const auto bit = static_cast<unsigned>(random.below(8));
    file.flip(byte, bit);
    refuses("bit " + std::to_string(bit) + " of byte " + std::to_string(byte));
    file.mend(byte);
  }
  for (std::int64_t i = 0; i < cuts; ++i) {
    const std::int64_t length = random_place(random, file.size());
    file.cut(length);
    refuses("a cut to " + std::to_string(length) + " bytes");
    file.mend();
  }
  EXPECT_EQ(refused, flips + cuts);
  open();
}

TEST(Damage, EveryFlipAndCutOfARatingsFileIsRefused) {
  const ScratchFolder folder(world());
  const std::string path = folder / "ratings.h5";
  testing::write_small_ratings(world(), path);
  expect_every_damage_refused(
      path, [&] { EXPECT_EQ(RatingStore::open(world(), path).total_users(), testing::SmallShape{}.users); });
}

TEST(Damage, EveryFlipAndCutOfACheckpointIsRefused) {
  const ScratchFolder folder(world());
  const std::string path = folder / "model.h5";
  testing::write_small_checkpoint(world(), path);
  expect_every_damage_refused(
      path, [&] { EXPECT_EQ(ModelStore::open(world(), path).read_state().progress.epoch, 3); });
}

}  // namespace
}  // namespace crucible
