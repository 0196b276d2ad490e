#pragma once

#include "crucible/eval/evaluate.hpp"
#include "eval_case.hpp"
#include "world.hpp"

#include <map>
#include <string>
#include <vector>

namespace crucible::testing {

inline EvaluateOptions asking_for(const std::vector<std::string>& names,
                                  const std::vector<std::int64_t>& cutoffs) {
  EvaluateOptions options;
  options.metrics = parse_metrics(names, cutoffs);
  return options;
}

inline Evaluation evaluate_whole(const EvalCase& whole, const EvaluateOptions& options) {
  const Communicator self = world().split(world().rank(), 0);
  return evaluate(self, std::vector<NamedModel>{{"model", &whole.model}},
                  evaluation_data(whole.ratings, whole.part), options);
}

inline Evaluation evaluate_spread(const EvalCase& whole, const EvaluateOptions& options) {
  const EvalCase mine = part_of(whole, world());
  return evaluate(world(), std::vector<NamedModel>{{"model", &mine.model}},
                  evaluation_data(mine.ratings, mine.part), options);
}

inline std::map<std::string, double> values_of(const Evaluation& evaluation, const std::string& name) {
  std::map<std::string, double> values;
  for (const EvaluatedRow& row : evaluation.rows)
    if (row.name == name)
      for (std::size_t m = 0; m < row.values.size(); ++m)
        if (row.values[m]) values[evaluation.metrics[m].name] = *row.values[m];
  return values;
}

}  // namespace crucible::testing
