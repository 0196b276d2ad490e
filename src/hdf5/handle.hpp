#pragma once

#include "crucible/core/error.hpp"

#include <string>
#include <utility>

#include <hdf5.h>

namespace crucible {

/// Owns one HDF5 identifier and closes it with `Close`.
template <herr_t (*Close)(hid_t)>
class Handle {
 public:
  Handle() = default;
  explicit Handle(hid_t id) : id_(id) {}
  ~Handle() { reset(); }
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    return *this;
  }

  hid_t id() const noexcept { return id_; }
  bool valid() const noexcept { return id_ >= 0; }
  /// Closes the identifier. False if HDF5 reports a failure.
  bool reset() noexcept {
    const hid_t id = std::exchange(id_, -1);
    return id < 0 || Close(id) >= 0;
  }

 private:
  hid_t id_ = -1;
};

using FileHandle = Handle<H5Fclose>;
using DatasetHandle = Handle<H5Dclose>;
using SpaceHandle = Handle<H5Sclose>;
using TypeHandle = Handle<H5Tclose>;
using ListHandle = Handle<H5Pclose>;
using GroupHandle = Handle<H5Gclose>;
using AttributeHandle = Handle<H5Aclose>;

/// Silences HDF5's own printing, and keeps HDF5 from loading plugins. One call per process is enough, but
/// more are cheap.
void prepare_hdf5() noexcept;

/// The innermost message on HDF5's error stack, for our own messages. Empties the stack.
std::string hdf5_reason();

/// Throws the reason why HDF5 could not read: IoError if the device failed, else InputError, because the file
/// is damaged. `what` starts the message, for example "dataset x cannot be read".
[[noreturn]] void throw_unreadable(const std::string& path, const std::string& what);

}  // namespace crucible
