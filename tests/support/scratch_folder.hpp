#pragma once

#include "crucible/mpi/communicator.hpp"

#include <string>
#include <vector>

namespace crucible::testing {

/// A new folder, the same for all ranks, removed with all that is in it at the end. Collective.
class ScratchFolder {
 public:
  explicit ScratchFolder(const Communicator& comm);
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const noexcept { return path_; }
  /// The names of all that is in it, sorted. Local.
  std::vector<std::string> names() const;

 private:
  const Communicator& comm_;
  std::string path_;
};

}  // namespace crucible::testing
