#include "report/info/model_info.hpp"

#include "crucible/core/number_text.hpp"
#include "crucible/mpi/collective.hpp"

#include <cmath>
#include <string>

namespace crucible {

namespace {

void show_epochs(Job& job, const ModelRecord& record) {
  job.log.result("  epochs    " + std::to_string(record.history.size()) + ", best " +
                 std::to_string(record.best_epoch));
  job.log.result("  epoch   rate      train RMSE   validation RMSE");
  for (const EpochReport& row : record.history)
    job.log.result("  " + padded(std::to_string(row.epoch), 5) + "   " +
                   padded(shortest(row.learning_rate, 4), 7) + "   " + padded(fixed(row.train_rmse, 4), 10) +
                   "   " +
                   (std::isnan(row.validation_rmse) ? "-" : padded(fixed(row.validation_rmse, 4), 15)));
}

}  // namespace

void show_model(Job& job, const ModelStore& store) {
  const ModelTraits& traits = store.traits();
  job.log.result(store.path() + ": model (" + (traits.kind == ModelKind::svd ? "svd" : "Funk SVD") + ")");
  job.log.result("  users     " + grouped(store.total_users()));
  job.log.result("  books     " + grouped(store.total_books()) + (store.has_titles() ? ", with titles" : ""));
  job.log.result("  factors   " + std::to_string(store.k()) +
                 (traits.has_biases ? ", and biases" : ", no biases"));
  job.log.result("  scale     " + shortest(traits.scale_low) + " to " + shortest(traits.scale_high));
  const std::string layers = on_every_rank(job.comm, [&] { return time_layers_text(store.time_layers()); });
  if (!layers.empty()) job.log.result("  times     " + layers);
  if (!store.record().history.empty()) show_epochs(job, store.record());
  job.result["users"] = store.total_users();
  job.result["books"] = store.total_books();
  job.result["factors"] = store.k();
  job.result["best_epoch"] = store.record().best_epoch;
}

}  // namespace crucible
