#include "scratch_folder.hpp"

#include "crucible/mpi/collective.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace crucible::testing {

ScratchFolder::ScratchFolder(const Communicator& comm) : comm_(comm) {
  on_root(comm, [&] {
    path_ = (std::filesystem::temp_directory_path() / "crucible-test-XXXXXX").string();
    if (::mkdtemp(path_.data()) == nullptr) throw IoError(path_, "cannot be created");
  });
  path_ = comm.broadcast_text(path_);
}

std::vector<std::string> ScratchFolder::names() const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(path_))
    names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

ScratchFolder::~ScratchFolder() {
  comm_.barrier();
  std::error_code ignored;
  if (comm_.is_root()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace crucible::testing
