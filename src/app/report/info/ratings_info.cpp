#include "report/info/ratings_info.hpp"

#include "crucible/core/number_text.hpp"
#include "crucible/data/split.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/store/same_ids.hpp"

#include <algorithm>
#include <string>

namespace crucible {

namespace {

/// A user with enough ratings to try recommendations on. Rank 0 alone.
void show_example(Job& job, const RatingStore& store) {
  constexpr std::int64_t enough = 20;
  constexpr std::int64_t look_at = 10'000;
  std::int64_t chosen = -1;
  std::int64_t most = 0;
  for (std::int64_t user = 0; user < std::min(look_at, store.total_users()) && most < enough; ++user) {
    const std::int64_t count = store.offset(user + 1) - store.offset(user);
    if (count <= most) continue;
    chosen = user;
    most = count;
  }
  if (chosen < 0) return;
  const std::string id = store.user_ids({chosen, chosen + 1}).front();
  job.log.result("  a user    " + id + ", with " + grouped(most) + " ratings");
  job.result["example_user"] = id;
}

/// Collective.
void show_split(Job& job, const RatingStore& store, const SplitSummary& split, IndexRange users) {
  const SplitLabels labels = on_every_rank(job.comm, [&] { return store.read_split(users, split.name); });
  const auto counts = part_counts(job.comm, labels);
  std::string line = "  split     " + described(split) + ":";
  for (std::size_t p = 0; p < counts.size(); ++p)
    if (counts[p] > 0) line += " " + std::string(name_of(static_cast<Part>(p))) + " " + grouped(counts[p]);
  job.log.result(line);
  job.result["splits"][split.name] = counts;
}

}  // namespace

void show_ratings(Job& job, const RatingStore& store, IndexRange users) {
  const double cells = static_cast<double>(store.total_users()) * static_cast<double>(store.total_books());
  job.log.result(store.path() + ": ratings");
  job.log.result("  users     " + grouped(store.total_users()));
  job.log.result("  books     " + grouped(store.total_books()) + (store.has_titles() ? ", with titles" : ""));
  job.log.result("  ratings   " + grouped(store.total_ratings()) + " (" +
                 fixed(100 * static_cast<double>(store.total_ratings()) / std::max(cells, 1.0), 3) +
                 " % of all pairs)" + (store.has_timestamps() ? ", with times" : ""));
  job.log.result("  scale     " + shortest(store.scale_low()) + " to " + shortest(store.scale_high()));
  on_root(job.comm, [&] { show_example(job, store); });
  for (const SplitSummary& split : store.splits()) show_split(job, store, split, users);
  job.result["users"] = store.total_users();
  job.result["books"] = store.total_books();
  job.result["ratings"] = store.total_ratings();
}

}  // namespace crucible
