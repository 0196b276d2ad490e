#include "handle.hpp"

#include "crucible/core/error.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

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

void throw_unreadable(const std::string& path, const std::string& what) {
  const std::string reason = hdf5_reason();
  constexpr std::string_view mark = "errno = ";
  const std::size_t at = reason.find(mark);
  const int code = at == std::string::npos ? 0 : std::atoi(reason.c_str() + at + mark.size());
  for (const int device : {EIO, ESTALE, ETIMEDOUT, ENOMEM})
    if (code == device) throw IoError(path, what + ": " + std::strerror(code));
  throw InputError(path, what + ": " + reason);
}

}  // namespace crucible
