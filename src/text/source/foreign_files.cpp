#include "source/foreign_files.hpp"

#include "crucible/core/error.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace crucible {

namespace {

using namespace std::string_view_literals;

/// How a format is known and what to do with it; FILE in `way_out` stands for the file.
struct ForeignFile {
  std::size_t place;
  std::string_view magic;
  const char* what;
  const char* way_out;
};

constexpr const char* unpack = "unpack it first";

constexpr std::array table{
    ForeignFile{0, "PAR1"sv, "a Parquet file",
                "convert it: python3 -c \"import pandas, sys; "
                "pandas.read_parquet(sys.argv[1]).to_csv('ratings.csv', index=False)\" 'FILE'"},
    ForeignFile{0, "ARROW1"sv, "an Arrow (Feather) file",
                "convert it: python3 -c \"import pandas, sys; "
                "pandas.read_feather(sys.argv[1]).to_csv('ratings.csv', index=False)\" 'FILE'"},
    ForeignFile{0, "ORC"sv, "an ORC file",
                "convert it: python3 -c \"import pandas, sys; "
                "pandas.read_orc(sys.argv[1]).to_csv('ratings.csv', index=False)\" 'FILE'"},
    ForeignFile{0, "Obj\x01"sv, "an Avro file", "convert it to CSV first"},
    ForeignFile{0, "SQLite format 3\0"sv, "an SQLite data base",
                "convert it: sqlite3 -header -csv 'FILE' 'select * from TABLE' >ratings.csv"},
    ForeignFile{0, "\x93NUMPY"sv, "a NumPy array",
                "convert it: python3 -c \"import numpy, sys; "
                "numpy.savetxt('ratings.csv', numpy.load(sys.argv[1]), delimiter=',', fmt='%.10g')\" 'FILE'"},
    ForeignFile{0, "\x89HDF\r\n\x1a\n"sv, "an HDF5 file",
                "name it as a file by itself, with its datasets in `triplets`"},
    ForeignFile{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv, "an Excel or other Office file", "save it as CSV"},
    ForeignFile{0, "7z\xbc\xaf\x27\x1c"sv, "a 7-zip archive", unpack},
    ForeignFile{0, "Rar!\x1a\x07"sv, "a RAR archive", unpack},
    ForeignFile{0, "\x1f\x9d"sv, "compressed by compress (.Z)", "unpack it: uncompress 'FILE'"},
    ForeignFile{0, "\x04\x22\x4d\x18"sv, "compressed by lz4", "unpack it: lz4 -d 'FILE'"},
    ForeignFile{0, "LZIP\x01"sv, "compressed by lzip", "unpack it: lzip -d 'FILE'"},
    ForeignFile{0, "\xff\xfe\0\0"sv, "UTF-32 text",
                "convert it: iconv -f UTF-32 -t UTF-8 'FILE' >ratings.csv"},
    ForeignFile{0, "\0\0\xfe\xff"sv, "UTF-32 text",
                "convert it: iconv -f UTF-32 -t UTF-8 'FILE' >ratings.csv"},
    ForeignFile{257, "ustar"sv, "a tar archive",
                "send one of its files through a pipe: tar -xOf 'FILE' MEMBER | ... import - ..."},
};

/// Texts that hold no ratings, by what they begin with; in lower case.
constexpr std::array texts{
    ForeignFile{0, "version https://git-lfs"sv, "a pointer of Git LFS", "get the file itself: git lfs pull"},
    ForeignFile{0, "<!doctype html"sv, "a web page", "download the file itself"},
    ForeignFile{0, "<html"sv, "a web page", "download the file itself"},
    ForeignFile{0, "<?xml"sv, "XML", "write a rating a line, as CSV"},
};

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

std::string with_name(std::string text, const std::string& name) {
  constexpr std::string_view mark = "FILE";
  if (const std::size_t place = text.find(mark); place != std::string::npos)
    text.replace(place, mark.size(), name);
  return text;
}

bool is_binary(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < '\t' || (byte > '\r' && byte < ' ');
}

/// Text in UTF-16 without a byte order mark has a zero in every second place; other text has none.
bool is_bare_utf16(std::string_view head) {
  constexpr std::size_t looked_at = 16;
  if (head.size() < looked_at) return false;
  for (const std::size_t first : {std::size_t{0}, std::size_t{1}}) {
    bool all = true;
    for (std::size_t i = first; i < looked_at; i += 2) all = all && head[i] == 0 && head[i ^ 1U] != 0;
    if (all) return true;
  }
  return false;
}

}  // namespace

void refuse_foreign(std::string_view head, const std::string& name) {
  for (const ForeignFile& row : texts)
    if (lower(head.substr(0, row.magic.size())) == row.magic)
      throw InputError(name,
                       std::string("is ") + row.what + ", not ratings: " + with_name(row.way_out, name));
  // Ratings may begin with an id like PAR1; a binary file soon has bytes that no text has.
  if (std::none_of(head.begin(), head.end(), is_binary)) return;
  for (const ForeignFile& row : table)
    if (head.size() > row.place && head.substr(row.place).starts_with(row.magic))
      throw InputError(name, std::string("is ") + row.what + ", not text: " + with_name(row.way_out, name));
  if (is_bare_utf16(head))
    throw InputError(name, with_name("looks like UTF-16 text without a byte order mark; convert it: "
                                     "iconv -f UTF-16LE -t UTF-8 'FILE' >ratings.csv",
                                     name) +
                               " (or UTF-16BE)");
}

}  // namespace crucible
