#include "crucible/core/error.hpp"
#include "export/encoder.hpp"

#include <array>
#include <cstdint>
#include <new>

#include <lzma.h>

namespace crucible {

namespace {

class XzEncoder : public Encoder {
 public:
  XzEncoder() {
    if (lzma_easy_encoder(&stream_, LZMA_PRESET_DEFAULT, LZMA_CHECK_CRC64) != LZMA_OK) throw std::bad_alloc();
  }
  ~XzEncoder() override { lzma_end(&stream_); }

  void put(std::span<const char> text, bool last, const ByteSink& sink) override {
    stream_.next_in = reinterpret_cast<const std::uint8_t*>(text.data());
    stream_.avail_in = text.size();
    bool more = last || !text.empty();
    while (more) {
      stream_.next_out = reinterpret_cast<std::uint8_t*>(out_.data());
      stream_.avail_out = out_.size();
      const lzma_ret code = lzma_code(&stream_, last ? LZMA_FINISH : LZMA_RUN);
      if (code == LZMA_MEM_ERROR) throw std::bad_alloc();
      require(code == LZMA_OK || code == LZMA_STREAM_END, "xz does not compress");
      sink(std::span<const char>(out_).first(out_.size() - stream_.avail_out));
      more = last ? code != LZMA_STREAM_END : stream_.avail_in > 0;
    }
  }

 private:
  lzma_stream stream_ = LZMA_STREAM_INIT;
  std::array<char, encoded_bytes> out_{};
};

}  // namespace

std::unique_ptr<Encoder> make_xz_encoder() { return std::make_unique<XzEncoder>(); }

}  // namespace crucible
