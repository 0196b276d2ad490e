#pragma once

// The loss that training descends: half the squared error of a rating, where the error is the target minus
// the prediction. Kernels and schedules take from here all that follows from the loss.
//
// For another loss, change loss_slope() and loss_curvature. For a choice between losses, make the loss a
// template parameter of the lanes, with one pass for each in Kernels. Look at what relies on squares:
// - Unrated weight: schedule/gram_step.cpp, and add_unrated_gradients() in schedule/batch_schedule.cpp. A
//   Gram matrix stands for the sum over all entries.
// - Merging: the rule in schedule/merge_rule.hpp takes one curvature for all errors.
// - Weights of the parts of a model: best_weights() in defaults/blend.hpp solves a least squares problem.
// - Sampling: posterior/ draws from the normal posterior of squared errors.
// - New users: fold_in() of the room recommend solves a least squares problem.
// - `scales` and `accumulators` of the optimizers: a slope grows with the spread of the ratings.
// - Divergence, early stopping and the bold driver compare RMSEs: error_term().

namespace crucible {
// Internal linkage: the kernels compile this for newer CPUs than the rest of the program.
namespace {

/// Derivative of the loss by the error. A step moves a prediction by rate x slope. `Error` is float or, in a
/// kernel, a vector of floats. Use what both have: arithmetic, comparisons and ?:.
template <typename Error>
[[gnu::always_inline]] inline Error loss_slope(Error error) {
  return error;
}

/// Largest second derivative of the loss by the error: the most by which the slope changes when the
/// error changes by 1. Merges use it.
constexpr float loss_curvature = 1;

/// What training sums up and reports: the squared error, whatever the loss is. The root of its
/// mean is the RMSE.
template <typename Error>
[[gnu::always_inline]] inline Error error_term(Error error) {
  return error * error;
}

/// Mini-batches descend this times the mean loss of the batch: the mean squared error, like mse_loss of
/// PyTorch.
constexpr float batch_loss_weight = 2;

}  // namespace
}  // namespace crucible
