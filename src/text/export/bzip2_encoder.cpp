#include "crucible/core/error.hpp"
#include "crucible/core/narrow.hpp"
#include "export/encoder.hpp"

#include <array>
#include <new>

#include <bzlib.h>

namespace crucible {

namespace {

constexpr int best_block = 9;

class Bzip2Encoder : public Encoder {
 public:
  Bzip2Encoder() {
    if (BZ2_bzCompressInit(&stream_, best_block, 0, 0) != BZ_OK) throw std::bad_alloc();
  }
  ~Bzip2Encoder() override { BZ2_bzCompressEnd(&stream_); }

  void put(std::span<const char> text, bool last, const ByteSink& sink) override {
    stream_.next_in = const_cast<char*>(text.data());
    stream_.avail_in = narrow<unsigned>(text.size());
    bool more = last || stream_.avail_in > 0;
    while (more) {
      stream_.next_out = out_.data();
      stream_.avail_out = static_cast<unsigned>(out_.size());
      const int code = BZ2_bzCompress(&stream_, last ? BZ_FINISH : BZ_RUN);
      require(code >= BZ_OK, "bzip2 does not compress");
      sink(std::span<const char>(out_).first(out_.size() - stream_.avail_out));
      more = last ? code != BZ_STREAM_END : stream_.avail_in > 0;
    }
  }

 private:
  bz_stream stream_{};
  std::array<char, encoded_bytes> out_{};
};

}  // namespace

std::unique_ptr<Encoder> make_bzip2_encoder() { return std::make_unique<Bzip2Encoder>(); }

}  // namespace crucible
