#include "crucible/core/error.hpp"
#include "crucible/core/narrow.hpp"
#include "crucible/mpi/collective.hpp"
#include "trainer_impl.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <type_traits>
#include <utility>

namespace crucible {

namespace {

/// Calls `piece(rows, part, offset)` for each element of `all` that holds a part of `range`. `offset` is the
/// number of rows of the range before this part.
template <typename Rows, typename Piece>
void for_pieces(const std::vector<Rows*>& all, IndexRange range, const Piece& piece) {
  for (Rows* rows : all) {
    const IndexRange part{std::max(range.begin, rows->rows().begin), std::min(range.end, rows->rows().end)};
    if (!part.empty()) piece(*rows, part, part.begin - range.begin);
  }
}

/// Pointers to all blocks, const if the blocks are.
template <typename Blocks>
auto pointers(Blocks& blocks) {
  std::vector<decltype(blocks.data())> all;
  all.reserve(blocks.size());
  for (auto& block : blocks) all.push_back(&block);
  return all;
}

/// Copies the rows `range` of an array that is spread over `all`, without padding.
template <typename Rows, typename Values>
void gather_rows(const std::vector<Rows*>& all, RowArray array, IndexRange range, Values* to) {
  for_pieces(all, range, [&](const FactorRows& rows, IndexRange part, std::int64_t offset) {
    rows.read(array, part, to + offset * columns_of(array, rows.k()));
  });
}

/// The place of a slot: the rows that hold it (one or several blocks), and the array in them.
template <typename Rows>
struct SlotPlace {
  std::string name;
  std::vector<Rows*> rows;
  RowArray array;
  std::int64_t columns;
  bool of_users;
};

/// Adds the places of users or books: parameters, and accumulators if `sums`.
template <typename Rows>
void add_places(std::vector<SlotPlace<Rows>>& all, const std::string& side, const std::string& suffix,
                const std::vector<Rows*>& rows, std::int64_t k, bool of_users, bool sums) {
  all.push_back(
      {side + "factors" + suffix, rows, RowArray::factors, columns_of(RowArray::factors, k), of_users});
  all.push_back({side + "bias" + suffix, rows, RowArray::bias, columns_of(RowArray::bias, k), of_users});
  if (!sums) return;
  all.push_back(
      {side + "factor_sum", rows, RowArray::factor_sum, columns_of(RowArray::factor_sum, k), of_users});
  all.push_back({side + "bias_sum", rows, RowArray::bias_sum, columns_of(RowArray::bias_sum, k), of_users});
}

/// The places of everything that a resume needs. `best` is null if the best epoch is the last one.
template <typename Arrays>
auto places_in(const Optimizer& optimizer, Arrays& last, Arrays* best) {
  using Rows = std::remove_reference_t<decltype((last.users))>;
  std::vector<SlotPlace<Rows>> all;
  const bool sums = optimizer.accumulators != nullptr;
  const std::int64_t k = last.users.k();
  const auto one = [](Rows& rows) { return std::vector<Rows*>{&rows}; };
  add_places<Rows>(all, "user_", "", one(last.users), k, true, sums);
  add_places<Rows>(all, "book_", "", pointers(last.blocks), k, false, sums);
  for (const bool of_users : {true, false}) {
    auto& companions = of_users ? last.user_companions : last.book_companions;
    for (std::size_t c = 0; c < companions.size(); ++c)
      add_places<Rows>(all, of_users ? "user_" : "book_", "_" + std::string(last.companion_names[c]),
                       one(companions[c]), companions[c].k(), of_users, false);
  }
  if (best != nullptr) {
    add_places<Rows>(all, "best_user_", "", one(best->users), k, true, false);
    add_places<Rows>(all, "best_book_", "", pointers(best->blocks), k, false, false);
  }
  return all;
}

/// The slot at a place, in the form that a store needs.
template <typename Rows>
StateSlot slot_at(const Workbench& bench, const SlotPlace<Rows>& place) {
  StateSlot slot;
  slot.name = place.name;
  slot.total_rows = place.of_users ? bench.total_users : bench.total_books;
  slot.columns = place.columns;
  if (place.of_users) {
    slot.rows = slot.needed = bench.users;
  } else {
    slot.rows = slot.needed = bench.own_books();
    // A rank may hold more books than it writes: a copy of all, also with rotate where draws have companions.
    if (!place.rows.empty()) slot.needed = {place.rows.front()->rows().begin, place.rows.back()->rows().end};
  }
  return slot;
}

/// Multiplies the parts of `model` by their weights. `plain` has its users and all books.
void weigh(FactorModel& model, const PartWeights& weights, const PlainBiases& plain) {
  if (weights == PartWeights{}) return;
  const auto blend = [](std::vector<float>& bias, double weight, const float* plain_bias,
                        double plain_weight) {
    for (std::size_t i = 0; i < bias.size(); ++i)
      bias[i] = static_cast<float>(weight * static_cast<double>(bias[i]) +
                                   plain_weight * static_cast<double>(plain_bias[i]));
  };
  blend(model.user_bias, weights.user_bias, plain.user.data(), weights.plain_user_bias);
  blend(model.book_bias, weights.book_bias, plain.book.data() + model.books.begin, weights.plain_book_bias);
  model.book_factors *= static_cast<float>(weights.factors);
}

}  // namespace

std::vector<StateSlot> Trainer::Impl::slots() const {
  const TrainingArrays* best = best_is_last() ? nullptr : &best_;
  std::vector<StateSlot> all;
  for (const auto& place : places_in(*bench_.options.optimizer, bench_.arrays, best))
    all.push_back(slot_at(bench_, place));
  return all;
}

std::vector<float> Trainer::Impl::slot_values(const StateSlot& slot) const {
  const TrainingArrays* best = best_is_last() ? nullptr : &best_;
  for (const auto& place : places_in(*bench_.options.optimizer, bench_.arrays, best)) {
    if (place.name != slot.name) continue;
    std::vector<float> values(narrow<std::size_t>(slot.rows.size() * slot.columns));
    gather_rows(place.rows, place.array, slot.rows, values.data());
    return values;
  }
  throw LogicError("Trainer::slot_values: no such slot");
}

void Trainer::Impl::restore(const TrainingProgress& progress, const SlotReader& read) {
  progress_ = progress;
  if (progress_.steps_ended > 0 && bench_.draws.sweeps == 0)
    throw_on_all_ranks(
        UsageError("the training has begun to draw, which these ratings and options do not "
                   "allow; start over"));
  if (progress_.steps_ended > 0) averaging_ = std::make_unique<Averaging>(bench_, *schedule_);
  if (!best_is_last()) {
    best_.users = bench_.arrays.users;
    best_.blocks = bench_.arrays.blocks;
  }
  TrainingArrays* best = best_is_last() ? nullptr : &best_;
  for (const auto& place : places_in(*bench_.options.optimizer, bench_.arrays, best)) {
    const StateSlot slot = slot_at(bench_, place);
    const std::vector<float> values = read(slot);
    require(std::cmp_equal(values.size(), slot.needed.size() * slot.columns),
            "Trainer::restore: a slot of another size");
    for_pieces(place.rows, slot.needed, [&](FactorRows& rows, IndexRange part, std::int64_t offset) {
      rows.write(place.array, part, values.data() + offset * slot.columns);
    });
  }
  in_force().arrays_changed();
}

FactorModel Trainer::Impl::model_of(const TrainingArrays& arrays, std::int64_t epoch) const {
  const std::int64_t k = bench_.options.factors;
  FactorModel model;
  ModelTraits& traits = model.traits;
  traits.has_biases = bench_.hyper.biases;
  if (bench_.options.unrated_weight == 0) traits.fold_in = bench_.options.optimizer->fold_in;
  traits.global_mean = static_cast<float>(bench_.global_mean);
  traits.scale_low = static_cast<float>(bench_.scale_low);
  traits.scale_high = static_cast<float>(bench_.scale_high);
  const bool averaged = drawing() && epoch > progress_.steps_ended;
  traits.user_factor_l2 = averaged ? 0 : hyper_.user_factor_l2;
  traits.user_bias_l2 = averaged ? 0 : hyper_.user_bias_l2;
  const FoldInRidge ridge =
      averaged ? averaging_->ridge(epoch - progress_.steps_ended) : schedule_->ridge(epoch);
  traits.user_factor_ridge = ridge.factors;
  traits.user_bias_ridge = ridge.bias;
  traits.unrated_weight = bench_.options.unrated_weight;
  traits.target_power = bench_.options.unrated_weight > 0 && bench_.options.target == Target::rating ? 2 : 0;
  model.total_users = bench_.total_users;
  model.total_books = bench_.total_books;
  const auto copy = [&](const std::vector<const FactorRows*>& rows, IndexRange range,
                        std::vector<float>& bias, Matrix& factors) {
    bias.resize(narrow<std::size_t>(range.size()));
    factors.resize(range.size(), k);
    gather_rows(rows, RowArray::bias, range, bias.data());
    gather_rows(rows, RowArray::factors, range, factors.data());
  };
  model.users = bench_.users;
  copy({&arrays.users}, model.users, model.user_bias, model.user_factors);
  model.books = bench_.own_books();
  copy(pointers(arrays.blocks), model.books, model.book_bias, model.book_factors);
  if (epoch > 0) weigh(model, progress_.history[narrow<std::size_t>(epoch - 1)].weights, bench_.plain);
  return model;
}

}  // namespace crucible
