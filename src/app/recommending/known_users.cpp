#include "crucible/mpi/collective.hpp"
#include "recommending/answers.hpp"
#include "recommending/lists.hpp"

#include <algorithm>
#include <optional>

namespace crucible {

namespace {

/// The number of ratings of each book if a requested user is unknown (-1 in `found`); otherwise empty.
/// Collective.
std::vector<std::int64_t> popularity_for(const Job& job, const RecommendInputs& inputs,
                                         const std::vector<std::int64_t>& found) {
  const auto unknown = std::find(found.begin(), found.end(), -1);
  if (unknown == found.end()) return {};
  on_every_rank(job.comm, [&] {
    if (inputs.ratings != nullptr) return;
    const auto at = static_cast<std::size_t>(unknown - found.begin());
    throw UsageError("--user: the model has no user " + printable(inputs.asked.users[at]) +
                     "; with --ratings RATINGS the most popular books would be shown");
  });
  return count_ratings(job.comm, *inputs.ratings);
}

}  // namespace

void answer_known_users(Job& job, const RecommendInputs& inputs) {
  const std::vector<std::string>& ids = inputs.asked.users;
  const std::vector<std::int64_t> found = find_users(job.comm, inputs.model, ids);
  const std::vector<std::int64_t> popularity = popularity_for(job, inputs, found);
  if (inputs.ratings == nullptr)
    job.log.info("books already rated may be among these: give --ratings to leave them out");
  on_root(job.comm, [&] {
    OpenDesk desk(job, inputs.model, inputs.asked);
    desk.desk.know_popularity(popularity);
    std::vector<User> users;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (found[i] >= 0) {
        users.push_back(std::move(inputs.source.read({found[i], found[i] + 1}).front()));
      } else {
        job.log.warning("the model has no user " + printable(ids[i]) + ": these are the most popular books");
        users.push_back({ids[i], std::nullopt, {}});
      }
    }
    show_lists(job, desk, users, inputs.asked.explain);
  });
}

void answer_all_users(Job& job, const RecommendInputs& inputs) {
  const IndexRange slice =
      on_every_rank(job.comm, [&] { return inputs.asked.slice_of(inputs.model.total_users()); });
  if (inputs.ratings == nullptr)
    job.log.warning("books already rated may be recommended: give --ratings to leave them out");
  std::optional<OpenDesk> desk;
  job.timings.measure(
      "load", [&] { on_every_rank(job.comm, [&] { desk.emplace(job, inputs.model, inputs.asked); }); });
  write_lists(job, *desk, inputs.asked.top, slice,
              [&](IndexRange range) { return inputs.source.read(range); });
}

}  // namespace crucible
