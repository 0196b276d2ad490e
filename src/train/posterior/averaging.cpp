#include "posterior/averaging.hpp"

#include "posterior/row_products.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

namespace crucible {

namespace {

constexpr std::size_t steps_place = 0;
constexpr std::size_t draw_place = 1;
constexpr std::size_t mean_place = 2;
constexpr std::size_t link_place = 3;

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

/// All rows of `pieces`, in their order. Local.
std::vector<float> values_of(std::span<const FactorRows> pieces, RowArray array) {
  std::vector<float> values;
  for (const FactorRows& piece : pieces) {
    const std::size_t before = values.size();
    values.resize(before + at(piece.rows().size() * columns_of(array, piece.k())));
    piece.read(array, piece.rows(), values.data() + before);
  }
  return values;
}

/// Collective. All books of `blocks`, which are a copy of all on each rank, or lie in the order of the ranks.
void gather_books(const Workbench& bench, const std::vector<FactorRows>& blocks, FactorRows& all) {
  for (const RowArray array : {RowArray::factors, RowArray::bias}) {
    std::vector<float> values = values_of(blocks, array);
    if (bench.rotates()) values = bench.comm.concatenate_all(std::span<const float>(values));
    all.write(array, all.rows(), values.data());
  }
}

/// biases = weight x biases + plain weight x plain biases of the same rows.
void weigh_biases(FactorRows& rows, double weight, const std::vector<float>& plain, double plain_weight) {
  float* bias = rows.data(RowArray::bias);
  for (std::int64_t r = 0; r < rows.rows().size(); ++r)
    bias[r] = static_cast<float>(weight * static_cast<double>(bias[r]) +
                                 plain_weight * static_cast<double>(plain[at(r)]));
}

/// Rows of the steps' factors and of the draws' beside them, each times its weight.
AlignedFloats pairs_of(const FactorRows& steps, const FactorRows& draws, MeanWeights weights,
                       std::int64_t stride) {
  AlignedFloats pairs(at(steps.rows().size() * stride));
  const auto steps_weight = static_cast<float>(weights.steps);
  const auto draws_weight = static_cast<float>(weights.draws);
  for (std::int64_t r = 0; r < steps.rows().size(); ++r) {
    float* to = pairs.data() + r * stride;
    for (std::int64_t i = 0; i < steps.k(); ++i) to[i] = steps_weight * steps.factors(r)[i];
    for (std::int64_t i = 0; i < draws.k(); ++i) to[steps.k() + i] = draws_weight * draws.factors(r)[i];
  }
  return pairs;
}

/// The rows of `to`: their pairs times `map`. `first` is the row that `pairs` begin with, and changes are
/// left in them.
void shrink(const Kernels& kernels, AlignedFloats& pairs, std::int64_t first, const MatrixD& map,
            FactorRows& to) {
  const std::int64_t stride = kernels.stride;
  float* rows = pairs.data() + (to.rows().begin - first) * stride;
  multiply_rows(kernels, rows, to.rows().size(), map);
  for (std::int64_t r = 0; r < to.rows().size(); ++r) std::copy_n(rows + r * stride, to.k(), to.factors(r));
}

void mix_biases(const FactorRows& steps, const FactorRows& draws, MeanWeights weights, FactorRows& to) {
  const std::int64_t before = to.rows().begin - steps.rows().begin;
  for (std::int64_t r = 0; r < to.rows().size(); ++r)
    to.data(RowArray::bias)[r] =
        static_cast<float>(weights.steps * static_cast<double>(steps.data(RowArray::bias)[before + r]) +
                           weights.draws * static_cast<double>(draws.data(RowArray::bias)[before + r]));
}

/// Factors that steps have left near nothing would take dozens of sweeps to grow: makes those of the books
/// larger, beside users' rows of covariance I, until products have a seventh of the spread of the ratings.
void grow(FactorRows& books, double spread) {
  constexpr double least_share = 0.02;  // of the variance of the ratings
  double squares = 0;
  for (std::int64_t b = 0; b < books.rows().size(); ++b)
    for (std::int64_t i = 0; i < books.k(); ++i)
      squares += static_cast<double>(books.factors(b)[i]) * static_cast<double>(books.factors(b)[i]);
  const double variance = squares / static_cast<double>(books.rows().size());
  const double least = least_share * spread * spread;
  if (!(variance > 0 && variance < least)) return;
  const auto larger = static_cast<float>(std::sqrt(least / variance));
  for (std::int64_t b = 0; b < books.rows().size(); ++b)
    for (std::int64_t i = 0; i < books.k(); ++i) books.factors(b)[i] *= larger;
}

double prediction(const Kernels& kernels, const FactorRows& users, std::int64_t user, const FactorRows& books,
                  std::int64_t book) {
  return static_cast<double>(kernels.dot(users.factors(user), books.factors(book), users.stride())) +
         static_cast<double>(users.data(RowArray::bias)[user]) +
         static_cast<double>(books.data(RowArray::bias)[book]);
}

/// The steps are over: their copy of the ratings would stand beside what the chain sorts.
Workbench& without_layout(Workbench& bench) {
  std::vector<ShardLayout>().swap(bench.train);
  return bench;
}

}  // namespace

Averaging::Averaging(Workbench& bench, Schedule& steps)
    : bench_(bench),
      steps_(steps),
      chain_(without_layout(bench), bench.draws.factors),
      draw_kernels_(kernels_for(bench.kernels.instruction_set, bench.draws.factors)),
      pair_kernels_(kernels_for(bench.kernels.instruction_set, bench.options.factors + bench.draws.factors)) {
  bench.arrays.companion_names = averaging_companions;
  const std::int64_t of_draw = bench.draws.factors;
  for (const std::int64_t k : {bench.options.factors, of_draw, of_draw, of_draw}) {
    bench.arrays.user_companions.emplace_back(bench.users, k, false);
    bench.arrays.book_companions.emplace_back(IndexRange{0, bench.total_books}, k, false);
  }
}

void Averaging::begin(const TrainingArrays& best, const PartWeights& weights) {
  FactorRows& users = users_of(steps_place);
  FactorRows& books = books_of(steps_place);
  for (const RowArray array : {RowArray::factors, RowArray::bias})
    users.write(array, users.rows(), values_of({&best.users, 1}, array).data());
  gather_books(bench_, best.blocks, books);
  weigh_biases(users, weights.user_bias, bench_.plain.user, weights.plain_user_bias);
  weigh_biases(books, weights.book_bias, bench_.plain.book, weights.plain_book_bias);
  // The draws start from the factors as learnt: their weight may be 0.
  combine({1, 0}, users_of(draw_place), {&books_of(draw_place), 1});
  for (std::int64_t b = 0; b < bench_.total_books; ++b)
    for (std::int64_t i = 0; i < books.k(); ++i) books.factors(b)[i] *= static_cast<float>(weights.factors);
  grow(books_of(draw_place), bench_.spread);
  chain_.start_from(users_of(draw_place), books_of(draw_place));
}

void Averaging::go_on(WarmChain chain) {
  const TrainingArrays& model = bench_.arrays;
  for (const RowArray array : {RowArray::factors, RowArray::bias})
    users_of(steps_place).write(array, bench_.users, values_of({&model.users, 1}, array).data());
  gather_books(bench_, model.blocks, books_of(steps_place));
  for (const auto& [place, kind] :
       {std::pair{draw_place, WarmChain::draw}, std::pair{mean_place, WarmChain::mean},
        std::pair{link_place, WarmChain::link}}) {
    users_of(place) = std::move(chain.users[kind]);
    books_of(place) = std::move(chain.books[kind]);
  }
  arrays_changed();
  chain_.go_on(chain.night);
}

EpochSums Averaging::run_epoch(std::int64_t epoch, double /*rate_factor*/) {
  EpochSums sums;
  sums.squared_error = chain_.run_sweep(epoch + 1);
  chain_.give_draw(users_of(draw_place), books_of(draw_place));
  chain_.give_link(users_of(link_place), books_of(link_place));
  chain_.give_mean(users_of(mean_place), books_of(mean_place));
  combine(weights(), bench_.arrays.users, bench_.arrays.blocks);
  sums.updates = chain_.trained();
  sums.bytes_sent = chain_.bytes_sent();
  return sums;
}

void Averaging::arrays_changed() {
  chain_.take_draw(users_of(draw_place), books_of(draw_place));
  chain_.take_link(users_of(link_place), books_of(link_place));
  chain_.take_mean(users_of(mean_place), books_of(mean_place));
  chain_.measure();
}

/// Collective. By the validation part, added shard by shard: the same bits at any number of ranks.
MeanWeights Averaging::weights() const {
  const HeldOut& held_out = chain_.held_out();
  std::vector<double> mine;
  std::int64_t count = 0;
  for (std::int64_t s = bench_.shards.begin; s < bench_.shards.end; ++s) {
    MeanSums sums;
    for (std::int64_t u = bench_.shard_bounds[at(s)]; u < bench_.shard_bounds[at(s + 1)]; ++u) {
      const std::int64_t user = u - bench_.users.begin;
      for (std::int64_t i = held_out.offsets[at(user)]; i < held_out.offsets[at(user + 1)]; ++i) {
        const std::int64_t book = held_out.book[at(i)];
        sums.add(static_cast<double>(held_out.value[at(i)]),
                 prediction(bench_.kernels, users_of(steps_place), user, books_of(steps_place), book),
                 prediction(draw_kernels_, users_of(mean_place), user, books_of(mean_place), book));
      }
    }
    count += sums.count;
    mine.insert(mine.end(), {sums.target_squares, sums.steps_squares, sums.draws_squares, sums.products,
                             sums.steps_target, sums.draws_target});
  }
  const std::vector<double> all = sum_in_shard_order(bench_.comm, mine, 6);
  return best_mean({bench_.comm.sum_value(count), all[0], all[1], all[2], all[3], all[4], all[5]});
}

/// Collective. The weighted mean of the steps' model and the draws' mean, cut back to the columns of `users`.
/// It goes into the rows of `users`, which are this rank's, and of `books`.
void Averaging::combine(MeanWeights weights, FactorRows& users, std::span<FactorRows> books) {
  const std::int64_t stride = pair_kernels_.stride;
  AlignedFloats user_pairs = pairs_of(users_of(steps_place), users_of(mean_place), {1, 1}, stride);
  AlignedFloats book_pairs = pairs_of(books_of(steps_place), books_of(mean_place), weights, stride);
  const RankKMaps maps = maps_of(user_pairs, book_pairs, users.k());
  shrink(pair_kernels_, user_pairs, users.rows().begin, maps.users, users);
  mix_biases(users_of(steps_place), users_of(mean_place), weights, users);
  for (FactorRows& block : books) {
    shrink(pair_kernels_, book_pairs, 0, maps.books, block);
    mix_biases(books_of(steps_place), books_of(mean_place), weights, block);
  }
}

/// Collective. Users are added shard by shard, books by every rank: the same bits at any number of ranks.
RankKMaps Averaging::maps_of(const AlignedFloats& users, const AlignedFloats& books,
                             std::int64_t columns) const {
  const std::int64_t stride = pair_kernels_.stride;
  const std::int64_t size = stride * stride;
  std::vector<double> mine(at(bench_.shards.size() * size));
  for (std::int64_t s = bench_.shards.begin; s < bench_.shards.end; ++s) {
    const IndexRange range{bench_.shard_bounds[at(s)], bench_.shard_bounds[at(s + 1)]};
    pair_kernels_.add_gram(users.data() + (range.begin - bench_.users.begin) * stride, range.size(), stride,
                           mine.data() + (s - bench_.shards.begin) * size);
  }
  const std::vector<double> user_gram = sum_in_shard_order(bench_.comm, mine, size);
  const std::int64_t m = bench_.options.factors + bench_.draws.factors;
  RankKMaps maps = rank_k_maps(
      Eigen::Map<const MatrixD>(user_gram.data(), stride, stride).topLeftCorner(m, m),
      gram_of(pair_kernels_, books.data(), bench_.total_books, m), columns, chain_.users().rated_rows);
  // Ranks on other processors may round otherwise.
  for (MatrixD* map : {&maps.users, &maps.books})
    bench_.comm.broadcast(std::span<double>(map->data(), static_cast<std::size_t>(map->size())));
  return maps;
}

}  // namespace crucible
