// The scale-offset filter stores integers in as few bits as they need. HDF5 trusts the header of a chunk when
// it unpacks it. A damaged chunk would make it read and write outside of its buffers.
#include "h5_state.hpp"

#include <algorithm>
#include <array>

namespace crucible {

namespace {

/// A chunk starts with the number of bits (4 bytes), the size of the smallest value (1 byte) and the value
/// (up to 16 bytes).
constexpr std::size_t header_bytes = 21;
constexpr std::size_t widest_minimum = 8;
/// Number and places of the filter's own parameters (H5Zscaleoffset.c).
constexpr std::size_t parameter_count = 20;
constexpr std::size_t parameter_elements = 2;
constexpr std::size_t parameter_size = 4;

struct Chunking {
  int rank = 0;
  std::array<hsize_t, 2> dims{1, 1};
  std::array<hsize_t, 2> chunk{1, 1};

  hsize_t elements() const { return chunk[0] * chunk[1]; }
};

bool parameters_fit(hid_t list, const Chunking& chunks, std::size_t element_bytes) {
  std::array<unsigned, parameter_count> parameters{};
  std::size_t count = parameters.size();
  unsigned flags = 0;
  unsigned config = 0;
  if (H5Pget_filter2(list, 0, &flags, &count, parameters.data(), 0, nullptr, &config) < 0) return false;
  return count == parameter_count && parameters[parameter_elements] == chunks.elements() &&
         parameters[parameter_size] == element_bytes;
}

/// The stored bytes of the chunk at `place`, not unpacked; empty if it was never written.
std::vector<unsigned char> raw_chunk(hid_t dataset, const std::array<hsize_t, 2>& place,
                                     std::uint32_t& mask) {
  hsize_t bytes = 0;
  if (H5Dget_chunk_storage_size(dataset, place.data(), &bytes) < 0 || bytes == 0) {
    H5Eclear2(H5E_DEFAULT);
    return {};
  }
  std::vector<unsigned char> buffer(bytes);
  if (H5Dread_chunk(dataset, H5P_DEFAULT, place.data(), &mask, buffer.data()) < 0) buffer.resize(1);
  return buffer;
}

bool unpacks(const std::vector<unsigned char>& chunk, hsize_t elements, std::size_t element_bytes) {
  if (chunk.size() < header_bytes || chunk[4] > widest_minimum) return false;
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < 4; ++i) bits |= std::uint64_t{chunk[i]} << (8 * i);
  if (bits > 8 * element_bytes) return false;
  return (chunk.size() - header_bytes) * 8 >= elements * bits;
}

}  // namespace

void check_scale_offset(const std::string& path, const std::string& name, hid_t dataset, hid_t list) {
  const auto damaged = [&] {
    throw InputError(path, "dataset " + name + ": a chunk packed by the scale-offset filter is damaged");
  };
  Chunking chunks;
  const SpaceHandle space(H5Dget_space(dataset));
  chunks.rank = H5Sget_simple_extent_dims(space.id(), chunks.dims.data(), nullptr);
  if (chunks.rank < 1 || H5Pget_chunk(list, 2, chunks.chunk.data()) != chunks.rank) damaged();
  const TypeHandle type(H5Dget_type(dataset));
  const std::size_t element_bytes = H5Tget_size(type.id());
  if (!parameters_fit(list, chunks, element_bytes)) damaged();
  for (hsize_t i = 0; i < chunks.dims[0]; i += chunks.chunk[0])
    for (hsize_t j = 0; j < chunks.dims[1]; j += chunks.chunk[1]) {
      std::uint32_t mask = 0;
      const std::vector<unsigned char> chunk = raw_chunk(dataset, {i, j}, mask);
      const bool packed = mask == 0 && !chunk.empty();
      if (packed && !unpacks(chunk, chunks.elements(), element_bytes)) damaged();
      if (mask != 0 && chunk.size() < chunks.elements() * element_bytes) damaged();
    }
}

}  // namespace crucible
