#include "crucible/text/text_stream.hpp"
#include "packed_case.hpp"
#include "source/block_cutter.hpp"
#include "source/part_files.hpp"

#include <filesystem>

#include <gtest/gtest.h>
#include <zlib.h>

namespace crucible {

namespace testing {

std::string zipped(const std::vector<std::pair<std::string, std::string>>& members) {
  const auto number = [](std::uint64_t value, int width) {
    std::string bytes;
    for (int i = 0; i < width; ++i) bytes += static_cast<char>((value >> (8 * i)) & 255U);
    return bytes;
  };
  std::string archive;
  std::string directory;
  for (const auto& [name, content] : members) {
    const std::uint64_t sum = crc32_z(0, reinterpret_cast<const Bytef*>(content.data()), content.size());
    const std::string shared = number(0, 2) + number(0, 2) + number(0, 4) + number(sum, 4) +
                               number(content.size(), 4) + number(content.size(), 4) +
                               number(name.size(), 2) + number(0, 2);
    directory += "PK\x01\x02" + number(20, 2) + number(20, 2) + shared + number(0, 2) + number(0, 2) +
                 number(0, 2) + number(0, 4) + number(archive.size(), 4) + name;
    archive += "PK\x03\x04" + number(20, 2) + shared + name + content;
  }
  const std::size_t begin = archive.size();
  return archive + directory + "PK\x05\x06" + number(0, 4) + number(members.size(), 2) +
         number(members.size(), 2) + number(directory.size(), 4) + number(begin, 4) + number(0, 2);
}

}  // namespace testing

namespace {

using testing::ImportFolder;
using testing::packed;
using testing::refusal;
using testing::utf16;
using testing::world;
using testing::zipped;

const std::vector<std::string> suffixes{".gz", ".bz2", ".xz", ".zst"};

std::string all_of(TextStream& stream) {
  std::string text;
  std::string piece(7777, '\0');
  while (const std::size_t got = stream.read(piece)) text.append(piece, 0, got);
  return text;
}

std::string lines(int count) {
  std::string text = "user,item,rating\n";
  for (int i = 0; i < count; ++i)
    text += std::to_string(i % 1000 * 7919 % 1000) + "," + std::to_string(i % 97) + "," +
            std::to_string(i % 5 + 1) + "\n";
  return text;
}

/// What a stream of these bytes is refused with, without the path. Collective.
std::string refused(std::string_view bytes, std::int64_t max_expansion = usual_expansion) {
  const ImportFolder folder;
  const std::string path = folder.file("f", bytes);
  const std::string message = refusal([&] {
    on_every_rank(world(), [&] {
      TextStream stream(path, max_expansion);
      all_of(stream);
    });
  });
  EXPECT_EQ(message.find(path), 0U) << message;
  return message.substr(std::min(message.size(), path.size()));
}

TEST(TextStream, KnowsCompressionsByTheirBytes) {
  const ImportFolder folder;
  const std::string text = lines(30000);
  for (const std::string& suffix : suffixes) {
    TextStream stream(folder.file("plain.csv", packed(text, suffix)));
    EXPECT_FALSE(stream.is_plain()) << suffix;
    EXPECT_EQ(stream.head(100), std::string_view(text).substr(0, 100)) << suffix;
    EXPECT_EQ(all_of(stream), text) << suffix;
  }
  TextStream plain(folder.file("odd.gz", text));
  EXPECT_TRUE(plain.is_plain());
  EXPECT_EQ(all_of(plain), text);
}

TEST(TextStream, ReadsMembersOneAfterTheOther) {
  const ImportFolder folder;
  const std::string first = lines(1000);
  for (const std::string& suffix : suffixes) {
    const std::string padding = suffix == ".zst" ? "" : std::string(8, '\0');
    TextStream stream(
        folder.file("f", packed(first, suffix) + packed("", suffix) + packed("more\n", suffix) + padding));
    EXPECT_EQ(all_of(stream), first + "more\n") << suffix;
    EXPECT_NE(refused(packed(first, suffix) + "junk").find("something else follows"), std::string::npos)
        << suffix;
  }
}

TEST(TextStream, NamesTheByteOfDamage) {
  const std::string text = lines(30000);
  for (const std::string& suffix : suffixes) {
    const std::string whole = packed(text, suffix);
    for (const std::size_t size : {whole.size() - 1, whole.size() / 2, std::size_t{8}}) {
      const std::string message = refused(whole.substr(0, size));
      EXPECT_NE(message.find("is cut short, at byte " + std::to_string(size)), std::string::npos)
          << suffix << message;
    }
    std::string damaged = whole;
    for (std::size_t i = 0; i < 64; ++i) damaged[damaged.size() / 2 + i] = static_cast<char>(i * 37);
    EXPECT_NE(refused(damaged).find(", at byte "), std::string::npos) << suffix;
  }
}

TEST(TextStream, LimitsWhatComesOutOfFewBytes) {
  const std::string bomb = packed(std::string(80U << 20U, '\n'), ".zst");
  EXPECT_NE(refused(bomb).find("`max_expansion`"), std::string::npos);
  const ImportFolder folder;
  TextStream trusted(folder.file("f", bomb), 1000000);
  EXPECT_EQ(all_of(trusted).size(), 80U << 20U);
}

TEST(TextStream, ReadsUtf16) {
  const ImportFolder folder;
  const std::string text = lines(50000);
  for (const bool big : {false, true}) {
    TextStream stream(folder.file("f", utf16(text, big)));
    EXPECT_EQ(all_of(stream), text);
    TextStream inside(folder.file("g", packed(utf16(text, big), ".gz")));
    EXPECT_EQ(inside.packing(), "gzip, UTF-16");
    EXPECT_EQ(all_of(inside), text);
  }
  TextStream wide(folder.file("w", std::string_view("\xff\xfe\xe9\0\xac\x20\x3d\xd8\x00\xde", 10)));
  EXPECT_EQ(all_of(wide), "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
  EXPECT_NE(refused(std::string_view("\xff\xfe"
                                     "a\0\x3d\xd8"
                                     "b\0",
                                     8))
                .find("half a character"),
            std::string::npos);
  EXPECT_NE(refused(std::string_view("\xff\xfe"
                                     "a\0b",
                                     5))
                .find("ends within a character"),
            std::string::npos);
  EXPECT_NE(refused(utf16("no mark, bare text", false).substr(2)).find("iconv"), std::string::npos);
}

TEST(TextStream, ReadsAZipOfOneMember) {
  const ImportFolder folder;
  const std::string text = lines(3000);
  TextStream stream(
      folder.file("f", zipped({{"data/", ""}, {"data/r.csv", text}, {"__MACOSX/._r.csv", "x"}})));
  EXPECT_EQ(all_of(stream), text);
  const std::string several = refused(zipped({{"a.csv", text}, {"b.csv", text}}));
  EXPECT_NE(several.find("'a.csv', 'b.csv'"), std::string::npos) << several;
  EXPECT_NE(several.find("unzip -p"), std::string::npos) << several;
  EXPECT_NE(refused(zipped({})).find("without a file"), std::string::npos);
  const std::string whole = zipped({{"r.csv", text}});
  EXPECT_NE(refused(whole.substr(0, whole.size() - 30)).find("no directory"), std::string::npos);
  std::string damaged = whole;
  damaged[damaged.size() / 3] ^= 1;
  EXPECT_NE(refused(damaged).find("checksum"), std::string::npos);
}

TEST(TextStream, RefusesWhatIsNoTextAndNamesTheWayOut) {
  EXPECT_NE(refused(std::string_view("PAR1\x15\x04", 6)).find("pandas.read_parquet"), std::string::npos);
  EXPECT_NE(refused(packed(std::string(257, '\0') + "ustar  ", ".gz")).find("tar -xOf"), std::string::npos);
  EXPECT_NE(refused("\x89HDF\r\n\x1a\n").find("HDF5"), std::string::npos);
  const ImportFolder folder;
  EXPECT_NE(refused("version https://git-lfs.github.com/spec/v1\noid x\n").find("git lfs pull"),
            std::string::npos);
  EXPECT_NE(refused("<!DOCTYPE html>\n<html>\n").find("a web page, not ratings"), std::string::npos);
  TextStream id(folder.file("f", "PAR1,b,5\n"));
  EXPECT_EQ(all_of(id), "PAR1,b,5\n");
}

/// The blocks of `text` one after the other, and whether each begins where its number says.
std::string blocks_of(const std::string& text, const CutRules& rules, std::size_t& count) {
  const ImportFolder folder;
  TextStream stream(folder.file("f", text));
  BlockCutter cutter(stream, rules, 0, 0);
  std::string all;
  std::string block;
  std::int64_t line = 0;
  for (count = 0; cutter.next(block, line); ++count) {
    EXPECT_EQ(line, std::count(all.begin(), all.end(), '\n') + 1);
    EXPECT_TRUE(block.ends_with('\n') || all.size() + block.size() == text.size());
    all += block;
  }
  return all;
}

TEST(BlockCutter, CutsAtLineEndsAndCountsLines) {
  std::size_t count = 0;
  const std::string text = lines(400000);
  EXPECT_EQ(blocks_of(text, {}, count), text);
  EXPECT_GT(count, 1U);
}

TEST(BlockCutter, KeepsQuotedRecordsWhole) {
  std::string text;
  while (text.size() < 3 * block_bytes) text += "1,\"a\nb\"\"c\nd\",5\n";
  const ImportFolder folder;
  TextStream stream(folder.file("f", text));
  BlockCutter cutter(stream, {true, false}, 0, 0);
  std::string block;
  std::int64_t line = 0;
  std::size_t bytes = 0;
  while (cutter.next(block, line)) {
    EXPECT_TRUE(block.starts_with("1,"));
    EXPECT_TRUE(block.ends_with(",5\n"));
    bytes += block.size();
  }
  EXPECT_EQ(bytes, text.size());
}

TEST(PartFiles, AreSortedAndTheirCompanyIsLeftOut) {
  const ImportFolder folder;
  std::vector<std::string> names{"part-00001.csv", "part-00000.csv", "_SUCCESS", ".part-00000.csv.crc"};
  on_root(world(), [&] { std::filesystem::create_directory(folder.path("out")); });
  for (const std::string& name : names) folder.file("out/" + name, "1,2,3\n");
  folder.file("out/part-00002.csv", "");
  const std::vector<InputFile> files = with_part_files({folder.path("out")});
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[0].path, folder.path("out/part-00000.csv"));
  EXPECT_TRUE(files[0].first_part);
  EXPECT_FALSE(files[1].first_part);
  folder.file("out/books.csv", "x");
  EXPECT_THROW(with_part_files({folder.path("out")}), InputError);
}

}  // namespace
}  // namespace crucible
