#include "crucible/core/error.hpp"
#include "export/encoder.hpp"

#include <array>
#include <new>

#include <zstd.h>

namespace crucible {

namespace {

class ZstdEncoder : public Encoder {
 public:
  ZstdEncoder() : context_(ZSTD_createCCtx()) {
    if (context_ == nullptr) throw std::bad_alloc();
    // So that damage is found when the file is read.
    ZSTD_CCtx_setParameter(context_, ZSTD_c_checksumFlag, 1);
  }
  ~ZstdEncoder() override { ZSTD_freeCCtx(context_); }

  void put(std::span<const char> text, bool last, const ByteSink& sink) override {
    ZSTD_inBuffer in{text.data(), text.size(), 0};
    bool more = last || !text.empty();
    while (more) {
      ZSTD_outBuffer out{out_.data(), out_.size(), 0};
      const std::size_t left = ZSTD_compressStream2(context_, &out, &in, last ? ZSTD_e_end : ZSTD_e_continue);
      require(ZSTD_isError(left) == 0, "zstd does not compress");
      sink(std::span<const char>(out_).first(out.pos));
      more = last ? left != 0 : in.pos < in.size;
    }
  }

 private:
  ZSTD_CCtx* context_;
  std::array<char, encoded_bytes> out_{};
};

}  // namespace

std::unique_ptr<Encoder> make_zstd_encoder() { return std::make_unique<ZstdEncoder>(); }

}  // namespace crucible
