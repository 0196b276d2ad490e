#include "crucible/text/text_stream.hpp"

#include "crucible/core/error.hpp"
#include "source/byte_stream.hpp"
#include "source/decoded_stream.hpp"
#include "source/foreign_files.hpp"
#include "source/raw_stream.hpp"
#include "source/utf16_stream.hpp"
#include "source/zip_member.hpp"

namespace crucible {

/// Each layer reads from the one before it; `top` is where the text comes out.
struct TextStream::Layers {
  explicit Layers(const std::string& path) : raw(path), raw_peek(raw) {}

  std::string_view head(std::size_t count) const {
    const std::span<const char> bytes = top->peek(count);
    return {bytes.data(), bytes.size()};
  }
  void put_on_top(std::unique_ptr<ByteStream>& place, std::unique_ptr<PeekStream>& peek,
                  std::unique_ptr<ByteStream> layer, const std::string& what) {
    place = std::move(layer);
    peek = std::make_unique<PeekStream>(*place);
    top = peek.get();
    packing += (packing.empty() ? "" : ", ") + what;
  }

  RawStream raw;
  PeekStream raw_peek;
  std::unique_ptr<ByteStream> unpacked;
  std::unique_ptr<PeekStream> unpacked_peek;
  std::unique_ptr<ByteStream> converted;
  std::unique_ptr<PeekStream> converted_peek;
  PeekStream* top = &raw_peek;
  std::string packing;
};

TextStream::TextStream(const std::string& path, std::int64_t max_expansion)
    : layers_(std::make_unique<Layers>(path)) {
  Layers& at = *layers_;
  const ExpansionLimit limit(max_expansion);
  const std::string& name = at.raw.name();
  const std::string_view head = at.head(foreign_head_bytes);
  if (head.empty()) throw InputError(name, "is empty");
  if (const Compression* kind = compression_of(head)) {
    at.put_on_top(at.unpacked, at.unpacked_peek,
                  std::make_unique<DecodedStream>(at.raw_peek, *kind, name, limit), kind->name);
  } else if (begins_zip(head)) {
    if (!at.raw.is_regular())
      throw InputError(name, "is a zip archive, whose directory stands at its end: save it to a file first");
    at.put_on_top(at.unpacked, at.unpacked_peek, std::make_unique<ZipMember>(path, limit), "zip");
  }
  refuse_foreign(at.head(foreign_head_bytes), name);
  if (begins_utf16(at.head(foreign_head_bytes)))
    at.put_on_top(at.converted, at.converted_peek, std::make_unique<Utf16Stream>(*at.top, name), "UTF-16");
}

TextStream::~TextStream() = default;
TextStream::TextStream(TextStream&&) noexcept = default;

const std::string& TextStream::name() const noexcept { return layers_->raw.name(); }
bool TextStream::is_plain() const noexcept { return layers_->packing.empty() && layers_->raw.is_regular(); }
bool TextStream::can_be_opened_again() const noexcept { return layers_->raw.is_regular(); }
std::int64_t TextStream::file_bytes() const noexcept {
  return layers_->raw.is_regular() ? layers_->raw.size() : 0;
}
const std::string& TextStream::packing() const noexcept { return layers_->packing; }

std::string_view TextStream::head(std::size_t limit) { return layers_->head(limit).substr(0, limit); }

std::size_t TextStream::read(std::span<char> to) { return layers_->top->read(to); }

}  // namespace crucible
