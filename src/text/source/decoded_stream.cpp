#include "source/decoded_stream.hpp"

#include "crucible/core/error.hpp"

#include <utility>

namespace crucible {

namespace {

constexpr std::int64_t free_bytes = std::int64_t{64} << 20U;

}  // namespace

void ExpansionLimit::check(const std::string& name, std::int64_t consumed, std::int64_t produced) const {
  if (produced <= free_bytes || produced / ratio_ <= consumed) return;
  throw InputError(name, "holds more than " + std::to_string(ratio_) +
                             " bytes of text for each compressed byte (" + std::to_string(produced) +
                             " from " + std::to_string(consumed) +
                             "): if the file is to be trusted, raise `max_expansion`");
}

DecodedStream::DecodedStream(PeekStream& source, const Compression& kind, std::string name,
                             ExpansionLimit limit)
    : source_(source), kind_(kind), name_(std::move(name)), limit_(limit), decoder_(kind.make()) {}

void DecodedStream::fail(const std::string& problem) const {
  throw InputError(name_, std::string(kind_.name) + " data: " + problem + ", at byte " +
                              std::to_string(source_.position()));
}

/// Between members: false at the end of the stream. Zeros, with which tapes and xz fill up, are left out.
bool DecodedStream::begin_next_member() {
  std::span<const char> bytes = source_.peek(magic_bytes);
  while (!bytes.empty() && bytes.front() == 0) {
    source_.skip(1);
    bytes = source_.peek(magic_bytes);
  }
  if (bytes.empty()) return false;
  if (!kind_.begins({bytes.data(), bytes.size()})) fail("ends, and something else follows");
  decoder_->restart();
  in_member_ = true;
  return true;
}

std::size_t DecodedStream::read(std::span<char> to) {
  const std::size_t wanted = to.size();
  while (!to.empty()) {
    if (!in_member_ && !begin_next_member()) break;
    std::span<const char> in = source_.peek(1);
    const std::size_t offered = in.size();
    const std::size_t room = to.size();
    try {
      in_member_ = !decoder_->step(in, to);
    } catch (const DecodeProblem& problem) {
      fail(problem.words);
    }
    source_.skip(offered - in.size());
    if (in_member_ && offered == 0 && to.size() == room) fail("is cut short");
  }
  produced_ += static_cast<std::int64_t>(wanted - to.size());
  limit_.check(name_, source_.position(), produced_);
  return wanted - to.size();
}

}  // namespace crucible
