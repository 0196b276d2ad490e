#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/eval/evaluate.hpp"
#include "crucible/store/rating_store.hpp"
#include "options/evaluate_settings.hpp"

#include <string>
#include <vector>

namespace crucible {

/// What is judged, and by what: this rank's users of every model and of the ratings.
struct Judged {
  std::vector<FactorModel> models;  ///< the one to judge, then those beside it
  EvaluationData data;

  /// The models with the names that their rows get. Views of this object.
  std::vector<NamedModel> named(const EvaluateSettings& settings) const;
};

/// Opens the models of `settings` and puts the split and fold that are judged by into it, so that --json
/// shows them. Warns if judging may flatter a model. Collective. Throws UsageError if files or split do
/// not go together, InputError for damaged files.
Judged load_judged(Job& job, EvaluateSettings& settings, const RatingStore& ratings);

}  // namespace crucible
