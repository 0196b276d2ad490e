#include "source/decoder.hpp"

#include <algorithm>
#include <new>

#include <bzlib.h>

namespace crucible {

namespace {

constexpr std::size_t most_at_a_time = std::size_t{1} << 30U;

class Bzip2Decoder : public Decoder {
 public:
  Bzip2Decoder() { begin(); }
  ~Bzip2Decoder() override { BZ2_bzDecompressEnd(&stream_); }

  bool step(std::span<const char>& in, std::span<char>& out) override {
    const std::size_t given = std::min(in.size(), most_at_a_time);
    const std::size_t room = std::min(out.size(), most_at_a_time);
    stream_.next_in = const_cast<char*>(in.data());
    stream_.avail_in = static_cast<unsigned>(given);
    stream_.next_out = out.data();
    stream_.avail_out = static_cast<unsigned>(room);
    const int code = BZ2_bzDecompress(&stream_);
    in = in.subspan(given - stream_.avail_in);
    out = out.subspan(room - stream_.avail_out);
    if (code == BZ_MEM_ERROR) throw std::bad_alloc();
    if (code != BZ_OK && code != BZ_STREAM_END) throw DecodeProblem{"a block is damaged"};
    return code == BZ_STREAM_END;
  }

  void restart() override {
    BZ2_bzDecompressEnd(&stream_);
    begin();
  }

 private:
  void begin() {
    stream_ = {};
    if (BZ2_bzDecompressInit(&stream_, 0, 0) != BZ_OK) throw std::bad_alloc();
  }

  bz_stream stream_{};
};

}  // namespace

std::unique_ptr<Decoder> make_bzip2_decoder() { return std::make_unique<Bzip2Decoder>(); }

}  // namespace crucible
