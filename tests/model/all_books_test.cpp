#include "crucible/model/all_books.hpp"

#include "small_model.hpp"
#include "world.hpp"

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::world;

TEST(WithAllBooks, BringsEveryRanksBooksInOrder) {
  const FactorModel whole = testing::small_model(4, 11, 3);
  FactorModel part = whole;
  part.books = even_part(11, world().size(), world().rank());
  part.book_factors = whole.book_factors.middleRows(part.books.begin, part.books.size());
  part.book_bias.assign(whole.book_bias.begin() + part.books.begin, whole.book_bias.begin() + part.books.end);
  const FactorModel gathered = with_all_books(world(), part);
  EXPECT_EQ(gathered.books, whole.books);
  EXPECT_EQ(gathered.book_bias, whole.book_bias);
  EXPECT_EQ(gathered.book_factors, whole.book_factors);
  EXPECT_EQ(gathered.user_factors, whole.user_factors);
}

}  // namespace
}  // namespace crucible
