#include "crucible/store/model_rows.hpp"

#include "crucible/synthetic/generate.hpp"
#include "scratch_folder.hpp"
#include "world.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::ScratchFolder;
using testing::world;

IdReader reader_of(const std::vector<std::string>& ids) {
  return [&ids](IndexRange rows) {
    return std::vector<std::string>(ids.begin() + rows.begin, ids.begin() + rows.end);
  };
}

TEST(MatchIds, FindsEachIdWhereverItIs) {
  const std::vector<std::string> ids{"7", "user b", "", "10", "user b", "x"};
  EXPECT_EQ(match_ids({"x", "8", "user b", "7", "1"}, 6, reader_of(ids)),
            (std::vector<std::int64_t>{5, -1, 1, 0, -1}));
  EXPECT_EQ(match_ids({"07", "7.0", " 7"}, 6, reader_of(ids)), std::vector<std::int64_t>(3, -1));
  EXPECT_TRUE(match_ids({}, 6, reader_of(ids)).empty());
  EXPECT_EQ(match_ids({"7"}, 0, reader_of(ids)), std::vector<std::int64_t>{-1});
}

TEST(MatchIds, ReadsManyIdsInBlocks) {
  constexpr std::int64_t total = 200'001;
  std::int64_t next = 0;
  std::int64_t longest = 0;
  const auto read = [&](IndexRange rows) {
    EXPECT_EQ(rows.begin, next);
    next = rows.end;
    longest = std::max(longest, rows.size());
    std::vector<std::string> ids;
    for (std::int64_t row = rows.begin; row < rows.end; ++row) ids.push_back(std::to_string(row));
    return ids;
  };
  EXPECT_EQ(match_ids({"200000", "3", "65536", "200001"}, total, read),
            (std::vector<std::int64_t>{200'000, 3, 65'536, -1}));
  EXPECT_EQ(next, total);
  EXPECT_LT(longest, 100'000);
}

constexpr std::int64_t many_rows = 70'000;

/// A model file with one slot of (many_rows x 2) numbers: row 3 is 6, 7.
ModelStore model_with_slot(const std::string& path) {
  FactorModel model;
  model.total_users = many_rows;
  model.total_books = 1;
  model.users = even_part(many_rows, world().size(), world().rank());
  model.books = {0, 1};
  model.user_bias.resize(static_cast<std::size_t>(model.users.size()));
  model.user_factors = Matrix::Zero(model.users.size(), 1);
  model.book_bias = {0};
  model.book_factors = Matrix::Zero(1, 1);
  const ModelNames names{
      std::vector<std::string>(static_cast<std::size_t>(model.users.size()), "u"), {"b"}, {}};
  TrainingState state;
  state.slots.push_back({"user_factors", many_rows, 2, model.users, model.users});
  state.values = [](const StateSlot& slot) {
    std::vector<float> values;
    for (std::int64_t i = slot.rows.begin * 2; i < slot.rows.end * 2; ++i)
      values.push_back(static_cast<float>(i));
    return values;
  };
  ModelRecord record;
  for (std::int64_t user = model.users.begin; user < model.users.end; ++user)
    record.rating_checks.push_back(-5 * user);
  ModelStore::write(world(), path, model, names, record, {"crucible test"}, &state);
  return ModelStore::open(world(), path);
}

TEST(SlotRows, ArePickedInAnyOrder) {
  const ScratchFolder folder(world());
  const ModelStore model = model_with_slot(folder.path() + "/model.h5");
  EXPECT_EQ(slot_rows(model, "user_factors", many_rows, 2, {69'999, -1, 3, 0, 3, 65'536}),
            (std::vector<float>{139'998, 139'999, 0, 0, 6, 7, 0, 1, 6, 7, 131'072, 131'073}));
  EXPECT_TRUE(slot_rows(model, "user_factors", many_rows, 2, {}).empty());
  EXPECT_EQ(model.rating_checks({2, 5}), (std::vector<std::int64_t>{-10, -15, -20}));
}

/// The checks of all users of a table that is written and opened, by user id.
std::vector<std::pair<std::string, std::int64_t>> checks_of(const ScratchFolder& folder, RatingTable table) {
  const std::string path = folder.path() + "/ratings.h5";
  RatingStore::write(world(), path, table, {}, {"crucible test"});
  const RatingStore store = RatingStore::open(world(), path);
  const std::vector<std::int64_t> mine = rating_checks(store, store.read(table.ratings.users));
  const std::vector<std::int64_t> all = world().concatenate_all(std::span<const std::int64_t>(mine));
  std::vector<std::pair<std::string, std::int64_t>> checks;
  for (std::int64_t user = 0; user < store.total_users(); ++user)
    checks.emplace_back(store.user_ids({user, user + 1})[0], all.at(static_cast<std::size_t>(user)));
  return checks;
}

RatingTable some_ratings() {
  GenerateOptions options;
  options.users = 40;
  options.books = 30;
  options.ratings = 300;
  return generate(world(), options);
}

TEST(RatingChecks, ChangeWithTheRatingsOfTheirUserAlone) {
  const ScratchFolder folder(world());
  RatingTable table = some_ratings();
  const auto before = checks_of(folder, table);
  EXPECT_EQ(checks_of(folder, table), before);
  const bool mine = table.ratings.users.contains(3);
  if (mine) {
    float& rating = table.ratings.rating[static_cast<std::size_t>(
        table.ratings.offsets[static_cast<std::size_t>(3 - table.ratings.users.begin)])];
    rating = rating == 1 ? 2.0F : 1.0F;
  }
  const auto after = checks_of(folder, table);
  for (std::size_t u = 0; u < before.size(); ++u) EXPECT_EQ(after[u] == before[u], u != 3) << u;
}

TEST(RatingChecks, FollowTheIdsOfBooksAndNotTheirIndices) {
  const ScratchFolder folder(world());
  RatingTable table = some_ratings();
  const auto before = checks_of(folder, table);
  // One more book in front: all indices move, all ids stay.
  for (BookIndex& book : table.ratings.book) ++book;
  ++table.total_books;
  ++table.ratings.total_books;
  if (world().is_root()) table.book_ids.insert(table.book_ids.begin(), "another");
  table.books.begin += world().is_root() ? 0 : 1;
  ++table.books.end;
  if (!table.book_titles.empty() && world().is_root())
    table.book_titles.insert(table.book_titles.begin(), "Another");
  EXPECT_EQ(checks_of(folder, table), before);
}

}  // namespace
}  // namespace crucible
