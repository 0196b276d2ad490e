#include "crucible/core/error.hpp"
#include "crucible/core/random.hpp"
#include "crucible/mpi/collective.hpp"
#include "schedule/syncs.hpp"
#include "warm/take_up.hpp"
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

/// The sum of `term` over the ratings of each of this rank's shards.
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

/// Collective. Measures mean and spread, and sets all values that depend on them and on the options.
void measure(Workbench& bench, const TrainData& data) {
  const Communicator& comm = bench.comm;
  bench.total_ratings = comm.sum_value(data.train.size());
  bench.visited_ratings = bench.total_ratings;
  bench.total_validation = comm.sum_value(data.validation.size());
  if (bench.total_ratings == 0)
    throw_on_all_ranks(
        UsageError("nothing to train on: the training part holds no rating; choose another `split`"));
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
  bench.unit = unrated || bench.spread < no_spread ? 1.0 : bench.spread;
  bench.hyper = hyperparameters(bench.options, bench.unit);
  bench.global_mean = bench.hyper.biases ? static_cast<double>(static_cast<float>(mean)) : 0.0;
  bench.scale_low = data.scale_low;
  bench.scale_high = data.scale_high;
  bench.low = unrated ? 0 : data.scale_low;
  bench.high = unrated ? 1 : data.scale_high;
  if (unrated && !(data.scale_high > 0))
    throw_on_all_ranks(UsageError("`unrated_weight`: needs a rating scale whose upper end is above 0"));
}

std::function<float(float)> target_of(const Workbench& bench, double scale_high) {
  const auto mean = static_cast<float>(bench.global_mean);
  if (bench.options.unrated_weight == 0) return [mean](float rating) { return rating - mean; };
  if (bench.options.target == Target::presence) return [mean](float /*rating*/) { return 1 - mean; };
  const auto top = static_cast<float>(scale_high);
  return [mean, top](float rating) {
    const float share = std::max(rating, 0.0F) / top;
    return share * share - mean;
  };
}

/// Collective. The number of ratings of each book, over all ranks.
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

/// Whether anything is trained on the row of this global index.
using IsTrained = std::function<bool(std::int64_t)>;

/// Start values by global row. A row without ratings stays at the mean of the others, for nothing is known of
/// it: whoever predicts with it would add noise.
void draw_start(const Workbench& bench, FactorRows& rows, RandomPurpose purpose,
                const IsTrained& is_trained) {
  const bool unrated = bench.options.unrated_weight > 0;
  const auto [offset, deviation] =
      bench.options.optimizer->start({.factors = static_cast<double>(rows.k()),
                                      .spread = unrated ? 1.0 : std::max(bench.spread, no_spread),
                                      .mean = unrated || bench.hyper.biases ? 0.0 : bench.mean_rating,
                                      .of_books = purpose == RandomPurpose::initial_book_factors});
  for (std::int64_t r = 0; r < rows.rows().size(); ++r) {
    float* row = rows.factors(r);
    if (!is_trained(rows.rows().begin + r)) {
      std::fill_n(row, rows.k(), static_cast<float>(offset));
      continue;
    }
    RandomStream stream(bench.options.seed, purpose, static_cast<std::uint64_t>(rows.rows().begin + r));
    for (std::int64_t i = 0; i < rows.k(); ++i)
      row[i] = static_cast<float>(offset + deviation * stream.normal());
  }
  if (!rows.has_sums()) return;
  std::fill_n(rows.data(RowArray::factor_sum), rows.rows().size(),
              static_cast<float>(bench.hyper.factor_sum_start));
  std::fill_n(rows.data(RowArray::bias_sum), rows.rows().size(),
              static_cast<float>(bench.hyper.bias_sum_start));
}

void make_arrays(Workbench& bench, const IsTrained& user_is_trained, const IsTrained& book_is_trained) {
  const bool sums = bench.has_accumulators();
  const std::int64_t k = bench.options.factors;
  bench.arrays.users = FactorRows(bench.users, k, sums);
  draw_start(bench, bench.arrays.users, RandomPurpose::initial_user_factors, user_is_trained);
  const IndexRange home = bench.rotates() ? bench.shards : IndexRange{0, 1};
  for (std::int64_t b = home.begin; b < home.end; ++b) {
    bench.arrays.blocks.emplace_back(bench.books.range_of(b), k, sums);
    draw_start(bench, bench.arrays.blocks.back(), RandomPurpose::initial_book_factors, book_is_trained);
  }
  bench.arrays.companion_names = bench.options.optimizer->companions;
  for (std::size_t c = 0; c < bench.arrays.companion_names.size(); ++c) {
    bench.arrays.user_companions.emplace_back(bench.users, k, false);
    bench.arrays.book_companions.emplace_back(IndexRange{0, bench.total_books}, k, false);
  }
}

/// Collective. The start from an older model. Afterwards `ratings` has those alone that epochs visit.
void take_up_model(Workbench& bench, RatingShard& ratings, const std::vector<std::int64_t>& ratings_of_book,
                   const WarmStart& from) {
  const auto nobody = [](std::int64_t) { return false; };
  on_every_rank(bench.comm, [&] { make_arrays(bench, nobody, nobody); });
  take_up(bench, ratings, ratings_of_book, from);
  if (from.draws) return;
  RatingShard visited = on_every_rank(bench.comm, [&] { return of_visited_users(ratings, from.visited); });
  const std::int64_t count = bench.comm.sum_value(visited.size());
  if (count == 0) return;
  bench.visited_ratings = count;
  ratings = std::move(visited);
}

/// Takes over the training ratings in the form that the mode needs.
void take_ratings(Workbench& bench, RatingShard ratings, const RatingShard& validation,
                  const std::function<float(float)>& target) {
  if (!bench.mode->raw_ratings)
    bench.train = lay_out(bench, ratings, bench.mode->merges_copies ? bench.syncs : 1, target);
  if (!bench.mode->raw_ratings && bench.draws.sweeps == 0) return;
  bench.ratings = std::move(ratings);
  bench.raw_validation = validation;
  for (std::vector<float>* values : {&bench.ratings.rating, &bench.raw_validation.rating})
    std::transform(values->begin(), values->end(), values->begin(), target);
}

/// Collective. Zeros where nobody asks for them, and where the model is to have no biases.
PlainBiases plain_biases_for(const Workbench& bench, const RatingShard& train,
                             const std::vector<std::int64_t>& ratings_of_book) {
  if (bench.weighs_parts() && bench.hyper.biases)
    return fit_plain_biases(bench.comm, train, bench.global_mean, ratings_of_book);
  return {std::vector<float>(at(bench.users.size())), std::vector<float>(at(bench.total_books))};
}

/// Decides what is drawn after the steps, if draws may follow. Without draws, the epochs that are meant for
/// them are left out.
void plan_epochs(Workbench& bench, bool may_draw) {
  TrainOptions& options = bench.options;
  if (options.optimizer->averages && bench.weighs_parts() && may_draw)
    bench.draws = plan_draws({.rows = bench.total_users + bench.total_books,
                              .ratings = bench.total_ratings,
                              .validation = bench.total_validation,
                              .factors = options.factors,
                              .books = bench.total_books});
  if (bench.draws.sweeps == 0)
    options.epochs = std::max<std::int64_t>(options.epochs - options.epochs_of_draws, 1);
}

/// All ranks use the best set that every rank has: another one rounds differently.
InstructionSet agree_on_instruction_set(const Communicator& comm, const TrainOptions& options) {
  const auto best =
      static_cast<InstructionSet>(comm.min_value(static_cast<std::int32_t>(best_instruction_set())));
  return options.instruction_set.value_or(best);
}

}  // namespace

Workbench make_workbench(const Communicator& comm, const TrainOptions& options, TrainData data,
                         const WarmStart* from) {
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
    bench.mode = &mode_of(options);
    if (options.optimizer->pass != nullptr) bench.pass = options.optimizer->pass(bench.kernels);
  });
  measure(bench, data);
  // Steps that go on pass over some users' ratings alone, and draws need all.
  plan_epochs(bench, from == nullptr || from->draws.has_value());
  if (from != nullptr && from->draws) {
    if (bench.draws.sweeps == 0)
      throw_on_all_ranks(
          UsageError("the older model ended with draws, which cannot go on with these ratings: "
                     "they have too few for validation, or too many for draws"));
    bench.draws.factors = from->draws->factors;
  }
  const std::vector<std::int64_t> ratings_of_book = count_ratings(bench, data.train);
  bench.books = tile_books(ratings_of_book, bench.total_users, bench.rotates() ? bench.shard_count() : 1,
                           options.factors);
  bench.syncs = options.syncs_per_epoch.value_or(
      default_syncs(options, {bench.shard_count(), bench.total_ratings, bench.total_books, bench.total_users,
                              popularity_of(ratings_of_book, bench.total_ratings)}));
  bench.plain = plain_biases_for(bench, data.train, ratings_of_book);
  if (from != nullptr) take_up_model(bench, data.train, ratings_of_book, *from);
  on_every_rank(comm, [&] {
    const std::vector<std::int64_t> offsets = data.train.offsets;
    const auto user_is_trained = [&](std::int64_t user) {
      return offsets[at(user - bench.users.begin)] < offsets[at(user - bench.users.begin + 1)];
    };
    const auto book_is_trained = [&](std::int64_t book) { return ratings_of_book[at(book)] > 0; };
    const std::function<float(float)> target = target_of(bench, data.scale_high);
    take_ratings(bench, std::exchange(data.train, {}), data.validation, target);
    if (bench.total_validation > 0) {
      std::vector<ShardLayout> layouts = lay_out(bench, data.validation, 1, target);
      for (ShardLayout& layout : layouts)
        bench.validation.push_back(judged_shard(std::move(layout), bench.books, bench.users, bench.plain));
    }
    data.validation = {};
    if (from == nullptr) make_arrays(bench, user_is_trained, book_is_trained);
  });
  return bench;
}

}  // namespace crucible
