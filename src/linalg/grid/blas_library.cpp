#include "crucible/linalg/blas_library.hpp"

#include "grid/scalapack.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

#include <unistd.h>

namespace crucible {

namespace {

constexpr const char* variable = "OPENBLAS_CORETYPE";

/// OpenBLAS has kernels without AVX for processors of these names. It takes Prescott for those that it does
/// not know.
bool is_of_old_processors(const std::string& kernel) {
  constexpr std::array<std::string_view, 7> old{"Prescott", "Core2",   "Penryn", "Dunnington",
                                                "Nehalem",  "Generic", "Atom"};
  return std::find(old.begin(), old.end(), kernel) != old.end();
}

}  // namespace

void use_one_blas_thread() noexcept { openblas_set_num_threads(1); }

BlasLibrary blas_library() {
  std::string build = openblas_get_config();
  while (build.ends_with(' ')) build.pop_back();
  return {build, openblas_get_corename(), openblas_get_num_threads()};
}

VectorUnits vector_units() noexcept {
  const bool avx2 = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
  const bool avx512 = __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
                      __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512vl") != 0;
  return {avx2, avx512};
}

std::string better_blas_kernels(const BlasLibrary& library, VectorUnits units) {
  if (!units.avx2 || !is_of_old_processors(library.kernel)) return {};
  return units.avx512 ? "SkylakeX" : "Haswell";
}

void use_fast_blas_kernels(char** argv) {
  if (std::getenv(variable) != nullptr) return;
  const std::string better = better_blas_kernels(blas_library(), vector_units());
  if (better.empty()) return;
  // The library chooses when it is loaded, so it has to be loaded again.
  setenv(variable, better.c_str(), 1);
  execv("/proc/self/exe", argv);
  unsetenv(variable);
}

}  // namespace crucible
