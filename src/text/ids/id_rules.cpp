#include "ids/id_rules.hpp"

#include "crucible/core/utf8.hpp"
#include "crucible/text/text_fields.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

const char* problem_of_id(std::string_view id) noexcept {
  if (id.empty()) return "is empty";
  if (id.size() > longest_id) return "is longer than 1024 bytes";
  const auto plain = [](char c) { return c > 0; };  // ASCII but NUL
  if (std::all_of(id.begin(), id.end(), plain)) return nullptr;
  if (id.find('\0') != std::string_view::npos) return "holds a NUL byte";
  return is_utf8(id) ? nullptr : "is not valid UTF-8 (is the file Latin-1? then say `encoding` latin-1)";
}

std::string problem_of_rating(float rating, const RowPolicy& policy) {
  if (!std::isfinite(rating)) return describe(NumberProblem::not_finite);
  if (std::abs(rating) > largest_rating) return describe(NumberProblem::too_large);
  if (rating != 0 && !std::isnormal(rating)) return describe(NumberProblem::too_small);
  if (!policy.scale) return {};
  // In single precision on both sides, so that 0.1 is not below a scale that begins at 0.1.
  const bool inside =
      rating >= static_cast<float>(policy.scale->low) && rating <= static_cast<float>(policy.scale->high);
  if (inside) return {};
  return "is outside the scale " + shortest_text(policy.scale->low) + ":" + shortest_text(policy.scale->high);
}

}  // namespace crucible
