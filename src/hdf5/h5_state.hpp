#pragma once

#include "crucible/core/narrow.hpp"
#include "crucible/hdf5/h5_file.hpp"
#include "handle.hpp"
#include "posix_file.hpp"
#include "structure_driver.hpp"

#include <concepts>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <hdf5.h>

namespace crucible {

/// Bytes that this rank handed over, for the check that they can be read back.
struct WrittenPart {
  std::string dataset;
  std::int64_t offset = 0;  ///< in the file
  std::int64_t bytes = 0;
  std::uint64_t hash = 0;
};

/// What an H5File is behind its interface.
///
/// A file being written has one writer of its structure, rank 0 with HDF5's plain POSIX driver, and all ranks
/// as writers of values: rank 0 has HDF5 lay out each dataset in one piece and tells the others where it
/// lies, and every rank puts its rows there itself. So no rank waits inside a library for one whose write
/// failed.
struct H5File::State {
  std::string path;
  StructureTarget target;              ///< writing, on rank 0: where HDF5's own writes go
  const Communicator* comm = nullptr;  ///< set while writing
  std::int64_t file_bytes = 0;         ///< size on disk when opened for reading
  std::optional<PosixFile> values;     ///< writing: on every rank
  FileHandle file;                     ///< reading: on every rank; writing: on rank 0
  std::vector<WrittenPart> written;
  std::vector<std::pair<std::string, std::int64_t>> laid_out;  ///< on rank 0: datasets and where they lie

  /// Has HDF5 lay out a dataset on rank 0; returns on every rank where its values go. Collective.
  std::int64_t lay_out(const std::string& dataset, hid_t type, std::int64_t rows, std::int64_t columns);
  /// Throws IoError where `good` is false or a write of the structure failed; `what` cannot be written. For
  /// rank 0.
  void check_structure(bool good, const std::string& what) const;
  /// Writes this rank's bytes of a dataset and notes them for the check. Local.
  void put(const std::string& dataset, std::int64_t offset, std::span<const char> bytes);
  /// Writes a scalar attribute. Collective.
  void put_attribute(const std::string& object, const std::string& name, hid_t type, const void* value);
  /// Throws IoError unless all that the ranks wrote, closed by now, is read back as it was. Collective.
  void verify_written() const;
  /// The structure, as a reader sees it, has every dataset where its values were put. Local.
  void check_places() const;
};

/// Access list with the POSIX driver and without HDF5's own file locks, which some file systems do not have.
ListHandle posix_access();

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

/// Opens a dataset through hard links alone and refuses what no file of trust has: external or virtual
/// storage, unknown filters, more declared bytes than storage can explain.
DatasetHandle open_dataset(const std::string& path, std::int64_t file_bytes, hid_t file,
                           const std::string& dataset);

/// True where every step of `object`, from the root, is a hard link that exists.
bool reachable(hid_t file, const std::string& object);

/// The extent of `dataset`. Throws InputError where its size overflows or its rank is above 2.
H5Shape shape_of(const std::string& path, const std::string& name, hid_t dataset);

}  // namespace crucible
