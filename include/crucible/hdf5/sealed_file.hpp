#pragma once

#include "crucible/hdf5/h5_file.hpp"
#include "crucible/mpi/communicator.hpp"

#include <functional>
#include <string>

namespace crucible {

/// Files of ours carry a seal: a 4 KiB HDF5 user block at their head with our magic, the file's length and a
/// tree hash (XXH3, 128 bits, over slices of 16 MiB) of everything after it. docs/file-format.md has the
/// layout.
struct Seal {
  std::int64_t length = 0;  ///< of the whole file, bytes
  std::string hash;         ///< 32 hex digits
};

/// Writes a sealed file at `path`, never in place: all ranks write `path`.tmp-XXXXXX through `body`, it is
/// closed, hashed, sealed, flushed to the device, read back and renamed over `path`, and its folder is
/// flushed. Where anything fails on any rank, the temporary file is removed and `path` is as it was.
/// Collective, and so is `body`. Where `keep_previous` is not empty, what stood at `path` is kept under that
/// name.
Seal write_sealed(const Communicator& comm, const std::string& path, const std::function<void(H5File&)>& body,
                  const std::string& keep_previous = {});

/// Checks the seal of `path`, each rank hashing its share of the slices, before HDF5 sees a byte of it.
/// Throws InputError where the file has no seal, was cut or was changed. Collective.
Seal check_seal(const Communicator& comm, const std::string& path);

/// True where the file at `path` starts with our magic. Local.
bool has_seal(const std::string& path);

/// Temporary files of this process that a violent end should remove: main does so before it aborts the job.
/// Local.
void remove_temporary_files() noexcept;

}  // namespace crucible
