#include "source/decoder.hpp"

#include <cstdint>
#include <new>

#include <lzma.h>

namespace crucible {

namespace {

/// Bytes of memory that a decoder may use. `xz -9` needs 65 MiB.
constexpr std::uint64_t memory_limit = std::uint64_t{256} << 20U;

class XzDecoder : public Decoder {
 public:
  XzDecoder() { begin(); }
  ~XzDecoder() override { lzma_end(&stream_); }

  bool step(std::span<const char>& in, std::span<char>& out) override {
    stream_.next_in = reinterpret_cast<const std::uint8_t*>(in.data());
    stream_.avail_in = in.size();
    stream_.next_out = reinterpret_cast<std::uint8_t*>(out.data());
    stream_.avail_out = out.size();
    const lzma_ret code = lzma_code(&stream_, LZMA_RUN);
    in = in.last(stream_.avail_in);
    out = out.last(stream_.avail_out);
    if (code == LZMA_MEM_ERROR) throw std::bad_alloc();
    if (code == LZMA_MEMLIMIT_ERROR) throw DecodeProblem{"needs more than 256 MiB to be decompressed"};
    if (code == LZMA_OPTIONS_ERROR) throw DecodeProblem{"uses a filter that is not known here"};
    if (code != LZMA_OK && code != LZMA_STREAM_END && code != LZMA_BUF_ERROR)
      throw DecodeProblem{"a block is damaged"};
    return code == LZMA_STREAM_END;
  }

  void restart() override { begin(); }

 private:
  void begin() {
    if (lzma_stream_decoder(&stream_, memory_limit, 0) != LZMA_OK) throw std::bad_alloc();
  }

  lzma_stream stream_ = LZMA_STREAM_INIT;
};

}  // namespace

std::unique_ptr<Decoder> make_xz_decoder() { return std::make_unique<XzDecoder>(); }

}  // namespace crucible
