#include "crucible/core/error.hpp"
#include "crucible/core/narrow.hpp"
#include "export/encoder.hpp"

#include <array>
#include <new>

#include <zlib.h>

namespace crucible {

namespace {

constexpr int gzip_window = 15 + 16;
constexpr int usual_memory = 8;

class GzipEncoder : public Encoder {
 public:
  GzipEncoder() {
    // The header holds no time and no name, so that equal texts become equal files.
    if (deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_window, usual_memory,
                     Z_DEFAULT_STRATEGY) != Z_OK)
      throw std::bad_alloc();
  }
  ~GzipEncoder() override { deflateEnd(&stream_); }

  void put(std::span<const char> text, bool last, const ByteSink& sink) override {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream_.avail_in = narrow<uInt>(text.size());
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(out_.data());
      stream_.avail_out = static_cast<uInt>(out_.size());
      require(deflate(&stream_, last ? Z_FINISH : Z_NO_FLUSH) != Z_STREAM_ERROR, "zlib does not compress");
      sink(std::span<const char>(out_).first(out_.size() - stream_.avail_out));
    } while (stream_.avail_out == 0);
  }

 private:
  z_stream stream_{};
  std::array<char, encoded_bytes> out_{};
};

}  // namespace

std::unique_ptr<Encoder> make_gzip_encoder() { return std::make_unique<GzipEncoder>(); }

}  // namespace crucible
