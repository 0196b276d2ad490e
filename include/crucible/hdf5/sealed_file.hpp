#pragma once

#include "crucible/hdf5/h5_file.hpp"
#include "crucible/mpi/communicator.hpp"

#include <functional>
#include <string>

namespace crucible {

/// The seal of a file that crucible wrote: an HDF5 user block of 4 KiB at its start. It contains our magic,
/// the length of the file and a tree hash (XXH3, 128 bits, over slices of 16 MiB) of everything after the
/// block. docs/file-format.md has the layout.
struct Seal {
  std::int64_t length = 0;  ///< of the whole file, bytes
  std::string hash;         ///< 32 hex digits
};

/// Collective, and so is `body`. Writes a sealed file at `path`, but never in place. All ranks write a
/// temporary file beside `path` through `body`. Then the file is closed, hashed, sealed, flushed to the
/// device, read back and renamed to `path`, and its folder is flushed. If anything fails on any rank, the
/// temporary file is removed, `path` stays as it was, and all ranks throw. If `keep_previous` is not empty,
/// the old file at `path` is kept under that name.
Seal write_sealed(const Communicator& comm, const std::string& path, const std::function<void(H5File&)>& body,
                  const std::string& keep_previous = {});

/// Collective. Checks the seal of `path`. Each rank hashes its share of the slices. Call it before HDF5 reads
/// the file. Throws InputError if the file has no seal, was cut or was changed.
Seal check_seal(const Communicator& comm, const std::string& path);

/// Local. True if the file at `path` starts with our magic. Throws InputError if there is no such file.
bool has_seal(const std::string& path);

/// Local. Removes the temporary files of this process. main calls it before it aborts the job.
void remove_temporary_files() noexcept;

}  // namespace crucible
