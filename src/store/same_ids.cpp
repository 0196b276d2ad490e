#include "crucible/store/same_ids.hpp"

#include "crucible/core/error.hpp"

#include <charconv>

namespace crucible {
namespace {

/// The value of `name` in lines "name = value"; empty if it is not there.
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
  throw UsageError(ratings.path() + ": its users or books are not those that " + model.path() +
                   " was trained on; give the ratings file of the training, or train on this one");
}

ModelNames names_of(const RatingStore& ratings, IndexRange users, IndexRange books) {
  ModelNames names{ratings.user_ids(users), ratings.book_ids(books), {}};
  if (ratings.has_titles()) names.book_titles = ratings.book_titles(books);
  return names;
}

std::string described_split(const RatingStore& ratings, const std::string& name) {
  for (const SplitSummary& split : ratings.splits())
    if (split.name == name) return described(split);
  return "none";
}

std::string split_of_training(const ModelStore& model) {
  const std::string split = config_value(model.record().config, "split");
  const std::size_t end = split.find(" (");
  return end == std::string::npos ? std::string() : split.substr(0, end);
}

std::optional<std::int64_t> fold_of_training(const ModelStore& model) {
  const std::string fold = config_value(model.record().config, "fold");
  if (fold.empty()) return std::nullopt;
  std::int64_t number = 0;
  const char* const end = fold.data() + fold.size();
  if (std::from_chars(fold.data(), end, number).ptr != end || number < 0 || number > 255)
    throw InputError(model.path(), "names no fold of a split: " + printable(fold));
  return number;
}

std::string described(const SplitSummary& split) {
  return split.name + " (" + split.protocol + ", " + split.parameters + ", seed " +
         std::to_string(split.seed) + ")";
}

bool is_by_id(const SplitSummary& split) {
  return (" " + split.parameters + " ").find(" by-id ") != std::string::npos;
}

std::vector<std::string> doubts_about_split(const ModelStore& model, const RatingStore& ratings,
                                            const std::string& split, std::optional<std::int64_t> fold) {
  std::vector<std::string> doubts;
  if (model.record().ratings_fingerprint != ratings.ratings_fingerprint())
    doubts.push_back(ratings.path() + " holds other ratings than those that " + model.path() +
                     " was trained on: held-out ratings may have been seen in training");
  const std::string trained = config_value(model.record().config, "split");
  if (trained.empty()) return doubts;
  std::string wanted = "none";
  for (const SplitSummary& summary : ratings.splits())
    if (summary.name == split) wanted = described(summary);
  const auto with_fold = [](const std::string& text, std::optional<std::int64_t> left_out) {
    return text + (left_out ? ", without fold " + std::to_string(*left_out) : "");
  };
  const std::optional<std::int64_t> trained_fold = fold_of_training(model);
  if (trained != wanted || trained_fold != fold)
    doubts.push_back(model.path() + " was trained with split " + with_fold(trained, trained_fold) + ", not " +
                     with_fold(wanted, fold) + ": held-out ratings may have been seen in training");
  return doubts;
}

}  // namespace crucible
