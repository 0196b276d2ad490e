// The training core on made-up ratings, simulated (smpicxx) or real (mpicxx). Prints one line of JSON.
//
//   core_driver [--sync allreduce|rotate] [--users N] [--books N] [--ratings N] [--factors N] [--epochs N]
//               [--shards N] [--syncs N]
//   core_driver --measure link    (real, 2 ranks: latency, bandwidth, and the time of one addition)
#include "arguments.hpp"
#include "crucible/core/random.hpp"
#include "crucible/mpi/session.hpp"
#include "crucible/train/optimizer.hpp"
#include "crucible/train/sync_mode.hpp"
#include "crucible/train/trainer.hpp"

#include <algorithm>
#include <cstdio>
#include <vector>

#include <mpi.h>

namespace {

using namespace crucible;

/// Appends the ratings of a user: `count` distinct books in ascending order, low numbers more often.
void rate_books(std::int64_t user, std::int64_t count, RatingShard& shard) {
  RandomStream random(1, RandomPurpose::test, static_cast<std::uint64_t>(user));
  std::int64_t before = -1;
  for (std::int64_t i = 0; i < count; ++i) {
    const double place = (static_cast<double>(i) + random.uniform()) / static_cast<double>(count);
    auto book = static_cast<std::int64_t>(place * place * static_cast<double>(shard.total_books));
    book = std::max(std::min(book, shard.total_books - count + i), before + 1);
    before = book;
    shard.book.push_back(static_cast<BookIndex>(book));
    shard.rating.push_back(static_cast<float>(1 + random.below(5)));
  }
  shard.offsets.push_back(static_cast<std::int64_t>(shard.book.size()));
}

TrainData made_up(const Communicator& comm, const Arguments& given, bool rotates) {
  TrainData data;
  data.total_users = given.whole("users", 20'000);
  data.total_books = given.whole("books", 2000);
  data.scale_low = 1;
  data.scale_high = 5;
  const std::int64_t ratings = given.whole("ratings", 2'000'000);
  const std::int64_t usual =
      rotates ? default_rotate_shards(ratings, data.total_users, data.total_books) : comm.size();
  const std::int64_t shards = given.whole("shards", usual);
  for (std::int64_t s = 0; s < shards; ++s)
    data.shard_bounds.push_back(even_part(data.total_users, shards, s).begin);
  data.shard_bounds.push_back(data.total_users);
  data.train.users = users_of_rank(data.shard_bounds, comm.size(), comm.rank());
  data.train.total_books = data.total_books;
  for (std::int64_t user = data.train.users.begin; user < data.train.users.end; ++user)
    rate_books(user, even_part(ratings, data.total_users, user).size(), data.train);
  data.validation.users = data.train.users;
  data.validation.total_books = data.total_books;
  data.validation.offsets.resize(data.train.offsets.size());
  return data;
}

void train(const Communicator& comm, const Arguments& given) {
  TrainOptions options;
  options.sync = &sync_mode_named(given.text("sync", "allreduce"));
  options.optimizer = &optimizer_named("sgd");
  options.factors = given.whole("factors", 64);
  options.epochs = given.whole("epochs", 3);
  options.regularization.all = 0.1;
  if (given.whole("syncs", 0) > 0) options.syncs_per_epoch = given.whole("syncs", 0);
  TrainData data = made_up(comm, given, options.sync->books_travel);
  const std::int64_t shards = data.shards();
  Trainer trainer(comm, options, std::move(data));
  std::vector<double> seconds;
  EpochReport report;
  while (!trainer.finished()) {
    comm.barrier();
    const double start = MPI_Wtime();
    report = trainer.run_epoch();
    seconds.push_back(comm.max_value(MPI_Wtime() - start));
  }
  if (seconds.size() > 1) seconds.erase(seconds.begin());
  std::sort(seconds.begin(), seconds.end());
  if (comm.is_root())
    std::printf(
        "{\"seconds\": %.9g, \"least_seconds\": %.9g, \"bytes\": %lld, \"syncs\": %lld, \"shards\": %lld, "
        "\"ranks\": %d, \"updates\": %lld, \"rmse\": %.9g}\n",
        seconds[seconds.size() / 2], seconds.front(), static_cast<long long>(report.bytes_sent),
        static_cast<long long>(trainer.syncs_per_epoch()), static_cast<long long>(shards), comm.size(),
        static_cast<long long>(report.updates), report.train_rmse);
}

double exchange_seconds(const Communicator& comm, std::size_t floats) {
  std::vector<float> out(floats, 1);
  std::vector<float> in(floats);
  const int other = 1 - comm.rank();
  constexpr int rounds = 200;
  comm.barrier();
  const double start = MPI_Wtime();
  for (int i = 0; i < rounds; ++i) {
    Request receive = comm.start_receive(std::span<float>(in), other, 1);
    Request send = comm.start_send(std::span<const float>(out), other, 1);
    receive.wait();
    send.wait();
  }
  return comm.max_value(MPI_Wtime() - start) / rounds;
}

/// Nanoseconds to add one float of an array to another; both lie in the second-level cache.
double addition_ns() {
  constexpr std::size_t floats = std::size_t{1} << 17U;
  constexpr int rounds = 400;
  std::vector<float> sum(floats, 1);
  const std::vector<float> term(floats, 1);
  const double start = MPI_Wtime();
  for (int i = 0; i < rounds; ++i) {
    for (std::size_t j = 0; j < floats; ++j) sum[j] += term[j];
    asm volatile("" : : "r"(sum.data()) : "memory");
  }
  return (MPI_Wtime() - start) / rounds / floats * 1e9;
}

void measure_link(const Communicator& comm) {
  const double latency = exchange_seconds(comm, 1);
  const double large = exchange_seconds(comm, std::size_t{1} << 17U);
  const double add = addition_ns();
  if (comm.is_root())
    std::printf("{\"latency\": %.9g, \"bandwidth\": %.9g, \"addition_ns\": %.9g}\n", latency,
                4.0 * (std::size_t{1} << 17U) / (large - latency), add);
}

}  // namespace

int main(int argc, char** argv) {
  const crucible::MpiSession session(argc, argv);
  const Arguments given(argc, argv);
  if (given.text("measure", "").empty())
    train(session.world(), given);
  else
    measure_link(session.world());
  return 0;
}
