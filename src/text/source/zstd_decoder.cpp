#include "source/decoder.hpp"

#include <new>

#include <zstd.h>
#include <zstd_errors.h>

namespace crucible {

namespace {

/// A zstd stream keeps the last 128 MiB at most, the library's own limit: frames of `zstd --long=28` and more
/// are refused.
class ZstdDecoder : public Decoder {
 public:
  ZstdDecoder() : context_(ZSTD_createDCtx()) {
    if (context_ == nullptr) throw std::bad_alloc();
  }
  ~ZstdDecoder() override { ZSTD_freeDCtx(context_); }

  bool step(std::span<const char>& in, std::span<char>& out) override {
    ZSTD_inBuffer input{in.data(), in.size(), 0};
    ZSTD_outBuffer output{out.data(), out.size(), 0};
    const std::size_t code = ZSTD_decompressStream(context_, &output, &input);
    in = in.subspan(input.pos);
    out = out.subspan(output.pos);
    if (ZSTD_isError(code) == 0) return code == 0;
    const ZSTD_ErrorCode problem = ZSTD_getErrorCode(code);
    if (problem == ZSTD_error_memory_allocation) throw std::bad_alloc();
    if (problem == ZSTD_error_frameParameter_windowTooLarge)
      throw DecodeProblem{"needs more than 128 MiB to be decompressed (the long mode of zstd)"};
    throw DecodeProblem{ZSTD_getErrorString(problem)};
  }

  void restart() override { ZSTD_DCtx_reset(context_, ZSTD_reset_session_only); }

 private:
  ZSTD_DCtx* context_;
};

}  // namespace

std::unique_ptr<Decoder> make_zstd_decoder() { return std::make_unique<ZstdDecoder>(); }

}  // namespace crucible
