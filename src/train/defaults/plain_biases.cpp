#include "defaults/plain_biases.hpp"

#include "crucible/mpi/exact_sum.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

namespace {

/// Each user's and each book's mean includes this many extra ratings at the global mean.
constexpr double damping = 5;
/// Alternations; the error stands still after three or four.
constexpr int rounds = 4;

/// Over all ranks.
double largest_distance(const Communicator& comm, const RatingShard& train, double mean) {
  double largest = 0;
  for (const float rating : train.rating)
    largest = std::max(largest, std::abs(static_cast<double>(rating) - mean));
  return comm.max_value(largest);
}

}  // namespace

PlainBiases fit_plain_biases(const Communicator& comm, const RatingShard& train, double mean,
                             std::span<const std::int64_t> ratings_of_book) {
  const auto users = static_cast<std::size_t>(train.users.size());
  const auto books = static_cast<std::size_t>(train.total_books);
  std::vector<double> user_bias(users);
  std::vector<double> book_bias(books);
  // A damped mean of residuals is never larger than the largest of them. So no residual grows beyond this
  // many distances in the rounds: the first book means one, user means one more, and so on.
  const double bound = (2 * rounds + 1) * largest_distance(comm, train, mean);
  const auto most = static_cast<double>(*std::max_element(ratings_of_book.begin(), ratings_of_book.end()));
  for (int round = 0; round < rounds; ++round) {
    ExactSum left(train.total_books, bound * most);
    for (std::size_t u = 0; u < users; ++u)
      for (std::int64_t i = train.offsets[u]; i < train.offsets[u + 1]; ++i) {
        const auto entry = static_cast<std::size_t>(i);
        left.add(train.book[entry], static_cast<double>(train.rating[entry]) - mean - user_bias[u]);
      }
    const std::vector<double> sums = left.total(comm);
    for (std::size_t b = 0; b < books; ++b)
      book_bias[b] = sums[b] / (static_cast<double>(ratings_of_book[b]) + damping);
    for (std::size_t u = 0; u < users; ++u) {
      double sum = 0;
      for (std::int64_t i = train.offsets[u]; i < train.offsets[u + 1]; ++i) {
        const auto entry = static_cast<std::size_t>(i);
        sum += static_cast<double>(train.rating[entry]) - mean -
               book_bias[static_cast<std::size_t>(train.book[entry])];
      }
      user_bias[u] = sum / (static_cast<double>(train.offsets[u + 1] - train.offsets[u]) + damping);
    }
  }
  return {{user_bias.begin(), user_bias.end()}, {book_bias.begin(), book_bias.end()}};
}

}  // namespace crucible
