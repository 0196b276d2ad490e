#include "crucible/core/error.hpp"
#include "crucible/core/narrow.hpp"
#include "trainer_impl.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace crucible {

namespace {

/// Calls `piece(rows, part, offset)` for each element of `all` that holds some of `range`: `part` is what it
/// holds, `offset` how many rows of the range stand before it.
template <typename Rows, typename Piece>
void for_pieces(const std::vector<Rows*>& all, IndexRange range, const Piece& piece) {
  for (Rows* rows : all) {
    const IndexRange part{std::max(range.begin, rows->rows().begin), std::min(range.end, rows->rows().end)};
    if (!part.empty()) piece(*rows, part, part.begin - range.begin);
  }
}

std::vector<FactorRows*> pointers(std::vector<FactorRows>& blocks) {
  std::vector<FactorRows*> all;
  all.reserve(blocks.size());
  for (FactorRows& block : blocks) all.push_back(&block);
  return all;
}

/// Rows `range` of an array that is spread over `all`, unpadded.
template <typename Values>
void gather_rows(const std::vector<FactorRows*>& all, RowArray array, IndexRange range, std::int64_t k,
                 Values* to) {
  for_pieces(all, range, [&](const FactorRows& rows, IndexRange part, std::int64_t offset) {
    rows.read(array, part, to + offset * columns_of(array, k));
  });
}

}  // namespace

std::vector<Trainer::Impl::SlotPlace> Trainer::Impl::places(bool with_best) {
  std::vector<SlotPlace> all;
  const auto add = [&](const std::string& prefix, bool of_users, const std::vector<FactorRows*>& rows,
                       const std::string& suffix, bool sums) {
    const std::string name = prefix + (of_users ? "user_" : "book_");
    all.push_back({name + "factors" + suffix, rows, RowArray::factors, of_users});
    all.push_back({name + "bias" + suffix, rows, RowArray::bias, of_users});
    if (!sums) return;
    all.push_back({name + "factor_sum", rows, RowArray::factor_sum, of_users});
    all.push_back({name + "bias_sum", rows, RowArray::bias_sum, of_users});
  };
  TrainingArrays& last = bench_.arrays;
  const bool sums = last.users.has_sums();
  add("", true, {&last.users}, "", sums);
  add("", false, pointers(last.blocks), "", sums);
  for (std::size_t m = 0; m < last.moments.size(); ++m)
    add("", m < 2, {&last.moments[m]}, m % 2 == 0 ? "_moment1" : "_moment2", false);
  if (with_best) {
    add("best_", true, {&best_.users}, "", false);
    add("best_", false, pointers(best_.blocks), "", false);
  }
  return all;
}

StateSlot Trainer::Impl::slot_at(const SlotPlace& place) const {
  StateSlot slot;
  slot.name = place.name;
  slot.total_rows = place.of_users ? bench_.total_users : bench_.total_books;
  slot.columns = columns_of(place.array, bench_.options.factors);
  if (place.of_users) {
    slot.rows = slot.needed = bench_.users;
  } else {
    slot.rows = bench_.own_books();
    slot.needed = bench_.rotates() ? slot.rows : IndexRange{0, bench_.total_books};
  }
  return slot;
}

std::vector<StateSlot> Trainer::Impl::slots() const {
  std::vector<StateSlot> all;
  for (const SlotPlace& place : const_cast<Impl*>(this)->places(!best_is_last()))
    all.push_back(slot_at(place));
  return all;
}

std::vector<float> Trainer::Impl::slot_values(const StateSlot& slot) const {
  for (const SlotPlace& place : const_cast<Impl*>(this)->places(!best_is_last())) {
    if (place.name != slot.name) continue;
    std::vector<float> values(narrow<std::size_t>(slot.rows.size() * slot.columns));
    gather_rows(place.rows, place.array, slot.rows, bench_.options.factors, values.data());
    return values;
  }
  throw LogicError("Trainer::slot_values: no such slot");
}

void Trainer::Impl::restore(const TrainingProgress& progress, const SlotReader& read) {
  progress_ = progress;
  if (!best_is_last()) {
    best_.users = bench_.arrays.users;
    best_.blocks = bench_.arrays.blocks;
  }
  for (const SlotPlace& place : places(!best_is_last())) {
    const StateSlot slot = slot_at(place);
    const std::vector<float> values = read(slot);
    require(std::cmp_equal(values.size(), slot.needed.size() * slot.columns),
            "Trainer::restore: a slot of another size");
    for_pieces(place.rows, slot.needed, [&](FactorRows& rows, IndexRange part, std::int64_t offset) {
      rows.write(place.array, part, values.data() + offset * slot.columns);
    });
  }
  schedule_->arrays_changed();
}

FactorModel Trainer::Impl::model_of(const TrainingArrays& arrays) const {
  const std::int64_t k = bench_.options.factors;
  FactorModel model;
  ModelTraits& traits = model.traits;
  traits.has_biases = bench_.hyper.biases;
  // Decoupled weight decay is no L2 a rating: a ridge of its size fits a new reader's few ratings exactly and
  // says nothing of other books.
  if (bench_.options.optimizer == Optimizer::adamw && bench_.options.unrated_weight == 0)
    traits.fold_in = FoldIn::projection;
  traits.global_mean = static_cast<float>(bench_.global_mean);
  traits.scale_low = static_cast<float>(bench_.scale_low);
  traits.scale_high = static_cast<float>(bench_.scale_high);
  traits.user_factor_l2 = bench_.hyper.user_factor_l2;
  traits.user_bias_l2 = bench_.hyper.user_bias_l2;
  traits.unrated_weight = bench_.options.unrated_weight;
  traits.target_power = bench_.options.unrated_weight > 0 ? 2 : 0;
  model.total_users = bench_.total_users;
  model.total_books = bench_.total_books;
  const auto copy = [&](const std::vector<FactorRows*>& rows, IndexRange range, std::vector<float>& bias,
                        Matrix& factors) {
    bias.resize(narrow<std::size_t>(range.size()));
    factors.resize(range.size(), k);
    gather_rows(rows, RowArray::bias, range, k, bias.data());
    gather_rows(rows, RowArray::factors, range, k, factors.data());
  };
  auto& mutable_arrays = const_cast<TrainingArrays&>(arrays);
  model.users = bench_.users;
  copy({&mutable_arrays.users}, model.users, model.user_bias, model.user_factors);
  model.books = bench_.own_books();
  copy(pointers(mutable_arrays.blocks), model.books, model.book_bias, model.book_factors);
  return model;
}

}  // namespace crucible
