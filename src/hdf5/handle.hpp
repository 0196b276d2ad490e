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
  /// Gives the identifier up without closing it.
  hid_t release() noexcept { return std::exchange(id_, -1); }
  /// Closes; returns false where HDF5 says that it failed.
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
using ObjectHandle = Handle<H5Oclose>;
using GroupHandle = Handle<H5Gclose>;
using AttributeHandle = Handle<H5Aclose>;

/// Silences HDF5's own printing, and keeps it from loading plugins. Once per process is enough; cheap to
/// repeat.
void prepare_hdf5() noexcept;

/// The innermost message on HDF5's error stack, for our own messages; empties the stack.
std::string hdf5_reason();

/// Throws why HDF5 could not read: IoError where the device failed, else InputError, for a damaged file.
/// `what` says what could not be read.
[[noreturn]] void throw_unreadable(const std::string& path, const std::string& what);

}  // namespace crucible
