#include "crucible/recommend/new_users.hpp"

#include "crucible/core/number_text.hpp"
#include "crucible/mpi/collective.hpp"
#include "recommending/answers.hpp"
#include "recommending/lists.hpp"

#include <algorithm>
#include <optional>

namespace crucible {

namespace {

std::vector<User> users_in(const NewUsers& read, IndexRange range) {
  std::vector<User> users;
  for (std::int64_t u = range.begin; u < range.end; ++u) {
    const NewUser& user = read.users[static_cast<std::size_t>(u)];
    users.push_back({user.name, std::nullopt, user.own});
  }
  return users;
}

/// Warns how many users of the file rated no book of the model. If ratings are given, these users get the
/// most popular books. Collective.
void care_for_unknown(Job& job, const RecommendInputs& inputs, const NewUsers& read, OpenDesk& desk) {
  const std::int64_t unknown = std::count_if(read.users.begin(), read.users.end(),
                                             [](const NewUser& user) { return user.own.books.empty(); });
  if (unknown == 0) return;
  const bool popular = inputs.ratings != nullptr;
  job.log.warning(
      inputs.asked.ratings_file + ": " + grouped(unknown) + " users rated no book of the model and get " +
      (popular ? "the most popular books" : "nothing; with --ratings they would get popular books"));
  if (popular) desk.desk.know_popularity(count_ratings(job.comm, *inputs.ratings));
}

}  // namespace

void answer_new_user(Job& job, const RecommendInputs& inputs) {
  on_root(job.comm, [&] {
    const OpenDesk desk(job, inputs.model, inputs.asked);
    const std::vector<User> users{
        {"new user", std::nullopt, parse_rate(inputs.asked.rate, desk.catalogue, desk.traits())}};
    show_lists(job, desk, users, inputs.asked.explain);
  });
}

void answer_users_of_file(Job& job, const RecommendInputs& inputs) {
  std::optional<OpenDesk> desk;
  const NewUsers read = on_every_rank(job.comm, [&] {
    desk.emplace(job, inputs.model, inputs.asked);
    return read_new_users(inputs.asked.ratings_file, desk->catalogue, desk->traits());
  });
  warn_of_books(job, read.unknown_books, read.unknown_rows, inputs.asked.ratings_file + ": rates");
  care_for_unknown(job, inputs, read, *desk);
  const IndexRange all{0, std::ssize(read.users)};
  if (inputs.asked.to_file(job)) {
    write_lists(job, *desk, inputs.asked.top, all, [&](IndexRange range) { return users_in(read, range); });
    return;
  }
  on_root(job.comm, [&] { show_lists(job, *desk, users_in(read, all), inputs.asked.explain); });
}

}  // namespace crucible
