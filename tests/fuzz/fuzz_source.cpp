// Everything between a file and its text: decompressors, zip archives, UTF-16, line ends, blocks.
//
// An input is a byte for the way, then the bytes of a file. Ways: the bytes as they are; packed first in one
// of the compressions, so that the text gets through; or a good packed file with the changes that the bytes
// spell out.
#include "crucible/text/packed_output.hpp"
#include "crucible/text/text_source.hpp"
#include "crucible/text/text_stream.hpp"
#include "harness.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace crucible::fuzz {

namespace {

constexpr std::array suffixes{"", ".gz", ".bz2", ".xz", ".zst"};
constexpr std::size_t ways = 2 * suffixes.size();
/// More text than this is not looked at.
constexpr std::size_t most_text = std::size_t{4} << 20U;

std::string packed(std::string_view text, const char* suffix) {
  const std::string path = new_path() + suffix;
  {
    PackedOutput out(path);
    out.write(text);
    out.commit();
  }
  return read_and_remove(path);
}

[[noreturn]] void find(const char* what) {
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

/// The text, read in pieces of `piece` bytes.
std::string text_of(const std::string& path, std::size_t piece) {
  TextStream stream(path);
  const std::string head(stream.head(1000));
  std::string text;
  std::string bytes(piece, '\0');
  while (text.size() < most_text) {
    const std::size_t got = stream.read(bytes);
    text.append(bytes, 0, got);
    if (got < piece) break;
  }
  if (!text.starts_with(head)) find("the head of a text is not its beginning");
  return text;
}

std::string lines_of(LineReader reader) {
  std::string all;
  std::string_view line;
  while (reader.next(line)) all.append(line) += '\n';
  return all;
}

/// However a text is read, its lines are the same.
void check_lines(const std::string& path, const std::string& text) {
  const std::string whole = lines_of(LineReader(std::string_view(text)));
  TextStream stream(path);
  if (text.size() < most_text && lines_of(LineReader(stream)) != whole)
    find("a stream has other lines than its text");
  std::string_view rest = text;
  std::string cut;
  while (!rest.empty()) {
    const FirstLine first = first_line(rest);
    if (first.line.size() > LineReader::longest_line) return;
    cut.append(first.line) += '\n';
    rest.remove_prefix(first.next);
  }
  if (cut != whole) find("lines one by one are not those of the block");
}

/// A record that goes on and is given back changes nothing.
void check_records(std::string_view text) {
  LineReader plain(text);
  LineReader extended(text);
  std::string_view line;
  std::string_view record;
  while (plain.next(line)) {
    if (!extended.next(record) || record != line) find("a given back record loses lines");
    while (extended.extend(record)) {
    }
    extended.give_back();
  }
}

}  // namespace

std::vector<std::string> seeds() {
  const std::vector<std::string> files{"user_id,book_id,rating\n1,10,5\n1,20,3\n2,10,4\n",
                                       "1\t10\t5\r1\t20\t3\r\n\r2\t10\t1\n",
                                       "who,what\n1,\"a\nb\",5\n",
                                       std::string("\xff\xfe"
                                                   "1\0,\0"
                                                   "2\0\n\0",
                                                   10),
                                       std::string("\xfe\xff"
                                                   "\0"
                                                   "1\0,\0"
                                                   "2\0\n\xd8\x3d\xde\0",
                                                   14),
                                       "PAR1\x15\x04",
                                       "PK\x05\x06" + std::string(18, '\0')};
  std::vector<std::string> all;
  for (const std::string& file : files)
    for (std::size_t way = 0; way < suffixes.size(); ++way) {
      all.push_back(static_cast<char>(way) + file);
      all.push_back('\0' + packed(file, suffixes[way]));
      all.push_back(static_cast<char>(suffixes.size() + way) + change(9, 1, 3) + change(20, 4, 7));
    }
  return all;
}

void take(std::string_view input) {
  if (input.empty()) return;
  static const MemoryFile file;
  static const std::string good = "user_id,book_id,rating\n1,10,5\n1,20,3\n2,10,4\n3,10,4.5\n";
  const std::size_t way = static_cast<std::uint8_t>(input.front()) % ways;
  input.remove_prefix(1);
  if (way == 0)
    file.set(input);
  else if (way < suffixes.size())
    file.set(packed(input, suffixes[way]));
  else
    file.set(changed(packed(good, suffixes[way - suffixes.size()]), input));
  refusing([&] {
    const std::string text = text_of(file.path(), 65536);
    if (text.size() < most_text && text_of(file.path(), 7) != text) find("small pieces give another text");
    check_lines(file.path(), text);
    check_records(text);
  });
}

}  // namespace crucible::fuzz
