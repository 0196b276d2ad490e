#include "options/split_choice.hpp"

#include "crucible/core/error.hpp"

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
  if (store.find_split(wanted) == nullptr)
    throw UsageError(store.path() + ": has no split " + printable(wanted) +
                     (names.empty() ? "; make one with: crucible split" : "; it has: " + names));
  return wanted;
}

std::string choose_split_to_judge_by(const RatingStore& store, const std::string& wanted, ProgressLog& log) {
  std::string chosen = choose_split(store, wanted, log);
  if (chosen.empty())
    throw UsageError(store.path() +
                     ": no split, so nothing is held out to judge by; make one with: crucible split");
  return chosen;
}

}  // namespace crucible
