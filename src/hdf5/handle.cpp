#include "handle.hpp"

namespace crucible {

void prepare_hdf5() noexcept {
  H5dont_atexit();  // a file left open by an error must not be closed after MPI has ended
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  H5PLset_loading_state(0);
}

std::string hdf5_reason() {
  std::string reason = "unknown HDF5 error";
  const auto visit = [](unsigned, const H5E_error2_t* entry, void* data) -> herr_t {
    if (entry->desc != nullptr && *entry->desc != '\0') *static_cast<std::string*>(data) = entry->desc;
    return 1;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, visit, &reason);
  H5Eclear2(H5E_DEFAULT);
  return reason;
}

}  // namespace crucible
