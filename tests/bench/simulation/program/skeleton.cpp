// The messages of an epoch of training, without the training: those of src/train/schedule/ in the same order
// and of the same sizes. Work is modelled by rates that the real core_driver measured. Simulated only. Prints
// one line of JSON.
//
// Pieces of a merge (allreduce), sub-epochs (rotate) and the broadcasts at the end of an epoch repeat; the
// first `--limit` are simulated, and the others are taken to last as long as the mean of those after the
// first.
//
//   skeleton [--sync allreduce|rotate] [--users N] [--books N] [--ratings N] [--factors N] [--shards N]
//   [--syncs N]
//            [--popularity X] [--rating-ns X] [--merge-ns X] [--addition-ns X] [--limit N] [--scatter X]
#include "arguments.hpp"
#include "crucible/core/index_range.hpp"
#include "crucible/core/random.hpp"
#include "crucible/train/optimizer.hpp"
#include "crucible/train/sync_mode.hpp"
#include "kernel/kernel.hpp"
#include "schedule/syncs.hpp"
#include "workbench.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include <mpi.h>
#include <smpi/smpi.h>

namespace {

using namespace crucible;

/// What is modelled. Hosts of the platforms have 1 Gflop/s: a nanosecond is a flop.
struct Case {
  int rank = 0;
  int ranks = 1;
  std::int64_t users, books, ratings, factors, shards, syncs, limit;
  double rating_ns, merge_ns, addition_ns, scatter;

  std::int64_t stride() const { return padded_factors(factors); }
};

struct Outcome {
  double seconds = 0;
  double bytes = 0;  ///< of this rank
};

/// Works through `ratings` ratings, more or less: what a cell of ratings holds scatters as counts do.
void work_on(const Case& c, double ratings, std::int64_t place) {
  RandomStream random(1, RandomPurpose::test, static_cast<std::uint64_t>(c.rank),
                      static_cast<std::uint64_t>(place));
  smpi_execute_flops(std::max(0.0, ratings + c.scatter * random.normal() * std::sqrt(ratings)) * c.rating_ns);
}

/// Seconds of `all` repetitions, from the times after each of those that were simulated.
double extended(const std::vector<double>& times, double all) {
  const auto count = static_cast<double>(times.size() - 1);
  const double first = times[1] - times[0];
  if (count < 2 || all <= 1) return first * std::min(all, 1.0);
  return first + (times.back() - times[1]) / (count - 1) * (all - 1);
}

double longest(double seconds) {
  double most = 0;
  MPI_Allreduce(&seconds, &most, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
  return most;
}

/// BookMerger::merge(): the rows of all books, piece by piece.
Outcome allreduce_epoch(const Case& c) {
  constexpr std::int64_t columns = 5;  // Column::columns
  const std::int64_t width = c.stride() + columns;
  const std::int64_t piece_rows = std::max<std::int64_t>(16, (std::int64_t{1} << 17U) / width / 16 * 16);
  const std::int64_t rows = std::min(piece_rows, c.books);
  const auto floats = static_cast<double>(rows * width);
  auto* buffer =
      static_cast<float*>(SMPI_SHARED_MALLOC(static_cast<std::size_t>(rows * width) * sizeof(float)));
  const double pieces = static_cast<double>(c.books) / static_cast<double>(rows);
  const double in_slice =
      static_cast<double>(c.ratings) / static_cast<double>(c.ranks) / static_cast<double>(c.syncs);
  std::vector<double> times{MPI_Wtime()};
  work_on(c, in_slice, 0);
  if (c.ranks > 1) {
    for (std::int64_t i = 0; i < std::min(c.limit, static_cast<std::int64_t>(std::ceil(pieces))); ++i) {
      smpi_execute_flops(static_cast<double>(rows) * c.merge_ns);
      MPI_Allreduce(MPI_IN_PLACE, buffer, static_cast<int>(rows * width), MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
      smpi_execute_flops(floats * (c.ranks - 1) / c.ranks * c.addition_ns);
      times.push_back(MPI_Wtime());
    }
  } else {
    times.push_back(MPI_Wtime());
  }
  SMPI_SHARED_FREE(buffer);
  Outcome outcome;
  outcome.seconds = extended(times, c.ranks > 1 ? pieces : 1) * static_cast<double>(c.syncs);
  if (c.ranks > 1) outcome.bytes = 4.0 * static_cast<double>(c.books * width * c.syncs);
  return outcome;
}

/// The moves of BlockRing: where each shard's block is at a shift, and which rank trains it.
struct Ring {
  const Case& c;
  IndexRange mine = even_part(c.shards, c.ranks, c.rank);

  int rank_of(std::int64_t shard) const {
    return static_cast<int>(even_part_of(c.shards, c.ranks, (shard + c.shards) % c.shards));
  }
  /// The rank that has this shard's next block now, and the one that gets its block next.
  int source(std::int64_t shard, std::int64_t now, std::int64_t next) const {
    return rank_of((shard + next - now + c.shards) % c.shards);
  }
  int target(std::int64_t shard, std::int64_t now, std::int64_t next) const {
    return rank_of((shard + now - next + c.shards) % c.shards);
  }
  double block_bytes(std::int64_t block) const {
    return 4.0 *
           static_cast<double>(even_part(c.books, c.shards, block % c.shards).size() * (c.stride() + 1));
  }
};

/// The requests of one move of all blocks of this rank.
struct Move {
  std::vector<MPI_Request> receives;
  std::vector<MPI_Request> sends;
};

void expect(const Ring& ring, std::int64_t now, std::int64_t next, char* buffer, Move& move) {
  move.receives.assign(static_cast<std::size_t>(ring.mine.size()), MPI_REQUEST_NULL);
  for (std::int64_t s = ring.mine.begin; s < ring.mine.end; ++s) {
    const int from = ring.source(s, now, next);
    if (from == ring.c.rank) continue;
    MPI_Irecv(buffer, static_cast<int>(ring.block_bytes(s + next)), MPI_BYTE, from,
              static_cast<int>((s + next) % ring.c.shards), MPI_COMM_WORLD,
              &move.receives[static_cast<std::size_t>(s - ring.mine.begin)]);
  }
}

void hand_on(const Ring& ring, std::int64_t s, std::int64_t now, std::int64_t next, const char* buffer,
             Move& move) {
  const int to = ring.target(s, now, next);
  if (to == ring.c.rank) return;
  move.sends.emplace_back();
  MPI_Isend(buffer, static_cast<int>(ring.block_bytes(s + now)), MPI_BYTE, to,
            static_cast<int>((s + now) % ring.c.shards), MPI_COMM_WORLD, &move.sends.back());
}

void wait_all(std::vector<MPI_Request>& requests) {
  MPI_Waitall(static_cast<int>(requests.size()), requests.data(), MPI_STATUSES_IGNORE);
  requests.clear();
}

double ring_bytes(const Ring& ring, const std::vector<std::int64_t>& shifts) {
  double bytes = 0;
  for (std::size_t i = 0; i + 1 < shifts.size(); ++i)
    for (std::int64_t s = ring.mine.begin; s < ring.mine.end; ++s)
      if (ring.target(s, shifts[i], shifts[i + 1]) != ring.c.rank) bytes += ring.block_bytes(s + shifts[i]);
  return bytes;
}

/// RotateSchedule::run_epoch().
Outcome rotate_epoch(const Case& c, std::int64_t epoch) {
  const Ring ring{c};
  std::vector<std::int64_t> shifts = epoch_order(1, c.shards, epoch, 0);
  shifts.insert(shifts.begin(), 0);
  shifts.push_back(0);
  const auto largest = static_cast<std::size_t>(ring.block_bytes(0));
  auto* buffer = static_cast<char*>(SMPI_SHARED_MALLOC(std::max<std::size_t>(1, largest)));
  const double in_cell =
      static_cast<double>(c.ratings) / static_cast<double>(c.shards) / static_cast<double>(c.shards);
  Move moves[3];
  std::vector<double> times{MPI_Wtime()};
  const std::int64_t steps = std::min(c.shards, c.limit);
  const auto at = [&](std::int64_t i) { return shifts[static_cast<std::size_t>(i)]; };
  expect(ring, at(0), at(1), buffer, moves[0]);
  for (std::int64_t s = ring.mine.begin; s < ring.mine.end; ++s)
    hand_on(ring, s, at(0), at(1), buffer, moves[0]);
  for (std::int64_t step = 1; step <= steps; ++step) {
    Move& arriving = moves[(step - 1) % 3];
    Move& leaving = moves[step % 3];
    expect(ring, at(step), at(step + 1), buffer, leaving);
    for (std::int64_t s = ring.mine.begin; s < ring.mine.end; ++s) {
      MPI_Wait(&arriving.receives[static_cast<std::size_t>(s - ring.mine.begin)], MPI_STATUS_IGNORE);
      work_on(c, in_cell, step * c.shards + s);
      hand_on(ring, s, at(step), at(step + 1), buffer, leaving);
    }
    wait_all(arriving.sends);
    times.push_back(MPI_Wtime());
  }
  wait_all(moves[steps % 3].receives);
  wait_all(moves[steps % 3].sends);
  const double home = MPI_Wtime() - times.back();
  SMPI_SHARED_FREE(buffer);
  return {extended(times, static_cast<double>(c.shards)) + home, ring_bytes(ring, shifts)};
}

/// sum_in_shard_order(): a gathering and one broadcast per rank; then the sums of the report.
double end_of_epoch(const Case& c) {
  std::vector<char> values(static_cast<std::size_t>(8 * (c.shards / c.ranks + 1)));
  std::vector<std::int64_t> sizes(static_cast<std::size_t>(c.ranks));
  const std::int64_t mine = 8;
  const double start = MPI_Wtime();
  MPI_Allgather(&mine, 8, MPI_BYTE, sizes.data(), 8, MPI_BYTE, MPI_COMM_WORLD);
  std::vector<double> times{MPI_Wtime()};
  const double gathered = times[0] - start;
  for (int source = 0; source < std::min<std::int64_t>(c.ranks, c.limit); ++source) {
    MPI_Bcast(values.data(), static_cast<int>(even_part(c.shards, c.ranks, source).size() * 8), MPI_BYTE,
              source, MPI_COMM_WORLD);
    times.push_back(MPI_Wtime());
  }
  const double broadcast = extended(times, c.ranks);
  const double before = MPI_Wtime();
  longest(0);
  longest(0);
  return gathered + broadcast + MPI_Wtime() - before;
}

Case read_case(const Arguments& given, bool rotates) {
  Case c;
  MPI_Comm_rank(MPI_COMM_WORLD, &c.rank);
  MPI_Comm_size(MPI_COMM_WORLD, &c.ranks);
  c.users = given.whole("users", 20'000);
  c.books = given.whole("books", 2000);
  c.ratings = given.whole("ratings", 2'000'000);
  c.factors = given.whole("factors", 64);
  c.shards = given.whole("shards", c.ranks);
  c.limit = given.whole("limit", 1 << 30);
  c.rating_ns = given.number("rating-ns", 6);
  c.merge_ns = given.number("merge-ns", 60);
  c.addition_ns = given.number("addition-ns", 0.1);
  c.scatter = given.number("scatter", 1);
  TrainOptions options;
  options.optimizer = &optimizer_named("sgd");
  options.sync = &sync_mode_named(rotates ? "rotate" : "allreduce");
  options.factors = c.factors;
  c.syncs = given.whole("syncs", 0);
  if (c.syncs == 0)
    c.syncs =
        default_syncs(options, {c.shards, c.ratings, c.books, c.users, given.number("popularity", 1e4)});
  return c;
}

}  // namespace

int main(int argc, char** argv) {
  MPI_Init(&argc, &argv);
  const Arguments given(argc, argv);
  const bool rotates = given.text("sync", "allreduce") == "rotate";
  const Case c = read_case(given, rotates);
  MPI_Barrier(MPI_COMM_WORLD);
  const Outcome mine = rotates ? rotate_epoch(c, given.whole("epoch", 0)) : allreduce_epoch(c);
  const double seconds = longest(mine.seconds);
  MPI_Barrier(MPI_COMM_WORLD);
  const double end = longest(end_of_epoch(c));
  double bytes = 0;
  MPI_Allreduce(&mine.bytes, &bytes, 1, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
  if (c.rank == 0)
    std::printf(
        "{\"seconds\": %.9g, \"end_seconds\": %.9g, \"bytes\": %.0f, \"syncs\": %lld, \"shards\": %lld, "
        "\"ranks\": %d}\n",
        seconds + end, end, bytes, static_cast<long long>(c.syncs), static_cast<long long>(c.shards),
        c.ranks);
  MPI_Finalize();
  return 0;
}
