#include "crucible/recommend/answer_all.hpp"

#include "crucible/mpi/collective.hpp"

#include <algorithm>

namespace crucible {

namespace {

/// Number of users answered at a time. It is large enough for fast score kernels, and small enough for
/// memory.
constexpr std::int64_t batch_size = 4096;

void append(const std::vector<Recommendations>& answers, const std::vector<User>& users,
            RecommendationTable& table) {
  for (std::size_t u = 0; u < answers.size(); ++u) {
    auto at = table.names.size() * static_cast<std::size_t>(table.top);
    table.names.push_back(users[u].name);
    for (const ScoredBook& book : answers[u].books) {
      table.book[at] = book.book;
      table.score[at++] = book.score;
    }
  }
}

}  // namespace

double answering_bytes(std::int64_t users, double ratings, std::int64_t k, std::int64_t top) {
  constexpr double text = sizeof(std::string);
  constexpr double rating = sizeof(BookIndex) + sizeof(float);
  const double listed = (sizeof(BookIndex) + sizeof(float)) * static_cast<double>(top);
  // As the model stores them, of each user, and as a matrix; ratings as they are stored, of each user, and
  // what is left out; heaps, and lists of each user.
  const double of_user = 3 * sizeof(float) * static_cast<double>(k) + 2.5 * rating * ratings + sizeof(User) +
                         sizeof(Recommendations) + text + 2 * listed;
  return static_cast<double>(users) * (listed + text) +
         static_cast<double>(std::min(users, batch_size)) * of_user;
}

RecommendationTable answer_all(const Communicator& comm, IndexRange all, std::int64_t top,
                               const AnswerSteps& steps) {
  const IndexRange part = even_part(all.size(), comm.size(), comm.rank());
  RecommendationTable table{all.size(), top, part, {}, {}, {}};
  on_every_rank(comm, [&] {
    const auto places = static_cast<std::size_t>(part.size() * top);
    table.book.assign(places, -1);
    table.score.assign(places, 0.0F);
    for (std::int64_t begin = 0; begin < part.size(); begin += batch_size) {
      const std::int64_t end = std::min(begin + batch_size, part.size());
      const std::int64_t first = all.begin + part.begin;
      const std::vector<User> users = steps.users_of({first + begin, first + end});
      append(steps.answer(users), users, table);
      steps.heard(end, part.size());
    }
  });
  return table;
}

}  // namespace crucible
