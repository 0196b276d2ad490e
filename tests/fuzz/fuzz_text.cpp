// Everything that reads text: ratings in each format, titles, new users' ratings.
//
// An input is a byte for the format, one for the options, and the file; after a byte 0x1e comes the file of
// titles.
#include "crucible/recommend/book_catalogue.hpp"
#include "crucible/recommend/new_users.hpp"
#include "crucible/text/import_text.hpp"
#include "crucible/text/text_format.hpp"
#include "crucible/text/text_source.hpp"
#include "harness.hpp"
#include "text_input.hpp"

#include <cstdio>
#include <cstdlib>

namespace crucible::fuzz {

namespace {

/// Lines that ranks would read of `parts` even pieces, joined.
std::string lines_of(const TextFile& file, int parts) {
  std::string all;
  for (int i = 0; i < parts; ++i) {
    LineReader user(file, even_part(file.size(), parts, i), 0);
    std::string_view line;
    while (user.next(line)) all.append(line) += '\n';
  }
  return all;
}

/// However a file is cut into pieces, its lines are the same.
void check_pieces(const TextFile& file) {
  const std::string whole = lines_of(file, 1);
  for (const int parts : {2, 3, 7})
    if (lines_of(file, parts) != whole) {
      std::fprintf(stderr, "%d pieces give other lines than one\n", parts);
      std::abort();
    }
}

}  // namespace

std::vector<std::string> seeds() { return text_seeds(); }

void take(std::string_view input) {
  if (input.size() < least_text_input) return;
  static const MemoryFile ratings;
  static const MemoryFile titles;
  static const BookCatalogue catalogue({"1", "10", "20", "0345339681"}, {"A", "B", "C", "D"});
  ImportOptions options = take_options(input);
  const std::size_t mark = input.find(titles_mark);
  ratings.set(input.substr(0, mark));
  if (mark != std::string_view::npos) {
    titles.set(input.substr(mark + 1));
    options.titles = titles.path();
  }
  options.files = {ratings.path()};
  refusing([&] { check_pieces(TextFile(ratings.path())); });
  refusing([&] { (void)import_text(world(), options); });
  refusing([&] { (void)read_new_users(ratings.path(), catalogue, {}); });
}

}  // namespace crucible::fuzz
