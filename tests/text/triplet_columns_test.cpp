#include "crucible/text/triplet_columns.hpp"

#include "crucible/core/random.hpp"
#include "import_case.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::gathered;
using testing::NaiveImport;
using testing::PlainRow;
using testing::PlainTable;
using testing::refusal;
using testing::world;

std::vector<PlainRow> random_rows() {
  RandomStream stream(9, RandomPurpose::test);
  std::vector<PlainRow> rows;
  for (int i = 0; i < 2000; ++i)
    rows.push_back({std::to_string(stream.below(150)), std::to_string(stream.below(90)),
                    static_cast<float>(stream.below(5)), static_cast<std::int64_t>(stream.below(100))});
  return rows;
}

/// This rank's slice of the rows, users as integers and books as texts.
TripletColumns slice_of(const std::vector<PlainRow>& rows) {
  const IndexRange mine = even_part(static_cast<std::int64_t>(rows.size()), world().size(), world().rank());
  std::vector<std::int64_t> users;
  std::vector<std::string> books;
  TripletColumns columns;
  for (std::int64_t i = mine.begin; i < mine.end; ++i) {
    const PlainRow& row = rows[static_cast<std::size_t>(i)];
    users.push_back(std::stoll(row.user));
    books.push_back(row.book);
    columns.rating.push_back(row.rating);
    columns.timestamp.push_back(row.timestamp);
  }
  columns.user = std::move(users);
  columns.book = std::move(books);
  return columns;
}

TEST(TableFromColumns, EqualsNaiveImport) {
  const std::vector<PlainRow> rows = random_rows();
  RowPolicy policy;
  policy.ignore_rating = 0;
  policy.min_user_ratings = 8;
  const ImportResult result = table_from_columns(world(), slice_of(rows), policy, "f.h5");
  EXPECT_EQ(gathered(result.table), NaiveImport(rows, policy, true).table());
  EXPECT_EQ(result.report.rows, 2000);
}

TEST(TableFromColumns, NamesBadRows) {
  std::vector<PlainRow> rows = random_rows();
  rows[1234].rating = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(refusal([&] { table_from_columns(world(), slice_of(rows), {}, "f.h5"); }),
            "f.h5: row 1234: the rating nan is not finite");
  rows[7].book = "\xff";
  EXPECT_EQ(refusal([&] {
              table_from_columns(world(), slice_of(rows), {}, "f.h5");
            }).find("f.h5: row 7: the book id '\\xff' is not valid UTF-8"),
            0U);
  RowPolicy policy;
  policy.scale = RatingScale{0, 3};
  rows = random_rows();
  rows.resize(1);
  rows[0].rating = 4.5;
  EXPECT_EQ(refusal([&] { table_from_columns(world(), slice_of(rows), policy, "f.h5"); }),
            "f.h5: row 0: the rating 4.5 is outside the scale 0:3");
  EXPECT_EQ(refusal([&] { table_from_columns(world(), slice_of({}), {}, "f.h5"); }),
            "f.h5: holds no ratings");
}

}  // namespace
}  // namespace crucible
