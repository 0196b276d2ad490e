#include "split_choice.hpp"

#include "crucible/core/error.hpp"

#include <algorithm>

namespace crucible {

std::string choose_split(const RatingStore& store, const std::string& wanted, ProgressLog& log) {
  if (wanted == "none") return {};
  std::string names;
  for (const SplitSummary& split : store.splits()) names += (names.empty() ? "" : ", ") + split.name;
  if (wanted.empty()) {
    if (store.splits().size() > 1)
      throw UsageError(store.path() + ": has several splits; name one with --split (" + names + ", or none)");
    if (store.splits().empty()) return {};
    log.info("using split " + printable(names) + " of " + store.path() +
             " (--split none would take all ratings)");
    return names;
  }
  const auto same = [&](const SplitSummary& split) { return split.name == wanted; };
  if (std::none_of(store.splits().begin(), store.splits().end(), same))
    throw UsageError(store.path() + ": has no split " + printable(wanted) +
                     (names.empty() ? "; make one with: crucible split" : "; it has: " + names));
  return wanted;
}

}  // namespace crucible
