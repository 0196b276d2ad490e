#pragma once

#include <hdf5.h>

#include <concepts>
#include <optional>
#include <string>

#include "crucible/core/narrow.hpp"
#include "crucible/hdf5/h5_file.hpp"
#include "handle.hpp"

namespace crucible {

/// What an H5File is behind its interface.
struct H5File::State {
  std::string path;
  FileHandle file;
  const Communicator* comm = nullptr;  ///< set while writing
  std::int64_t file_bytes = 0;         ///< size on disk when opened for reading
};

/// The in-memory HDF5 type of `T`.
template <H5Scalar T>
hid_t native_type() {
  if constexpr (std::same_as<T, std::uint8_t>) return H5T_NATIVE_UINT8;
  if constexpr (std::same_as<T, std::int32_t>) return H5T_NATIVE_INT32;
  if constexpr (std::same_as<T, std::int64_t>) return H5T_NATIVE_INT64;
  if constexpr (std::same_as<T, std::uint64_t>) return H5T_NATIVE_UINT64;
  if constexpr (std::same_as<T, float>) return H5T_NATIVE_FLOAT;
  if constexpr (std::same_as<T, double>) return H5T_NATIVE_DOUBLE;
}

/// Opens a dataset through hard links alone and refuses what no file of trust has: external or virtual storage,
/// unknown filters, more declared bytes than storage can explain.
DatasetHandle open_dataset(const std::string& path, std::int64_t file_bytes, hid_t file, const std::string& dataset);

/// True where every step of `object`, from the root, is a hard link that exists.
bool reachable(hid_t file, const std::string& object);

/// The extent of `dataset`. Throws InputError where its size overflows or its rank is above 2.
H5Shape shape_of(const std::string& path, const std::string& name, hid_t dataset);

}  // namespace crucible
