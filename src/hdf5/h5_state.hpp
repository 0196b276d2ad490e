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

/// Bytes that this rank wrote, for the check that they can be read back.
struct WrittenPart {
  std::string dataset;
  std::int64_t offset = 0;  ///< in the file
  std::int64_t bytes = 0;
  std::uint64_t hash = 0;
};

/// The state of an H5File.
///
/// Only rank 0 writes the structure of a new file, with HDF5 and our structure driver. All ranks write
/// values. HDF5 on rank 0 lays out each dataset in one piece, rank 0 tells the others where it lies, and
/// every rank writes its rows there itself. So no rank waits inside a library for a rank whose write failed.
struct H5File::State {
  std::string path;
  StructureTarget target;              ///< writing, on rank 0: where HDF5's own writes go
  const Communicator* comm = nullptr;  ///< set while writing
  std::int64_t file_bytes = 0;         ///< size on disk when opened for reading
  std::optional<PosixFile> values;     ///< writing: on every rank
  FileHandle file;                     ///< reading: on every rank; writing: on rank 0
  std::vector<WrittenPart> written;
  std::vector<std::pair<std::string, std::int64_t>> laid_out;  ///< on rank 0: datasets and where they lie

  /// Collective. Lays out a dataset with HDF5 on rank 0. Returns, on every rank, the place of its values.
  std::int64_t lay_out(const std::string& dataset, hid_t type, std::int64_t rows, std::int64_t columns);
  /// For rank 0. Throws IoError, which says that `what` cannot be written, if `good` is false or a write of
  /// the structure failed.
  void check_structure(bool good, const std::string& what) const;
  /// Local. Writes this rank's bytes of a dataset and notes them for the check.
  void put(const std::string& dataset, std::int64_t offset, std::span<const char> bytes);
  /// Collective. Writes a scalar attribute.
  void put_attribute(const std::string& object, const std::string& name, hid_t type, const void* value);
  /// Collective. Throws IoError unless everything that the ranks wrote reads back the same. The file must be
  /// closed.
  void verify_written() const;
  /// Local. Throws IoError unless every dataset, opened afresh, lies where its values were written.
  void check_places() const;
};

/// Access list with the POSIX driver and without HDF5's own file locks, because some file systems have no
/// locks.
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

/// A dataset, or one field of it.
struct OpenDataset {
  DatasetHandle handle;
  std::string field;  ///< empty: the whole dataset

  hid_t id() const noexcept { return handle.id(); }
  /// The type in the file, of the field if there is one.
  TypeHandle type() const;
  /// `plain`. If there is a field, a table in memory that has only this field, of type `plain`.
  TypeHandle in_memory(hid_t plain) const;
};

/// Opens a dataset, or the field of a table, through hard links only. Throws InputError for anything unsafe:
/// external or virtual storage, unknown filters, or more declared bytes than the stored ones can expand to.
OpenDataset open_dataset(const std::string& path, std::int64_t file_bytes, hid_t file,
                         const std::string& dataset);

/// True if every step of `object`, from the root, is a hard link that exists.
bool reachable(hid_t file, const std::string& object);

/// Throws InputError unless every chunk packed by the scale-offset filter unpacks within its bounds. HDF5
/// does not check that.
void check_scale_offset(const std::string& path, const std::string& name, hid_t dataset, hid_t list);

/// Type and extent of `dataset`. Throws InputError if its size overflows or it has more than 2 dimensions.
H5Shape shape_of(const std::string& path, const std::string& name, const OpenDataset& dataset);

}  // namespace crucible
