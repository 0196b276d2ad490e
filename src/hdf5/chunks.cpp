#include "crucible/hdf5/chunks.hpp"

#include "h5_state.hpp"

#include <array>

namespace crucible {

std::vector<std::int64_t> chunk_extents(const std::string& path, const std::string& dataset) {
  const auto rank = static_cast<std::ptrdiff_t>(H5File::open(path).shape(dataset).dims.size());
  const FileHandle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, posix_access().id()));
  const DatasetHandle handle(H5Dopen2(file.id(), dataset.c_str(), H5P_DEFAULT));
  if (!handle.valid()) {  // a field of a table
    H5Eclear2(H5E_DEFAULT);
    return {};
  }
  const ListHandle list(H5Dget_create_plist(handle.id()));
  if (H5Pget_layout(list.id()) != H5D_CHUNKED) return {};
  std::array<hsize_t, 2> extents{1, 1};
  H5Pget_chunk(list.id(), static_cast<int>(rank), extents.data());
  return {extents.begin(), extents.begin() + rank};
}

}  // namespace crucible
