#include "ease/ease_recommender.hpp"

#include "crucible/core/number_text.hpp"
#include "crucible/linalg/host_memory.hpp"
#include "crucible/linalg/spd_inverse.hpp"
#include "crucible/mpi/collective.hpp"
#include "ease/ease_lists.hpp"

#include <algorithm>

namespace crucible {
namespace {

/// Gives out lists that were made before, because making them takes all ranks.
class EaseRecommender final : public Recommender {
 public:
  EaseRecommender(std::span<const std::int64_t> users, TopLists lists)
      : users_(users.begin(), users.end()), lists_(std::move(lists)) {}

  bool predicts() const override { return false; }
  bool ranks() const override { return true; }
  void start(std::span<const std::int64_t> users) override { batch_.assign(users.begin(), users.end()); }
  double predict(std::size_t /*place*/, BookIndex /*book*/,
                 std::optional<std::int64_t> /*time*/) const override {
    throw LogicError("EASE predicts no ratings");
  }

  TopLists lists(std::int64_t top) const override {
    require(top == lists_.top, "the lists of EASE have another length");
    TopLists result;
    result.top = top;
    for (const std::int64_t user : batch_) {
      const auto place = std::lower_bound(users_.begin(), users_.end(), user);
      require(place != users_.end() && *place == user, "EASE has no list of this user");
      const auto index = place - users_.begin();
      const auto* const first = lists_.entries.data() + index * top;
      result.entries.insert(result.entries.end(), first, first + top);
      result.shown.push_back(lists_.shown[static_cast<std::size_t>(index)]);
    }
    return result;
  }

 private:
  std::vector<std::int64_t> users_;
  TopLists lists_;
  std::vector<std::int64_t> batch_;
};

/// Collective. What a rating counts.
RatingEntry entries_of(const Communicator& comm, const EvaluationData& data, const EvaluateOptions& options) {
  RatingEntry entries{options.relevant_from, 0};
  if (!options.ease_by_rating) return entries;
  double lowest = 0;
  for (const float rating : data.train.rating) {
    entries.highest = std::max(entries.highest, static_cast<double>(rating));
    lowest = std::min(lowest, static_cast<double>(rating));
  }
  entries.highest = comm.max_value(entries.highest);
  if (comm.min_value(lowest) < 0 || entries.highest == 0)
    throw_on_all_ranks(UsageError("`ease_by_rating`: needs ratings of 0 or more, and one above 0"));
  return entries;
}

/// Collective. Throws Error (memory) if the baseline does not fit.
void require_ease_memory(const Communicator& comm, std::int64_t books, std::int64_t users, std::int64_t top) {
  MemoryNeed need = spd_inverse_need(books, comm.size());
  const auto most_users = static_cast<double>(comm.max_value(users));
  // The lists grow while they are made, and then leave the vector half empty at worst.
  const std::int64_t lists = bytes_of_doubles(2 * most_users * static_cast<double>(top));
  need.bytes_per_rank += lists;
  need.bytes_on_root += lists;
  require_memory(comm, need, "the baseline ease for " + grouped(books) + " books",
                 "use more hosts, or leave it out of `baselines`");
}

}  // namespace

FittedBaseline make_ease_baseline(const Communicator& comm, const EvaluationData& data,
                                  std::span<const std::int64_t> users, const EvaluateOptions& options) {
  const RatingEntry entries = entries_of(comm, data, options);
  const std::int64_t top = longest_list(options.metrics);
  require_ease_memory(comm, data.train.total_books, std::ssize(users), top);
  const EaseWeights ease = ease_weights(comm, data.train, entries, options.ease_lambda);
  TopLists lists = ease_lists(comm, ease, data, entries, users, top);
  return {std::make_unique<EaseRecommender>(users, std::move(lists)), {{"lambda", ease.lambda}}};
}

}  // namespace crucible
