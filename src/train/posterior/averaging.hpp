#pragma once

#include "crucible/model/training_state.hpp"
#include "posterior/gibbs_chain.hpp"
#include "posterior/mean_weights.hpp"
#include "posterior/rank_k_mean.hpp"
#include "schedule/schedule.hpp"
#include "workbench.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace crucible {

/// What a checkpoint holds of a training whose draws have begun, besides the average: the model that the
/// steps ended with, the last draw, the mean of the draws and the last link.
inline constexpr std::array<std::string_view, 4> averaging_companions{"steps", "draw", "mean", "link"};

/// Draws after steps. Each epoch is a sweep of a Gibbs chain that started from the steps' model. The arrays
/// hold the weighted mean of that model and the mean of the draws: weights by least squares on the validation
/// part, cut back to the model's number of factors. Steps and draws err differently, so the mean of both is
/// better than either.
class Averaging : public Schedule {
 public:
  /// Collective. `steps` are no longer run, but predict. The bench gives up its training ratings. Its arrays
  /// get companions.
  Averaging(Workbench& bench, Schedule& steps);

  /// Collective. The chain starts from `best`, the arrays of the steps' best epoch, and the weights of its
  /// parts.
  void begin(const TrainingArrays& best, const PartWeights& weights);

  /// Collective. The same, but the chain of an older model goes on, and its mean with it. The bench's arrays
  /// hold that model.
  void go_on(WarmChain chain);

  /// Epochs count from the first sweep.
  EpochSums run_epoch(std::int64_t epoch, double rate_factor) override;
  void predict_validation() override { steps_.predict_validation(); }
  void arrays_changed() override;
  FoldInRidge ridge(std::int64_t epochs) const override { return chain_.ridge(epochs); }

 private:
  FactorRows& users_of(std::size_t which) const noexcept { return bench_.arrays.user_companions[which]; }
  FactorRows& books_of(std::size_t which) const noexcept { return bench_.arrays.book_companions[which]; }
  MeanWeights weights() const;
  void combine(MeanWeights weights, FactorRows& users, std::span<FactorRows> books);
  RankKMaps maps_of(const AlignedFloats& users, const AlignedFloats& books, std::int64_t columns) const;

  Workbench& bench_;
  Schedule& steps_;
  GibbsChain chain_;
  Kernels draw_kernels_;  ///< for rows of the draws
  Kernels pair_kernels_;  ///< for the factors of both side by side
};

}  // namespace crucible
