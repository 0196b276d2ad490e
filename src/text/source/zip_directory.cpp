#include "source/zip_directory.hpp"

#include "crucible/core/error.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <string_view>

namespace crucible {

namespace {

constexpr std::string_view end_mark = "PK\x05\x06";
constexpr std::string_view wide_end_mark = "PK\x06\x06";
constexpr std::string_view wide_locator_mark = "PK\x06\x07";
constexpr std::string_view entry_mark = "PK\x01\x02";
constexpr std::string_view member_mark = "PK\x03\x04";
constexpr std::int64_t end_bytes = 22;
constexpr std::int64_t wide_locator_bytes = 20;
constexpr std::int64_t wide_end_bytes = 56;
constexpr std::int64_t entry_bytes = 46;
constexpr std::int64_t member_bytes = 30;
constexpr std::int64_t longest_comment = 65535;
constexpr std::uint64_t see_wide = 0xffffffffU;  ///< stands where a number is in the zip64 part
constexpr unsigned wide_part = 1;

[[noreturn]] void damaged(const TextFile& file, const char* what) {
  throw InputError(file.path(), std::string("zip archive: ") + what + "; is it cut short?");
}

/// `count` bytes at `place`, checked against the file's size.
std::string bytes_at(const TextFile& file, std::int64_t place, std::int64_t count) {
  if (place < 0 || count < 0 || place > file.size() || count > file.size() - place)
    damaged(file, "its directory points outside the file");
  std::string bytes(static_cast<std::size_t>(count), '\0');
  file.read(place, bytes);
  return bytes;
}

/// A little-endian number of `width` bytes.
std::uint64_t number(std::string_view bytes, std::size_t place, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = width; i-- > 0;) value = value * 256 + static_cast<unsigned char>(bytes[place + i]);
  return value;
}

std::int64_t place_of(const TextFile& file, std::uint64_t value) {
  if (value > static_cast<std::uint64_t>(file.size())) damaged(file, "its directory points outside the file");
  return static_cast<std::int64_t>(value);
}

struct Directory {
  std::int64_t begin = 0;
  std::int64_t bytes = 0;
};

Directory find_directory(const TextFile& file) {
  const std::int64_t tail_bytes = std::min(file.size(), end_bytes + longest_comment);
  const std::int64_t tail_begin = file.size() - tail_bytes;
  const std::string tail = bytes_at(file, tail_begin, tail_bytes);
  const std::size_t end = tail.rfind(end_mark);
  if (end == std::string::npos || tail.size() - end < static_cast<std::size_t>(end_bytes))
    damaged(file, "no directory at its end");
  const std::uint64_t bytes = number(tail, end + 12, 4);
  const std::uint64_t begin = number(tail, end + 16, 4);
  if (bytes != see_wide && begin != see_wide) return {place_of(file, begin), place_of(file, bytes)};
  const std::int64_t locator_at = tail_begin + static_cast<std::int64_t>(end) - wide_locator_bytes;
  const std::string locator = bytes_at(file, locator_at, wide_locator_bytes);
  if (!locator.starts_with(wide_locator_mark)) damaged(file, "no zip64 directory");
  const std::string wide = bytes_at(file, place_of(file, number(locator, 8, 8)), wide_end_bytes);
  if (!wide.starts_with(wide_end_mark)) damaged(file, "no zip64 directory");
  return {place_of(file, number(wide, 48, 8)), place_of(file, number(wide, 40, 8))};
}

/// Sizes and place that do not fit 32 bits stand in the zip64 part of the entry's extra field, in this order
/// and only where needed.
void read_wide_numbers(const TextFile& file, std::string_view extra, std::span<std::uint64_t* const> values) {
  while (extra.size() >= 4) {
    const auto kind = static_cast<unsigned>(number(extra, 0, 2));
    const auto size = static_cast<std::size_t>(number(extra, 2, 2));
    extra.remove_prefix(4);
    if (size > extra.size()) damaged(file, "an entry of its directory is damaged");
    std::string_view part = extra.substr(0, size);
    extra.remove_prefix(size);
    if (kind != wide_part) continue;
    for (std::uint64_t* value : values) {
      if (*value != see_wide) continue;
      if (part.size() < 8) damaged(file, "an entry of its directory is damaged");
      *value = number(part, 0, 8);
      part.remove_prefix(8);
    }
  }
}

}  // namespace

std::vector<ZipEntry> zip_directory(const TextFile& file, std::size_t most) {
  const Directory directory = find_directory(file);
  std::vector<ZipEntry> entries;
  std::int64_t left = directory.bytes;
  for (std::int64_t at = directory.begin; left >= entry_bytes && entries.size() < most;) {
    const std::string fixed = bytes_at(file, at, entry_bytes);
    if (!fixed.starts_with(entry_mark)) damaged(file, "an entry of its directory is damaged");
    const auto name_bytes = static_cast<std::int64_t>(number(fixed, 28, 2));
    const auto extra_bytes = static_cast<std::int64_t>(number(fixed, 30, 2));
    const auto comment_bytes = static_cast<std::int64_t>(number(fixed, 32, 2));
    std::uint64_t bytes = number(fixed, 24, 4);
    std::uint64_t packed = number(fixed, 20, 4);
    std::uint64_t header = number(fixed, 42, 4);
    const std::string extra = bytes_at(file, at + entry_bytes + name_bytes, extra_bytes);
    const std::array<std::uint64_t*, 3> wide{&bytes, &packed, &header};
    read_wide_numbers(file, extra, wide);
    if (bytes > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
      damaged(file, "an entry of its directory is damaged");
    entries.push_back(
        {bytes_at(file, at + entry_bytes, name_bytes), static_cast<unsigned>(number(fixed, 10, 2)),
         static_cast<unsigned>(number(fixed, 8, 2)), static_cast<std::uint32_t>(number(fixed, 16, 4)),
         place_of(file, packed), static_cast<std::int64_t>(bytes), place_of(file, header)});
    const std::int64_t step = entry_bytes + name_bytes + extra_bytes + comment_bytes;
    at += step;
    left -= step;
  }
  return entries;
}

std::int64_t zip_content(const TextFile& file, const ZipEntry& entry) {
  const std::string fixed = bytes_at(file, entry.header, member_bytes);
  if (!fixed.starts_with(member_mark)) damaged(file, "its member does not begin where the directory says");
  const std::int64_t begin = entry.header + member_bytes + static_cast<std::int64_t>(number(fixed, 26, 2)) +
                             static_cast<std::int64_t>(number(fixed, 28, 2));
  if (begin > file.size() || entry.packed_bytes > file.size() - begin)
    damaged(file, "its member goes on behind the end of the file");
  return begin;
}

}  // namespace crucible
