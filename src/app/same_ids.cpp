#include "same_ids.hpp"

#include "crucible/core/error.hpp"
#include "option_text.hpp"

namespace crucible {
namespace {

/// The value of `name` in lines "name = value"; empty where it is not there.
std::string config_value(const std::string& config, const std::string& name) {
  const std::string start = name + " = ";
  std::size_t at = config.rfind(start, 0) == 0 ? 0 : config.find("\n" + start);
  if (at == std::string::npos) return {};
  at = config.find(" = ", at) + 3;
  return config.substr(at, config.find('\n', at) - at);
}

}  // namespace

void check_same_ids(const ModelStore& model, const RatingStore& ratings) {
  if (model.record().id_fingerprint == ratings.id_fingerprint()) return;
  throw UsageError(ratings.path() + ": its readers or books are not those that " + model.path() +
                   " was trained on; give the ratings file of the training, or train on this one");
}

std::string split_of_training(const ModelStore& model) {
  const std::string split = config_value(model.record().config, "split");
  const std::size_t end = split.find(" (");
  return end == std::string::npos ? std::string() : split.substr(0, end);
}

std::optional<std::int64_t> fold_of_training(const ModelStore& model) {
  const std::string fold = config_value(model.record().config, "fold");
  if (fold.empty()) return std::nullopt;
  return parse_integer(fold, {0, 255});
}

std::string described(const SplitSummary& split) {
  return split.name + " (" + split.protocol + ", " + split.parameters + ", seed " +
         std::to_string(split.seed) + ")";
}

void warn_of_other_split(const ModelStore& model, const RatingStore& ratings, const std::string& split,
                         std::optional<std::int64_t> fold, ProgressLog& log) {
  if (model.record().ratings_fingerprint != ratings.ratings_fingerprint())
    log.warning(ratings.path() + " holds other ratings than those that " + model.path() +
                " was trained on: held-out ratings may have been seen in training");
  const std::string trained = config_value(model.record().config, "split");
  if (trained.empty()) return;
  std::string wanted = "none";
  for (const SplitSummary& summary : ratings.splits())
    if (summary.name == split) wanted = described(summary);
  const auto with_fold = [](const std::string& text, std::optional<std::int64_t> left_out) {
    return text + (left_out ? ", without fold " + std::to_string(*left_out) : "");
  };
  const std::optional<std::int64_t> trained_fold = fold_of_training(model);
  if (trained != wanted || trained_fold != fold)
    log.warning(model.path() + " was trained with split " + with_fold(trained, trained_fold) + ", not " +
                with_fold(wanted, fold) + ": held-out ratings may have been seen in training");
}

}  // namespace crucible
