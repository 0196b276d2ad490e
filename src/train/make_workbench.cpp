#include "crucible/core/error.hpp"
#include "crucible/core/random.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/train/syncs.hpp"
#include "workbench.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace crucible {

namespace {

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

void check_data(const TrainData& data, IndexRange users) {
  require(
      data.shards() >= 1 && data.shard_bounds.front() == 0 && data.shard_bounds.back() == data.total_users,
      "Trainer: shard_bounds do not cover the users");
  require(data.train.users == users && data.validation.users == users,
          "Trainer: ratings of other users than its shards'");
  for (const RatingShard* part : {&data.train, &data.validation}) {
    require(std::cmp_equal(part->offsets.size(), users.size() + 1),
            "Trainer: one offset a user and one more");
    for (const float rating : part->rating)
      if (!std::isfinite(rating))
        throw NumericalError("a rating is not a finite number; correct the ratings file");
  }
}

/// All ranks come to the same conclusion.
[[noreturn]] void refuse(const char* message) {
  UsageError error(message);
  error.mark_on_all_ranks();
  throw error;
}

/// Of each of this rank's shards: what `term` gives, summed over its ratings.
template <typename Term>
std::vector<double> sum_by_shard(const Workbench& bench, const RatingShard& ratings, const Term& term) {
  std::vector<double> sums;
  for (std::int64_t s = bench.shards.begin; s < bench.shards.end; ++s) {
    const std::int64_t begin = ratings.offsets[at(bench.shard_bounds[at(s)] - bench.users.begin)];
    const std::int64_t end = ratings.offsets[at(bench.shard_bounds[at(s + 1)] - bench.users.begin)];
    double sum = 0;
    for (std::int64_t i = begin; i < end; ++i) sum += term(static_cast<double>(ratings.rating[at(i)]));
    sums.push_back(sum);
  }
  return sums;
}

/// Mean and spread, and what the options make of them.
void measure(Workbench& bench, const TrainData& data) {
  const Communicator& comm = bench.comm;
  bench.total_ratings = comm.sum_value(data.train.size());
  bench.total_validation = comm.sum_value(data.validation.size());
  if (bench.total_ratings == 0)
    refuse("nothing to train on: the training part holds no rating; choose another --split");
  const auto count = static_cast<double>(bench.total_ratings);
  const std::vector<double> sums = sum_by_shard(bench, data.train, [](double rating) { return rating; });
  const double mean = sum_in_shard_order(comm, sums, 1)[0] / count;
  bench.mean_rating = mean;
  const std::vector<double> squares =
      sum_by_shard(bench, data.train, [&](double rating) { return (rating - mean) * (rating - mean); });
  bench.spread = std::sqrt(sum_in_shard_order(comm, squares, 1)[0] / count);
  const bool unrated = bench.options.unrated_weight > 0;
  // Targets with an unrated weight lie in 0..1: spread 1 keeps the rates as they are given. Ratings that are
  // all the same have no spread.
  const double scale = unrated || bench.spread < 1e-9 ? 1.0 : bench.spread;
  bench.hyper = hyperparameters(bench.options, scale);
  bench.global_mean = bench.hyper.biases ? static_cast<double>(static_cast<float>(mean)) : 0.0;
  bench.scale_low = data.scale_low;
  bench.scale_high = data.scale_high;
  bench.low = unrated ? 0 : data.scale_low;
  bench.high = unrated ? 1 : data.scale_high;
  if (unrated && !(data.scale_high > 0))
    refuse("--unrated-weight: needs a rating scale whose upper end is above 0");
}

std::function<float(float)> target_of(const Workbench& bench, double scale_high) {
  const auto mean = static_cast<float>(bench.global_mean);
  if (bench.options.unrated_weight == 0) return [mean](float rating) { return rating - mean; };
  const auto top = static_cast<float>(scale_high);
  return [mean, top](float rating) {
    const float share = std::max(rating, 0.0F) / top;
    return share * share - mean;
  };
}

/// Collective. Every book's ratings, over all ranks.
std::vector<std::int64_t> count_ratings(const Workbench& bench, const RatingShard& train) {
  std::vector<std::int64_t> ratings_of_book = on_every_rank(bench.comm, [&] {
    std::vector<std::int64_t> counts(at(bench.total_books));
    for (const BookIndex book : train.book) {
      require(book >= 0 && book < bench.total_books, "Trainer: a book outside the catalogue");
      ++counts[at(book)];
    }
    return counts;
  });
  bench.comm.sum(std::span<std::int64_t>(ratings_of_book));
  return ratings_of_book;
}

/// See SyncCase::popularity.
double popularity_of(const std::vector<std::int64_t>& ratings_of_book, std::int64_t ratings) {
  double squares = 0;
  for (const std::int64_t count : ratings_of_book)
    squares += static_cast<double>(count) * static_cast<double>(count);
  return squares / static_cast<double>(ratings);
}

std::vector<ShardLayout> lay_out(const Workbench& bench, const RatingShard& ratings, std::int64_t slices,
                                 const std::function<float(float)>& target) {
  std::vector<ShardLayout> layouts;
  for (std::int64_t s = bench.shards.begin; s < bench.shards.end; ++s) {
    const IndexRange users{bench.shard_bounds[at(s)], bench.shard_bounds[at(s + 1)]};
    const std::int64_t* offsets = ratings.offsets.data() + (users.begin - bench.users.begin);
    layouts.emplace_back(ratings, tile_users(users, offsets, slices), bench.books, target, bench.options.seed,
                         s, lanes_of(bench.kernels.stride));
  }
  return layouts;
}

/// Start values by global row: normal with a deviation that makes first predictions small against the spread;
/// N(0, 1) for adamw, as in the naive original. Without biases the rows start near sqrt(mean / k), so that
/// the first products are near the mean.
void draw_start(const Workbench& bench, FactorRows& rows, RandomPurpose purpose, double mean) {
  const auto k = static_cast<double>(rows.k());
  const double scale = bench.options.unrated_weight > 0 ? 1.0 : std::max(bench.spread, 1e-9);
  const bool naive = bench.options.optimizer == Optimizer::adamw;
  const double deviation = naive ? 1.0 : 0.4 * std::sqrt(scale / k);
  double offset = 0;
  if (!naive && !bench.hyper.biases && bench.options.unrated_weight == 0) {
    offset = std::sqrt(std::abs(mean) / k);
    if (mean < 0 && purpose == RandomPurpose::initial_book_factors) offset = -offset;
  }
  for (std::int64_t r = 0; r < rows.rows().size(); ++r) {
    RandomStream stream(bench.options.seed, purpose, static_cast<std::uint64_t>(rows.rows().begin + r));
    float* row = rows.factors(r);
    for (std::int64_t i = 0; i < rows.k(); ++i)
      row[i] = static_cast<float>(offset + deviation * stream.normal());
  }
  if (!rows.has_sums()) return;
  std::fill_n(rows.data(RowArray::factor_sum), rows.rows().size(),
              static_cast<float>(bench.hyper.factor_sum_start));
  std::fill_n(rows.data(RowArray::bias_sum), rows.rows().size(),
              static_cast<float>(bench.hyper.bias_sum_start));
}

void make_arrays(Workbench& bench, double mean) {
  const bool sums = bench.options.optimizer == Optimizer::adagrad;
  const std::int64_t k = bench.options.factors;
  bench.arrays.users = FactorRows(bench.users, k, sums);
  draw_start(bench, bench.arrays.users, RandomPurpose::initial_user_factors, mean);
  const IndexRange home = bench.rotates() ? bench.shards : IndexRange{0, 1};
  for (std::int64_t b = home.begin; b < home.end; ++b) {
    bench.arrays.blocks.emplace_back(bench.books.range_of(b), k, sums);
    draw_start(bench, bench.arrays.blocks.back(), RandomPurpose::initial_book_factors, mean);
  }
}

/// Adam's moments start from 0.
void make_moments(Workbench& bench) {
  if (bench.options.optimizer != Optimizer::adamw) return;
  for (const IndexRange rows :
       {bench.users, bench.users, IndexRange{0, bench.total_books}, IndexRange{0, bench.total_books}})
    bench.arrays.moments.emplace_back(rows, bench.options.factors, false);
}

/// All ranks use the best set that every rank has: another one rounds differently.
InstructionSet agree_on_instruction_set(const Communicator& comm, const TrainOptions& options) {
  const auto best =
      static_cast<InstructionSet>(comm.min_value(static_cast<std::int32_t>(best_instruction_set())));
  return options.instruction_set.value_or(best);
}

}  // namespace

Workbench make_workbench(const Communicator& comm, const TrainOptions& options, TrainData data) {
  Workbench bench(comm, options);
  bench.total_users = data.total_users;
  bench.total_books = data.total_books;
  bench.shard_bounds = data.shard_bounds;
  bench.shards = shards_of_rank(data.shards(), comm.size(), comm.rank());
  bench.users = users_of_rank(data.shard_bounds, comm.size(), comm.rank());
  const InstructionSet set = agree_on_instruction_set(comm, options);
  on_every_rank(comm, [&] {
    check(options);
    check_data(data, bench.users);
    bench.kernels = kernels_for(set, options.factors);
  });
  measure(bench, data);
  const std::vector<std::int64_t> ratings_of_book = count_ratings(bench, data.train);
  bench.books = tile_books(ratings_of_book, bench.total_users, bench.rotates() ? bench.shard_count() : 1,
                           options.factors);
  bench.syncs = options.syncs_per_epoch.value_or(
      default_syncs(options, {bench.shard_count(), bench.total_ratings, bench.total_books, bench.total_users,
                              popularity_of(ratings_of_book, bench.total_ratings)}));
  on_every_rank(comm, [&] {
    const std::function<float(float)> target = target_of(bench, data.scale_high);
    if (options.optimizer == Optimizer::adamw) {
      bench.ratings = std::move(data.train);
      std::transform(bench.ratings.rating.begin(), bench.ratings.rating.end(), bench.ratings.rating.begin(),
                     target);
    } else {
      bench.train = lay_out(bench, data.train, bench.rotates() ? 1 : bench.syncs, target);
      data.train = {};
    }
    if (bench.total_validation > 0) bench.validation = lay_out(bench, data.validation, 1, target);
    data.validation = {};
    make_arrays(bench, bench.mean_rating);
    make_moments(bench);
  });
  return bench;
}

}  // namespace crucible
