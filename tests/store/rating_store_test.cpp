#include "crucible/store/rating_store.hpp"

#include "crucible/store/model_store.hpp"
#include "scratch_folder.hpp"
#include "world.hpp"

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::ScratchFolder;
using testing::world;

constexpr std::int64_t users = 11;
constexpr std::int64_t books = 7;

/// User u rated every book b with (u + b) % 3 != 0 as u + b / 10.
RatingShard shard_of(IndexRange range) {
  RatingShard shard;
  shard.users = range;
  shard.total_books = books;
  for (std::int64_t u = range.begin; u < range.end; ++u) {
    for (std::int64_t b = 0; b < books; ++b) {
      if ((u + b) % 3 == 0) continue;
      shard.book.push_back(static_cast<BookIndex>(b));
      shard.rating.push_back(static_cast<float>(u) + static_cast<float>(b) / 10);
    }
    shard.offsets.push_back(static_cast<std::int64_t>(shard.book.size()));
  }
  return shard;
}

RatingTable table_of_rank() {
  RatingTable table;
  table.total_users = users;
  table.total_books = books;
  table.total_ratings = shard_of({0, users}).size();
  table.ratings = shard_of(even_part(users, world().size(), world().rank()));
  table.books = even_part(books, world().size(), world().rank());
  for (std::int64_t u = table.ratings.users.begin; u < table.ratings.users.end; ++u)
    table.user_ids.push_back("user-" + std::to_string(u));
  for (std::int64_t b = table.books.begin; b < table.books.end; ++b) {
    table.book_ids.push_back("0" + std::to_string(b));
    table.book_titles.push_back("Title " + std::to_string(b));
  }
  return table;
}

/// Books 5 and 6 are test, 4 is validation.
SplitLabels labels_of(const RatingTable& table) {
  SplitLabels labels{"holdout", "random", "by hand", 3, {}, {}};
  for (const BookIndex book : table.ratings.book)
    labels.part.push_back(static_cast<std::uint8_t>(book > 4    ? Part::test
                                                    : book == 4 ? Part::validation
                                                                : Part::train));
  return labels;
}

class RatingStoreTest : public ::testing::Test {
 protected:
  RatingStoreTest() {
    const RatingTable table = table_of_rank();
    const std::vector<SplitLabels> splits{labels_of(table)};
    RatingStore::write(world(), path_, table, splits, {"crucible test"});
  }

  ScratchFolder folder_{world()};
  std::string path_ = folder_ / "ratings.h5";
};

TEST_F(RatingStoreTest, AnyRangeOfUsersComesBack) {
  const RatingStore store = RatingStore::open(world(), path_);
  EXPECT_EQ(store.total_users(), users);
  EXPECT_EQ(store.total_books(), books);
  for (const IndexRange range :
       {IndexRange{0, users}, IndexRange{3, 8}, IndexRange{5, 5}, IndexRange{users, users}}) {
    const RatingShard got = store.read(range);
    const RatingShard want = shard_of(range);
    EXPECT_EQ(got.offsets, want.offsets);
    EXPECT_EQ(got.book, want.book);
    EXPECT_EQ(got.rating, want.rating);
  }
  EXPECT_EQ(store.user_ids({10, 11}).at(0), "user-10");
  EXPECT_EQ(store.book_ids({6, 7}).at(0), "06");
  EXPECT_EQ(store.book_titles({6, 7}).at(0), "Title 6");
  EXPECT_FLOAT_EQ(static_cast<float>(store.scale_high()), 10.6F);
  EXPECT_NO_THROW(store.validate({0, users}));
}

TEST_F(RatingStoreTest, PartsAreDisjointAndTogetherAll) {
  const RatingStore store = RatingStore::open(world(), path_);
  const RatingShard train = store.read_part({0, users}, "holdout", {Part::train});
  const RatingShard rest = store.read_part({0, users}, "holdout", {Part::validation, Part::test});
  EXPECT_EQ(train.size() + rest.size(), store.total_ratings());
  EXPECT_EQ(train.offsets.size(), static_cast<std::size_t>(users) + 1);
  for (const BookIndex book : train.book) EXPECT_LT(book, 4);
  for (const BookIndex book : rest.book) EXPECT_GE(book, 4);
  EXPECT_THROW(store.read_part({0, users}, "absent", {Part::train}), UsageError);
}

TEST_F(RatingStoreTest, WritingWhatWasReadChangesNoFingerprint) {
  const RatingStore store = RatingStore::open(world(), path_);
  const std::string copy = folder_ / "copy.h5";
  RatingStore::write(world(), copy, store.read_table(world().rank(), world().size()), {}, {"copy"});
  const RatingStore again = RatingStore::open(world(), copy);
  EXPECT_EQ(again.ratings_fingerprint(), store.ratings_fingerprint());
  EXPECT_EQ(again.id_fingerprint(), store.id_fingerprint());
  EXPECT_EQ(again.read({0, users}).rating, store.read({0, users}).rating);
}

TEST_F(RatingStoreTest, AModelIsNotARatingsFile) { EXPECT_THROW(ModelStore::open(world(), path_), Error); }

}  // namespace
}  // namespace crucible
