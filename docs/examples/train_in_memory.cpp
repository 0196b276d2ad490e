// Trains on ratings that are spread over the memories of the ranks, then recommends books to one user.
#include "crucible/data/triplets.hpp"
#include "crucible/model/all_books.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/mpi/session.hpp"
#include "crucible/recommend/recommendation_desk.hpp"
#include "crucible/train/trainer.hpp"

#include <cstdio>

using namespace crucible;

constexpr std::int64_t users = 600;
constexpr BookIndex books = 90;
constexpr std::int64_t asked = 42;  // the user who wants recommendations

// There are three kinds of books. A user likes one of them.
bool likes(std::int64_t user, BookIndex book) { return user % 3 == book % 3; }

// The ratings are dealt to the ranks in turn. crucible moves them to the right rank later.
std::vector<Rating> my_ratings(const Communicator& comm) {
  std::vector<Rating> mine;
  std::int64_t next = 0;
  for (std::int64_t user = 0; user < users; ++user)
    for (BookIndex book = 0; book < books; ++book)
      if ((user * 31 + book * 17) % 5 < 2 && next++ % comm.size() == comm.rank())
        mine.push_back({user, book, likes(user, book) ? 5.0F : 1.0F + static_cast<float>(user % 2)});
  return mine;
}

int run(const Communicator& comm) {
  TrainData data = shard_triplets(comm, my_ratings(comm), {.scale_low = 1, .scale_high = 5});
  OwnRatings own;  // what the asked user has rated is not recommended again
  if (data.train.users.contains(asked)) {
    const UserRow row = user_row(data.train, asked - data.train.users.begin);
    own = {{row.book.begin(), row.book.end()}, {row.rating.begin(), row.rating.end()}};
  }
  Trainer trainer(comm, {.factors = 8, .epochs = 30}, std::move(data));
  trainer.run({});
  const FactorModel model = with_all_books(comm, trainer.best_model());
  bool good = true;
  if (model.users.contains(asked)) {  // one rank has the user's factors
    const RecommendationDesk desk(model, 5, {}, Order::rating);
    const User user{"42", user_of(model, asked), own};
    const std::vector<Recommendations> answers = desk.answer({&user, 1}, false);
    for (const ScoredBook& place : answers.front().books) {
      std::printf("user %d, book %d: expected rating %.2f\n", int(asked), place.book, place.score);
      good = good && likes(asked, place.book);
    }
  }
  return comm.any(!good) ? 1 : 0;
}

int main(int argc, char** argv) {
  const MpiSession session(argc, argv);
  return run(session.world());
}
