#pragma once

#include "crucible/text/packed_output.hpp"
#include "import_case.hpp"

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace crucible::testing {

/// The bytes of the file at `path`. Local.
inline std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// `text` as a file with this suffix would hold it. Collective.
inline std::string packed(std::string_view text, const std::string& suffix) {
  const ImportFolder folder;
  const std::string path = folder.path("packed" + suffix);
  on_root(world(), [&] {
    PackedOutput out(path);
    for (std::size_t at = 0; at < text.size(); at += 100000) out.write(text.substr(at, 100000));
    out.commit();
  });
  return bytes_of(path);
}

/// `text` in UTF-16 with its mark; `text` is ASCII. Local.
inline std::string utf16(std::string_view text, bool big_endian) {
  std::string bytes = big_endian ? "\xfe\xff" : "\xff\xfe";
  for (const char c : text) {
    bytes += big_endian ? '\0' : c;
    bytes += big_endian ? c : '\0';
  }
  return bytes;
}

/// A zip archive of stored members. Local.
std::string zipped(const std::vector<std::pair<std::string, std::string>>& members);

}  // namespace crucible::testing
