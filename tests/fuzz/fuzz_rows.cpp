// What is found out of the head of a text, and its rows, in memory alone: many times as fast as `text`, which
// goes through files and all of import.
#include "crucible/text/text_source.hpp"
#include "harness.hpp"
#include "import/import_assembly.hpp"
#include "syntax/text_rows.hpp"
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
    RawRatings rows;
    RowParser parser(options, options.rows, rows);
    parser.begin_piece(file, 0, true);
    LineReader lines(input.substr(static_cast<std::size_t>(file.layout.data_begin)));
    std::string_view line;
    while (lines.next(line))
      if (!parser.take(line, lines.count()) && parser.sink().fatal()) break;
    check(rows, file.layout.row_numbers);
  });
}

}  // namespace crucible::fuzz
