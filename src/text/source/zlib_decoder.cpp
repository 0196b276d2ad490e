#include "crucible/core/error.hpp"
#include "source/decoder.hpp"

#include <algorithm>
#include <new>

#include <zlib.h>

namespace crucible {

namespace {

constexpr std::size_t most_at_a_time = std::size_t{1} << 30U;

/// gzip members or bare DEFLATE data, by zlib.
class ZlibDecoder : public Decoder {
 public:
  /// `window`: see inflateInit2().
  explicit ZlibDecoder(int window) {
    if (inflateInit2(&stream_, window) != Z_OK) throw std::bad_alloc();
  }
  ~ZlibDecoder() override { inflateEnd(&stream_); }

  bool step(std::span<const char>& in, std::span<char>& out) override {
    const std::size_t given = std::min(in.size(), most_at_a_time);
    const std::size_t room = std::min(out.size(), most_at_a_time);
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
    stream_.avail_in = static_cast<uInt>(given);
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(room);
    const int code = inflate(&stream_, Z_NO_FLUSH);
    in = in.subspan(given - stream_.avail_in);
    out = out.subspan(room - stream_.avail_out);
    if (code == Z_MEM_ERROR) throw std::bad_alloc();
    if (code == Z_NEED_DICT) throw DecodeProblem{"needs a dictionary that it does not hold"};
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
      throw DecodeProblem{stream_.msg != nullptr ? stream_.msg : "is damaged"};
    return code == Z_STREAM_END;
  }

  void restart() override { require(inflateReset(&stream_) == Z_OK, "zlib does not start again"); }

 private:
  z_stream stream_{};
};

constexpr int gzip_window = 15 + 16;
constexpr int bare_window = -15;

}  // namespace

std::unique_ptr<Decoder> make_gzip_decoder() { return std::make_unique<ZlibDecoder>(gzip_window); }
std::unique_ptr<Decoder> make_deflate_decoder() { return std::make_unique<ZlibDecoder>(bare_window); }

}  // namespace crucible
