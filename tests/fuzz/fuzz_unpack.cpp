// The decompressors and UTF-16, in memory alone: many times as fast as `source`, which goes through files.
//
// An input is a byte for the way, then the bytes of a packed text as they are, or the changes of a good one.
#include "crucible/text/packed_output.hpp"
#include "harness.hpp"
#include "source/decoded_stream.hpp"
#include "source/utf16_stream.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

namespace crucible::fuzz {

namespace {

/// More text than this is not looked at.
constexpr std::size_t most_text = std::size_t{1} << 20U;

class MemoryStream : public ByteStream {
 public:
  explicit MemoryStream(std::string_view bytes) : rest_(bytes) {}
  std::size_t read(std::span<char> to) override {
    const std::size_t count = std::min(to.size(), rest_.size());
    std::copy_n(rest_.begin(), count, to.begin());
    rest_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view rest_;
};

std::string all_of(ByteStream& stream, std::size_t piece) {
  std::string text;
  std::string bytes(piece, '\0');
  std::size_t got = piece;
  while (text.size() < most_text && got == piece) {
    got = stream.read(bytes);
    text.append(bytes, 0, got);
  }
  return text;
}

/// The text in `bytes`, read in pieces of `piece` bytes.
std::string unpacked(std::string_view bytes, std::size_t piece) {
  MemoryStream memory(bytes);
  PeekStream source(memory);
  if (const Compression* kind = compression_of(bytes)) {
    DecodedStream decoded(source, *kind, "f", ExpansionLimit(250));
    return all_of(decoded, piece);
  }
  if (!begins_utf16(bytes)) return {};
  Utf16Stream converted(source, "f");
  return all_of(converted, piece);
}

/// A text packed in each way.
const std::vector<std::string>& good_files() {
  static const std::vector<std::string> files = [] {
    const std::string text = "user_id,book_id,rating\n1,10,5\n1,20,3\n2,10,4\n3,10,4.5\n";
    std::vector<std::string> all;
    for (const char* suffix : {".gz", ".bz2", ".xz", ".zst"}) {
      const std::string path = new_path() + suffix;
      PackedOutput out(path);
      out.write(text);
      out.commit();
      all.push_back(read_and_remove(path));
    }
    all.push_back(
        std::string("\xff\xfe"
                    "1\0,\0"
                    "2\0\n\0",
                    10));
    return all;
  }();
  return files;
}

}  // namespace

std::vector<std::string> seeds() {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < good_files().size(); ++i) {
    all.push_back('\0' + good_files()[i]);
    all.push_back(static_cast<char>(i + 1) + change(9, 1, 3) + change(20, 4, 7));
  }
  return all;
}

void take(std::string_view input) {
  if (input.empty()) return;
  const std::size_t way = static_cast<std::uint8_t>(input.front()) % (good_files().size() + 1);
  input.remove_prefix(1);
  const std::string bytes = way == 0 ? std::string(input) : changed(good_files()[way - 1], input);
  refusing([&] {
    const std::string text = unpacked(bytes, 4096);
    if (text.size() >= most_text || unpacked(bytes, 7) == text) return;
    std::fprintf(stderr, "small pieces give another text\n");
    std::abort();
  });
}

}  // namespace crucible::fuzz
