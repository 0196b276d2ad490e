// A thousand flipped bits and two hundred cuts of a ratings file and of a checkpoint, half of them in the
// first and last 4 KiB: every one is refused, and the undamaged file is read again afterwards.
#include "crucible/core/random.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/store/model_store.hpp"
#include "crucible/store/rating_store.hpp"
#include "scratch_folder.hpp"
#include "world.hpp"

#include <array>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::ScratchFolder;
using testing::world;

constexpr std::int64_t users = 300;
constexpr std::int64_t books = 90;
constexpr std::int64_t factors = 8;
constexpr std::int64_t flips = 1000;
constexpr std::int64_t cuts = 200;
constexpr std::int64_t edge = 4096;

IndexRange part(std::int64_t total) { return even_part(total, world().size(), world().rank()); }

std::vector<std::string> names(const char* kind, IndexRange range) {
  std::vector<std::string> all;
  for (std::int64_t i = range.begin; i < range.end; ++i) all.push_back(kind + std::to_string(i));
  return all;
}

void write_ratings(const std::string& path) {
  RatingTable table;
  table.total_users = users;
  table.total_books = books;
  table.books = part(books);
  table.ratings.users = part(users);
  table.ratings.total_books = books;
  for (std::int64_t u = table.ratings.users.begin; u < table.ratings.users.end; ++u) {
    for (std::int64_t b = u % 3; b < books; b += 3) {
      table.ratings.book.push_back(static_cast<BookIndex>(b));
      table.ratings.rating.push_back(static_cast<float>(1 + (u + b) % 5));
    }
    table.ratings.offsets.push_back(static_cast<std::int64_t>(table.ratings.book.size()));
  }
  table.total_ratings = world().sum_value(table.ratings.size());
  table.user_ids = names("reader-", table.ratings.users);
  table.book_ids = names("book-", table.books);
  RatingStore::write(world(), path, table, {}, {"a test"});
}

/// Values that are not all alike, as a trained model's are.
float value_at(std::int64_t i) { return static_cast<float>((i * 2654435761) % 1000) / 1000; }

void write_checkpoint(const std::string& path) {
  FactorModel model;
  model.traits.scale_low = 1;
  model.traits.scale_high = 5;
  model.total_users = users;
  model.total_books = books;
  model.users = part(users);
  model.books = part(books);
  model.user_bias.assign(static_cast<std::size_t>(model.users.size()), 0.1F);
  model.book_bias.assign(static_cast<std::size_t>(model.books.size()), 0.2F);
  model.user_factors = Matrix::Constant(model.users.size(), factors, 0.3F);
  model.book_factors = Matrix::Constant(model.books.size(), factors, 0.4F);
  TrainingState state;
  state.progress.epoch = 3;
  state.slots = {{"user_factors", users, factors, model.users, model.users},
                 {"book_factors", books, factors, model.books, {0, books}}};
  state.values = [](const StateSlot& slot) {
    std::vector<float> values;
    for (std::int64_t i = slot.rows.begin * factors; i < slot.rows.end * factors; ++i)
      values.push_back(value_at(i));
    return values;
  };
  ModelRecord record;
  record.history.resize(3);
  record.config = "factors = 8\n";
  ModelStore::write(world(), path, model, {names("reader-", model.users), names("book-", model.books), {}},
                    record, {"a test"}, &state);
}

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
  write_ratings(path);
  expect_every_damage_refused(path,
                              [&] { EXPECT_EQ(RatingStore::open(world(), path).total_users(), users); });
}

TEST(Damage, EveryFlipAndCutOfACheckpointIsRefused) {
  const ScratchFolder folder(world());
  const std::string path = folder / "model.h5";
  write_checkpoint(path);
  expect_every_damage_refused(
      path, [&] { EXPECT_EQ(ModelStore::open(world(), path).read_state().progress.epoch, 3); });
}

}  // namespace
}  // namespace crucible
