#include "crucible/text/packed_output.hpp"

#include "crucible/core/error.hpp"
#include "export/encoder.hpp"

#include <cstring>

namespace crucible {

namespace {

constexpr std::size_t buffer_bytes = std::size_t{256} << 10U;

}  // namespace

struct PackedOutput::Packer {
  std::unique_ptr<Encoder> encoder;
};

PackedOutput::PackedOutput(const std::string& path) : packer_(std::make_unique<Packer>()) {
  file_.open(path, "output", true);
  if (const PackingSuffix* packing = packing_of(path)) packer_->encoder = packing->make();
}

PackedOutput::~PackedOutput() = default;

void PackedOutput::write(std::string_view text) {
  buffer_ += text;
  if (buffer_.size() >= buffer_bytes) flush(false);
}

void PackedOutput::flush(bool last) {
  const ByteSink sink = [&](std::span<const char> bytes) {
    file_.stream().write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!file_.stream()) throw IoError(file_.path(), "writing failed; is the disk full?");
  };
  if (packer_->encoder)
    packer_->encoder->put(buffer_, last, sink);
  else
    sink(buffer_);
  buffer_.clear();
}

void PackedOutput::commit() {
  flush(true);
  file_.commit();
}

std::string without_packing_suffix(const std::string& path) {
  const PackingSuffix* packing = packing_of(path);
  return packing == nullptr ? path : path.substr(0, path.size() - std::strlen(packing->suffix));
}

}  // namespace crucible
