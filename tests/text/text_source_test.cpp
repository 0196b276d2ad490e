#include "crucible/text/text_source.hpp"

#include "import_case.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace crucible {
namespace {

using testing::ImportFolder;
using testing::refusal;
using testing::world;

/// The lines of `text`, read as `parts` byte ranges.
std::vector<std::string> lines_in_parts(const TextFile& file, std::int64_t start, std::int64_t parts) {
  std::vector<std::string> lines;
  for (std::int64_t part = 0; part < parts; ++part) {
    IndexRange range = even_part(file.size() - start, parts, part);
    range = {range.begin + start, range.end + start};
    if (range.empty()) continue;
    LineReader user(file, range, start);
    std::string_view line;
    std::int64_t count = 0;
    while (user.next(line)) {
      lines.emplace_back(line);
      EXPECT_EQ(user.count(), ++count);
    }
  }
  return lines;
}

TEST(LineReader, EveryCutYieldsEveryLineOnce) {
  const ImportFolder folder;
  const TextFile file(folder.file("a", "head\nab\n\r\n\ncd,ef\r\nlonger line\n\nx"));
  const std::vector<std::string> expected{"ab", "", "", "cd,ef", "longer line", "", "x"};
  for (std::int64_t parts = 1; parts <= file.size() + 9; ++parts)  // some are empty
    EXPECT_EQ(lines_in_parts(file, 5, parts), expected) << parts << " parts";
}

TEST(LineReader, EveryCutOfMixedLineEndsYieldsEveryLineOnce) {
  const ImportFolder folder;
  const TextFile file(folder.file("a", "ab\rcd\r\n\r\r\nef\n\rgh\n\nend\r"));
  const std::vector<std::string> expected{"ab", "cd", "", "", "ef", "", "gh", "", "end"};
  for (std::int64_t parts = 1; parts <= file.size() + 2; ++parts)
    EXPECT_EQ(lines_in_parts(file, 0, parts), expected) << parts << " parts";
  const TextFile returns(folder.file("b", "1\r2\r3"));
  EXPECT_EQ(lines_in_parts(returns, 0, 2), (std::vector<std::string>{"1", "2", "3"}));
}

TEST(LineReader, FindsThePairOfAReturnAtTheEndOfAPiece) {
  const ImportFolder folder;
  const std::size_t piece = 4U << 20U;
  std::string text;
  while (text.size() + 1001 < piece) text += std::string(999, 'x') + "\r\n";
  text += std::string(piece - 1 - text.size(), 'y') + "\r\nlast\r";
  const TextFile file(folder.file("a", text));
  const std::vector<std::string> lines = lines_in_parts(file, 0, 1);
  EXPECT_EQ(lines.size(), piece / 1001 + 2);
  EXPECT_EQ(lines.back(), "last");
}

TEST(LineReader, ExtendsARecordAndGivesItBack) {
  LineReader reader(std::string_view("a\r\nb\nc"));
  std::string_view record;
  ASSERT_TRUE(reader.next(record));
  ASSERT_TRUE(reader.extend(record));
  EXPECT_EQ(record, "a\r\nb");
  EXPECT_EQ(reader.record_line(), 1);
  reader.give_back();
  ASSERT_TRUE(reader.next(record));
  EXPECT_EQ(record, "b");
  EXPECT_EQ(reader.record_line(), 2);
  ASSERT_TRUE(reader.extend(record));
  EXPECT_EQ(record, "b\nc");
  EXPECT_FALSE(reader.extend(record));
  EXPECT_FALSE(reader.next(record));
}

TEST(LineReader, CarriesLinesOverPiecesOfTheFile) {
  const ImportFolder folder;
  std::string text;
  std::vector<std::string> expected;
  for (int i = 0; text.size() < (9U << 20U); ++i) {
    expected.push_back(std::string(static_cast<std::size_t>(i * 7919 % 30000), 'x') + std::to_string(i));
    text += expected.back() + "\n";
  }
  const TextFile file(folder.file("a", text));
  for (const std::int64_t parts : {1, 3}) EXPECT_EQ(lines_in_parts(file, 0, parts), expected);
}

TEST(LineReader, StopsAtALineThatIsTooLong) {
  const ImportFolder folder;
  const TextFile file(folder.file("a", "a\n" + std::string(LineReader::longest_line + 10, 'x') + "\nb\n"));
  LineReader user(file, {0, file.size()}, 0);
  std::string_view line;
  ASSERT_TRUE(user.next(line));
  EXPECT_FALSE(user.overlong());
  ASSERT_TRUE(user.next(line));
  EXPECT_TRUE(user.overlong());
  EXPECT_FALSE(user.next(line));
}

TEST(TextFile, RefusesWhatIsNoFile) {
  const ImportFolder folder;
  const std::string fifo = folder.path("fifo");
  on_root(world(), [&] { ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0); });
  const auto opened = [&](const std::string& path) {
    return refusal([&] { on_every_rank(world(), [&] { TextFile{path}; }); });
  };
  EXPECT_EQ(opened(folder.path("none")), folder.path("none") + ": does not exist");
  EXPECT_EQ(opened(folder.path("")), folder.path("") + ": is a directory, not a file");
  EXPECT_NE(opened(fifo).find("is a pipe or device"), std::string::npos);
  EXPECT_EQ(opened(folder.file("empty", "")), folder.path("empty") + ": is empty");
}

}  // namespace
}  // namespace crucible
