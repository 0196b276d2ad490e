#include "crucible/model/spread.hpp"

#include "crucible/model/predict.hpp"

namespace crucible {

RatingRange rating_range(const FactorModel& model, double score, double deviation, std::size_t level) {
  const double middle = rating_of_score(model.traits, score);
  const double reach = model.spread.reach.at(level) * deviation;
  return {rating_of_score(model.traits, middle - reach), rating_of_score(model.traits, middle + reach)};
}

}  // namespace crucible
