#include "training/training_plot.hpp"

#include "crucible/mpi/collective.hpp"
#include "crucible/report/plot.hpp"

namespace crucible {

void plot_training(Job& job, const PlotFile& plot, const TrainingProgress& progress, double unrated_weight) {
  if (progress.history.empty()) return;
  plot.write(job, [&] {
    ReportModel model;
    model.origin.path = job.common.output;
    model.traits.unrated_weight = unrated_weight;
    model.record.history = progress.history;
    model.record.best_epoch = progress.best_epoch;
    model.steps_ended = progress.steps_ended;
    return training_plot(model);
  });
}

void plot_training(Job& job, const PlotFile& plot, const ModelStore& model) {
  if (!plot.wanted()) return;
  TrainingProgress progress = on_every_rank(
      job.comm, [&] { return model.has_state() ? model.read_state().progress : TrainingProgress{}; });
  progress.history = model.record().history;
  progress.best_epoch = model.record().best_epoch;
  plot_training(job, plot, progress, model.traits().unrated_weight);
}

}  // namespace crucible
