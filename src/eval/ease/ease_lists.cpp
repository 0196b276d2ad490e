#include "ease/ease_lists.hpp"

#include "crucible/mpi/collective.hpp"

#include <algorithm>
#include <vector>

namespace crucible {
namespace {

/// Users of each rank that are sent round at a time.
constexpr std::size_t users_at_a_time = 256;

/// An empty place of a list.
constexpr ScoredBook nothing{0, -1};

/// What all ranks need to know of the users of a round.
struct Round {
  BookLists known;
  BookLists rated;
};

Round next_round(const EvaluationData& data, const RatingEntry& entries,
                 std::span<const std::int64_t> users) {
  Round round;
  for (const std::int64_t user : users) {
    const UserRow own = user_row(data.train, user);
    round.known.add(own.book.empty() ? user_row(data.fold_in, user) : own, entries);
    round.rated.add(user_row(data.rated, user).book);
  }
  return round;
}

/// Puts the `top` best of `books` in front, in any order, and drops the others.
void keep_best(std::int64_t top, std::vector<ScoredBook>& books) {
  if (std::ssize(books) <= top) return;
  std::nth_element(books.begin(), books.begin() + top, books.end(), stands_before);
  books.resize(static_cast<std::size_t>(top));
}

/// Scores this rank's books for the users of a round, one after the other.
class Scorer {
 public:
  explicit Scorer(const EaseWeights& ease) : ease_(ease) {}

  /// The best `top` of this rank's books for a user, in any order, without those of `rated`, which ascend.
  const std::vector<ScoredBook>& best(std::span<const BookIndex> known, std::span<const float> entries,
                                      std::span<const BookIndex> rated, std::int64_t top) {
    score_ = Eigen::VectorXd::Zero(ease_.books.size());
    for (std::size_t i = 0; i < known.size(); ++i)
      score_ += static_cast<double>(entries[i]) * ease_.weights.col(known[i]);
    best_.clear();
    const auto* next_rated = rated.data();
    const auto* const end = rated.data() + rated.size();
    for (std::int64_t book = ease_.books.begin; book < ease_.books.end; ++book) {
      next_rated = std::lower_bound(next_rated, end, static_cast<BookIndex>(book));
      if (next_rated != end && *next_rated == book) continue;
      best_.push_back({static_cast<float>(score_(book - ease_.books.begin)), static_cast<BookIndex>(book)});
    }
    keep_best(top, best_);
    return best_;
  }

 private:
  const EaseWeights& ease_;
  Eigen::VectorXd score_;
  std::vector<ScoredBook> best_;
};

/// This rank's best books for each user of a round, `top` places per user.
std::vector<ScoredBook> score_round(const Round& round, std::int64_t top, Scorer& scorer) {
  std::vector<ScoredBook> all;
  std::size_t known = 0;
  std::size_t rated = 0;
  for (std::size_t user = 0; user < round.known.size.size(); ++user) {
    const auto known_count = static_cast<std::size_t>(round.known.size[user]);
    const auto rated_count = static_cast<std::size_t>(round.rated.size[user]);
    const auto& best = scorer.best(std::span(round.known.book).subspan(known, known_count),
                                   std::span(round.known.entry).subspan(known, known_count),
                                   std::span(round.rated.book).subspan(rated, rated_count), top);
    all.insert(all.end(), best.begin(), best.end());
    all.resize((user + 1) * static_cast<std::size_t>(top), nothing);
    known += known_count;
    rated += rated_count;
  }
  return all;
}

/// Appends the lists of `users` users to `lists`. `parts` holds what each rank found for all of them.
void merge(std::span<const ScoredBook> parts, std::int64_t ranks, std::int64_t users, TopLists& lists) {
  std::vector<ScoredBook> books;
  for (std::int64_t user = 0; user < users; ++user) {
    books.clear();
    for (std::int64_t rank = 0; rank < ranks; ++rank) {
      const auto places = parts.subspan(static_cast<std::size_t>((rank * users + user) * lists.top),
                                        static_cast<std::size_t>(lists.top));
      std::copy_if(places.begin(), places.end(), std::back_inserter(books),
                   [](const ScoredBook& book) { return book.book != nothing.book; });
    }
    keep_best(lists.top, books);
    std::sort(books.begin(), books.end(), stands_before);
    lists.shown.push_back(std::ssize(books));
    books.resize(static_cast<std::size_t>(lists.top));
    lists.entries.insert(lists.entries.end(), books.begin(), books.end());
  }
}

}  // namespace

TopLists ease_lists(const Communicator& comm, const EaseWeights& ease, const EvaluationData& data,
                    const RatingEntry& entries, std::span<const std::int64_t> users, std::int64_t top) {
  TopLists lists;
  lists.top = top;
  Scorer scorer(ease);
  while (comm.any(!users.empty())) {
    const auto some = users.first(std::min(users_at_a_time, users.size()));
    users = users.subspan(some.size());
    const Round mine = on_every_rank(comm, [&] { return next_round(data, entries, some); });
    const Round all{concatenate_all(comm, mine.known), concatenate_all(comm, mine.rated)};
    std::vector<std::int64_t> counts = comm.gather_all(std::ssize(some));
    for (std::int64_t& count : counts) count *= top;
    const auto found = on_every_rank(comm, [&] { return score_round(all, top, scorer); });
    const auto parts = comm.exchange(std::span<const ScoredBook>(found), counts);
    on_every_rank(comm, [&] { merge(parts, comm.size(), std::ssize(some), lists); });
  }
  return lists;
}

}  // namespace crucible
