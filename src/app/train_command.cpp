#include <cmath>
#include <filesystem>
#include <optional>

#include "crucible/app/commands.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/store/model_store.hpp"
#include "crucible/store/rating_store.hpp"
#include "crucible/train/trainer.hpp"
#include "split_choice.hpp"
#include "text_format.hpp"
#include "train_option_binding.hpp"

namespace crucible {

namespace {

constexpr std::int64_t default_patience = 3;

/// What an epoch's line says, with the time that is left if all epochs are done.
std::string epoch_line(const EpochReport& report, std::int64_t epochs, double seconds_left) {
  std::string line = "epoch " + padded(std::to_string(report.epoch), std::to_string(epochs).size()) + "/" +
                     std::to_string(epochs) + "  rate " + shortest(report.learning_rate, 3) + "  train RMSE " +
                     fixed(report.train_rmse, 4);
  if (!std::isnan(report.validation_rmse))
    line += "  validation " + fixed(report.validation_rmse, 4) + (report.best ? " *" : "  ");
  return line + "  " + shortest(static_cast<double>(report.updates) / std::max(report.seconds, 1e-9) / 1e6, 3) +
         " M ratings/s  " + (report.epoch < epochs ? duration(seconds_left) + " left" : "");
}

nlohmann::ordered_json json_of(const EpochReport& report) {
  nlohmann::ordered_json row = {{"epoch", report.epoch},
                                {"seconds", report.seconds},
                                {"learning_rate", report.learning_rate},
                                {"train_rmse", report.train_rmse}};
  row["validation_rmse"] = std::isnan(report.validation_rmse) ? nlohmann::ordered_json() : nlohmann::ordered_json(report.validation_rmse);
  return row;
}

class TrainCommand : public Command {
 public:
  void declare(OptionTable& options) override {
    options.positional("RATINGS", ratings_, "ratings.h5 (or with --triplets any HDF5 file)");
    options.add("split", split_, "NAME", "train on this split's training part (none: on all ratings)");
    options.add("triplets", triplets_, "USER,BOOK,RATING",
                "the file's datasets of user ids, book ids and ratings, for an HDF5 file that is not ours");
    options.add("fresh", fresh_, "start over where the output exists, and keep the old as previous");
    binding_.declare(options);
  }

  ExitCode run(Job& job, const OptionTable&) override {
    check_training_output(job);
    const std::string ratings = triplets_.empty() ? ratings_ : import_triplets(job);
    const RatingStore store = job.timings.measure("load", [&] { return RatingStore::open(job.comm, ratings); });
    const std::string split = on_every_rank(job.comm, [&] { return choose_split(store, split_, job.log); });
    TrainData data = job.timings.measure("load", [&] { return load(job, store, split); });
    const bool validates = job.comm.sum_value(data.validation.size()) > 0;
    const TrainOptions options = on_every_rank(job.comm, [&] {
      return binding_.options(validates ? std::optional(default_patience) : std::nullopt);
    });
    const IndexRange users = data.train.users;
    if (job.comm.sum_value(data.train.size()) == 0)
      on_every_rank(job.comm, [&] { throw InputError(ratings, "has no ratings to train on in this split"); });
    job.log.info("training on " + grouped(job.comm.sum_value(data.train.size())) + " ratings of " +
                 grouped(store.total_users()) + " readers and " + grouped(store.total_books()) + " books, " +
                 std::to_string(options.factors) + " factors, " + std::to_string(job.comm.size()) +
                 (job.comm.size() == 1 ? " rank" : " ranks"));
    if (job.common.dry_run) return ExitCode::done;
    Trainer trainer(job.comm, options, std::move(data));
    const StopReason reason = learn(job, trainer, options);
    job.timings.measure("write", [&] { write(job, store, trainer, users, split); });
    report(job, trainer, reason);
    return ExitCode::done;
  }

 private:
  /// An existing output is not overwritten silently: --fresh keeps it as previous. Collective.
  void check_training_output(Job& job) {
    if (job.common.force)
      on_every_rank(job.comm, [] { throw UsageError("crucible train: --force is not for train; --fresh starts over"); });
    const bool fresh = fresh_;
    on_root(job.comm, [&] {
      std::error_code ignored;
      if (!fresh && !job.common.output.empty() && std::filesystem::exists(job.common.output, ignored))
        throw UsageError("--output: " + printable(job.common.output) +
                         " exists already; --fresh starts over and keeps it as " + previous_path(job.common.output));
    });
    Job checked{job.comm, job.common, job.log, {}, {}, {}, {}};
    checked.common.force = true;
    check_output(checked, {ratings_});
  }

  static std::string previous_path(const std::string& path) {
    std::filesystem::path previous(path);
    previous.replace_extension(".prev" + previous.extension().string());
    return previous.string();
  }

  /// Writes foreign triplets as a ratings file beside the model, which evaluate and recommend want as well.
  std::string import_triplets(Job& job);

  /// This rank's users: training and validation part. Collective.
  TrainData load(Job& job, const RatingStore& store, const std::string& split) {
    TrainData data;
    data.total_users = store.total_users();
    data.total_books = store.total_books();
    data.scale_low = store.scale_low();
    data.scale_high = store.scale_high();
    on_every_rank(job.comm, [&] {
      const TrainOptions options = binding_.options({});
      const std::int64_t shards =
          options.sync == SyncMode::allreduce
              ? job.comm.size()
              : binding_.shards.value_or(
                    default_rotate_shards(store.total_ratings(), store.total_users(), store.total_books()));
      data.shard_bounds = store.plan(shards).boundaries;
      const IndexRange users = users_of_rank(data.shard_bounds, job.comm.size(), job.comm.rank());
      data.train = split.empty() ? store.read(users) : store.read_part(users, split, {Part::train});
      data.validation.users = users;
      data.validation.total_books = store.total_books();
      data.validation.offsets.assign(static_cast<std::size_t>(users.size()) + 1, 0);
      if (!split.empty()) data.validation = store.read_part(users, split, {Part::validation});
    });
    return data;
  }

  /// Epochs, each with a line and a row of JSON. Collective.
  StopReason learn(Job& job, Trainer& trainer, const TrainOptions& options) {
    nlohmann::ordered_json& epochs = job.result["epochs"] = nlohmann::ordered_json::array();
    double seconds = 0;
    const StopReason reason = job.timings.measure("train", [&] {
      return trainer.run([&](const EpochReport& report) {
        seconds += report.seconds;
        const double left = seconds / static_cast<double>(report.epoch) * static_cast<double>(options.epochs - report.epoch);
        job.log.progress(epoch_line(report, options.epochs, left));
        epochs.push_back(json_of(report));
        return false;
      });
    });
    job.log.end_progress();
    return reason;
  }

  /// Collective.
  void write(Job& job, const RatingStore& store, const Trainer& trainer, IndexRange users, const std::string& split) {
    const FactorModel model = trainer.best_model();
    const ModelNames names = on_every_rank(job.comm, [&] {
      ModelNames read{store.user_ids(users), store.book_ids(model.books), {}};
      if (store.has_titles()) read.book_titles = store.book_titles(model.books);
      return read;
    });
    ModelRecord record;
    for (const EpochReport& row : trainer.progress().history)
      record.history.push_back({row.epoch, row.seconds, row.learning_rate, row.train_rmse, row.validation_rmse,
                                std::numeric_limits<double>::quiet_NaN()});
    record.config = job.config_text + "split-in-use = " + (split.empty() ? "none" : split) + "\n";
    record.ratings_fingerprint = store.ratings_fingerprint();
    record.id_fingerprint = store.id_fingerprint();
    record.instruction_set = name_of(trainer.instruction_set());
    record.shards = job.comm.size();
    if (binding_.shards) record.shards = *binding_.shards;
    record.best_epoch = trainer.progress().best_epoch;
    ModelStore::write(job.comm, job.common.output, model, names, record, {job.command_line},
                      previous_path(job.common.output));
  }

  void report(Job& job, const Trainer& trainer, StopReason reason) {
    const TrainingProgress& progress = trainer.progress();
    double updates = 0;
    double seconds = 0;
    std::int64_t sent = 0;
    for (const EpochReport& row : progress.history) {
      updates += static_cast<double>(row.updates);
      seconds += row.seconds;
      sent += row.bytes_sent;
    }
    job.result["best_epoch"] = progress.best_epoch;
    job.result["stopped"] = std::string(name_of(reason));
    job.result["updates_per_second"] = updates / std::max(seconds, 1e-9);
    job.result["bytes_sent"] = sent;
    job.log.result("wrote " + job.common.output + ": epoch " + std::to_string(progress.best_epoch) + " of " +
                   std::to_string(progress.epoch) +
                   (std::isfinite(progress.best_rmse) ? ", validation RMSE " + fixed(progress.best_rmse, 4) : "") +
                   ", trained in " + duration(seconds));
  }

  std::string ratings_;
  std::string split_;
  std::vector<std::string> triplets_;
  bool fresh_ = false;
  TrainOptionBinding binding_;
};

}  // namespace

std::unique_ptr<Command> make_train_command() { return std::make_unique<TrainCommand>(); }

}  // namespace crucible
