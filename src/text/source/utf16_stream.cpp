#include "source/utf16_stream.hpp"

#include "crucible/core/error.hpp"

#include <algorithm>
#include <utility>

namespace crucible {

namespace {

constexpr std::size_t piece_bytes = std::size_t{64} << 10U;

bool is_high(unsigned unit) { return unit >= 0xd800U && unit < 0xdc00U; }
bool is_low(unsigned unit) { return unit >= 0xdc00U && unit < 0xe000U; }

void append_utf8(std::string& text, unsigned code) {
  const auto put = [&](unsigned byte) { text.push_back(static_cast<char>(byte)); };
  const auto tail = [&](unsigned shift) { put(0x80U | ((code >> shift) & 0x3fU)); };
  if (code < 0x80U) return put(code);
  if (code < 0x800U) {
    put(0xc0U | (code >> 6U));
    return tail(0);
  }
  if (code < 0x10000U) {
    put(0xe0U | (code >> 12U));
  } else {
    put(0xf0U | (code >> 18U));
    tail(12);
  }
  tail(6);
  tail(0);
}

}  // namespace

bool begins_utf16(std::string_view head) {
  return head.starts_with("\xff\xfe") || head.starts_with("\xfe\xff");
}

Utf16Stream::Utf16Stream(PeekStream& source, std::string name) : source_(source), name_(std::move(name)) {
  big_endian_ = source_.peek(2)[0] == '\xfe';
  source_.skip(2);
}

unsigned Utf16Stream::unit_at(std::span<const char> bytes, std::size_t place) const {
  const auto first = static_cast<unsigned char>(bytes[place]);
  const auto second = static_cast<unsigned char>(bytes[place + 1]);
  return big_endian_ ? first * 256U + second : second * 256U + first;
}

/// Reads one character from `bytes`, which has at least 4 bytes except at the end of the text. Returns its
/// length in bytes.
std::size_t Utf16Stream::take_character(std::span<const char> bytes) {
  const auto fail = [&](const char* problem) {
    throw InputError(
        name_, std::string("UTF-16 text: ") + problem + ", at byte " + std::to_string(source_.position()));
  };
  if (bytes.size() < 2) fail("ends within a character");
  const unsigned unit = unit_at(bytes, 0);
  if (!is_high(unit) && !is_low(unit)) {
    append_utf8(ready_, unit);
    return 2;
  }
  const unsigned second = bytes.size() >= 4 ? unit_at(bytes, 2) : 0;
  if (is_low(unit) || !is_low(second)) fail("half a character stands alone");
  append_utf8(ready_, 0x10000U + ((unit - 0xd800U) << 10U) + (second - 0xdc00U));
  return 4;
}

std::size_t Utf16Stream::read(std::span<char> to) {
  std::size_t filled = 0;
  while (filled < to.size()) {
    if (next_ == ready_.size()) {
      ready_.clear();
      next_ = 0;
      while (ready_.size() < piece_bytes) {
        const std::span<const char> bytes = source_.peek(4);
        if (bytes.empty()) break;
        source_.skip(take_character(bytes));
      }
      if (ready_.empty()) break;
    }
    const std::size_t count = std::min(to.size() - filled, ready_.size() - next_);
    std::copy_n(ready_.begin() + static_cast<std::ptrdiff_t>(next_), count,
                to.begin() + static_cast<std::ptrdiff_t>(filled));
    next_ += count;
    filled += count;
  }
  return filled;
}

}  // namespace crucible
