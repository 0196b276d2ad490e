// What is found out of the head of a text, and its rows, in memory alone: many times as fast as `text`, which
// goes through files and all of import. Plain rows must be the same by the short way and the long one.
#include "harness.hpp"
#include "parsed_rows.hpp"
#include "text_input.hpp"

#include <cstdio>
#include <cstdlib>

namespace crucible::fuzz {

namespace {

/// Each row has an entry in each column, and ids that exist.
void check(const RawRatings& rows, bool numbered) {
  const std::size_t count = rows.rating.size();
  const auto users = static_cast<std::size_t>(rows.users.size());
  const auto books = static_cast<std::size_t>(rows.books.size());
  bool right = rows.user.size() == count && rows.book.size() == count &&
               (rows.timestamp.empty() || rows.timestamp.size() == count);
  for (std::size_t i = 0; right && i < count; ++i)
    right = (numbered || rows.user[i] < users) && rows.book[i] < books;
  if (right) return;
  std::fprintf(stderr, "rows of %zu ratings do not go together\n", count);
  std::abort();
}

}  // namespace

std::vector<std::string> seeds() { return text_seeds(); }

void take(std::string_view input) {
  if (input.size() < least_text_input) return;
  const ImportOptions options = take_options(input);
  refusing([&] {
    const ResolvedFile file = resolve_file(input, options, "f");
    const testing::ParsedRows slow = testing::parse_rows(input, file, options, false);
    check(slow.rows, file.layout.row_numbers);
    if (testing::parse_rows(input, file, options, true).same_as(slow)) return;
    std::fprintf(stderr, "plain rows are read in two ways\n");
    std::abort();
  });
}

}  // namespace crucible::fuzz
