#include "crucible/linalg/svd_method.hpp"

#include "crucible/core/error.hpp"

#include <array>

namespace crucible {

std::span<const SvdMethod> svd_methods() {
  static constexpr std::array<SvdMethod, 6> table{
      &svd_method::pdgesvd, &svd_method::dc,   &svd_method::qr_dc,
      &svd_method::polar,   &svd_method::gram, &svd_method::krylov,
  };
  return table;
}

std::string to_string(SvdMethod method) { return method == svd_method::automatic ? "auto" : method->name; }

SvdMethod parse_svd_method(std::string_view text) {
  if (text == to_string(svd_method::automatic)) return svd_method::automatic;
  std::string names = to_string(svd_method::automatic);
  for (const SvdMethod method : svd_methods()) {
    if (text == method->name) return method;
    names.append(method == svd_methods().back() ? " or " : ", ").append(method->name);
  }
  throw UsageError(printable(text) + " is not a method: take " + names);
}

}  // namespace crucible
