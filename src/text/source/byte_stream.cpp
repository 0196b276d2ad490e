#include "source/byte_stream.hpp"

#include "crucible/core/error.hpp"

#include <algorithm>

namespace crucible {

namespace {

constexpr std::size_t longest_piece = std::size_t{256} << 10U;

}  // namespace

std::span<const char> PeekStream::peek(std::size_t count) {
  if (buffer_.size() - next_ < count && !ended_) {
    buffer_.erase(0, next_);
    next_ = 0;
    const std::size_t held = buffer_.size();
    buffer_.resize(std::max(count, piece_));
    piece_ = std::min(2 * piece_, longest_piece);
    const std::size_t got = source_.read(std::span<char>(buffer_).subspan(held));
    ended_ = held + got < buffer_.size();
    buffer_.resize(held + got);
  }
  return std::span<const char>(buffer_).subspan(next_);
}

void PeekStream::skip(std::size_t count) {
  require(count <= buffer_.size() - next_, "bytes are dropped that were not looked at");
  next_ += count;
  position_ += static_cast<std::int64_t>(count);
}

std::size_t PeekStream::read(std::span<char> to) {
  const std::size_t held = std::min(buffer_.size() - next_, to.size());
  std::copy_n(buffer_.begin() + static_cast<std::ptrdiff_t>(next_), held, to.begin());
  next_ += held;
  std::size_t got = held;
  if (got < to.size() && !ended_) {
    const std::size_t more = source_.read(to.subspan(held));
    ended_ = more < to.size() - held;
    got += more;
  }
  position_ += static_cast<std::int64_t>(got);
  return got;
}

}  // namespace crucible
