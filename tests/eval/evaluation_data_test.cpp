#include "crucible/eval/evaluation_data.hpp"

#include "crucible/core/error.hpp"

#include <gtest/gtest.h>

namespace crucible {
namespace {

/// Users 4 and 5 with one rating of every part, and user 6 with none.
RatingShard ratings() {
  RatingShard shard;
  shard.users = {4, 7};
  shard.total_books = 9;
  shard.offsets = {0, 3, 5, 5};
  shard.book = {0, 2, 8, 1, 3};
  shard.rating = {1, 2, 3, 4, 5};
  return shard;
}

const std::vector<std::uint8_t> part = {0, 1, 2, 3, 4};

TEST(EvaluationData, TestPart) {
  const EvaluationData data = evaluation_data(ratings(), part);
  EXPECT_EQ(data.train.offsets, (std::vector<std::int64_t>{0, 1, 1, 1}));
  EXPECT_EQ(data.train.rating, std::vector<float>{1});
  EXPECT_EQ(data.test.book, std::vector<BookIndex>{8});
  EXPECT_EQ(data.fold_in.rating, std::vector<float>{4});
  EXPECT_EQ(data.rated.book, (std::vector<BookIndex>{0, 2, 1, 3}));
  EXPECT_EQ(data.rated.users, (IndexRange{4, 7}));
}

TEST(EvaluationData, ValidationPart) {
  const EvaluationData data = evaluation_data(ratings(), part, Part::validation);
  EXPECT_EQ(data.test.book, std::vector<BookIndex>{2});
  EXPECT_EQ(data.fold_in.rating, std::vector<float>{5});
  EXPECT_EQ(data.rated.size(), 4);
}

TEST(EvaluationData, AFold) {
  const EvaluationData data =
      evaluation_data_of_fold(ratings(), {"five", "random", "", 1, {}, {0, 1, 1, 0, 2}}, 1);
  EXPECT_EQ(data.test.book, (std::vector<BookIndex>{2, 8}));
  EXPECT_EQ(data.train.book, (std::vector<BookIndex>{0, 1, 3}));
  EXPECT_EQ(data.rated.book, data.train.book);
  EXPECT_EQ(data.fold_in.size(), 0);
}

TEST(EvaluationData, AFoldOfWholeUsers) {
  // user 4 has 3 ratings, of which the highest is masked; user 5 has too few for two masked ones
  const SplitLabels labels{"whole", "users", "test=0.1 k=1 folds=2", 1, {}, {1, 1, 1, 0, 0}};
  const EvaluationData data = evaluation_data_of_fold(ratings(), labels, 1);
  EXPECT_EQ(data.test.book, (std::vector<BookIndex>{8}));
  EXPECT_EQ(data.fold_in.book, (std::vector<BookIndex>{0, 2}));
  EXPECT_EQ(data.train.book, (std::vector<BookIndex>{1, 3}));
  const SplitLabels two{"whole", "users", "test=0.1 k=2 folds=2", 1, {}, {1, 1, 1, 0, 0}};
  const EvaluationData too_few = evaluation_data_of_fold(ratings(), two, 1);
  EXPECT_EQ(too_few.test.size(), 0);
  EXPECT_EQ(too_few.train.book, (std::vector<BookIndex>{1, 3}));
  EXPECT_EQ(too_few.rated.size(), 5);
}

TEST(EvaluationData, UserRow) {
  const RatingShard shard = ratings();
  const UserRow row = user_row(shard, 1);
  EXPECT_EQ(std::vector<BookIndex>(row.book.begin(), row.book.end()), (std::vector<BookIndex>{1, 3}));
  EXPECT_TRUE(user_row(shard, 2).book.empty());
}

TEST(EvaluationData, LabelsMustFit) { EXPECT_THROW(evaluation_data(ratings(), {}), LogicError); }

}  // namespace
}  // namespace crucible
