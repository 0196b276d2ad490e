#include "crucible/recommend/book_catalogue.hpp"

#include "crucible/core/error.hpp"

#include <gtest/gtest.h>

namespace crucible {
namespace {

TEST(BookCatalogue, FindsNumbersInOtherSpellings) {
  const BookCatalogue numbers({"1", "20", "300"}, {});
  EXPECT_EQ(numbers.find("20"), 1);
  EXPECT_EQ(numbers.find("20.0"), 1);
  EXPECT_EQ(numbers.find("0300"), 2);
  EXPECT_EQ(numbers.find("+1"), 0);
  EXPECT_FALSE(numbers.find("2.5"));
  EXPECT_FALSE(numbers.find(""));
  const BookCatalogue texts({"1", "034533968X"}, {});
  EXPECT_EQ(texts.find("1"), 0);
  EXPECT_FALSE(texts.find("01"));
  EXPECT_THROW(texts.need("01", "rate"), UsageError);
}

}  // namespace
}  // namespace crucible
