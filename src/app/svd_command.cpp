#include "crucible/app/commands.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/store/model_store.hpp"
#include "matrix_input.hpp"
#include "svd_file.hpp"
#include "svd_report.hpp"
#include "svd_settings.hpp"
#include "text_format.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

namespace {

/// Factors of the differences from the fill, (this rank's users x k): what a reader's ratings project to.
Matrix user_factors(const Communicator& comm, const RatingMatrix& matrix, const SvdResult& result) {
  constexpr std::int64_t width = 16;
  Matrix factors(matrix.ratings.users.size(), result.v.columns());
  for (std::int64_t begin = 0; begin < result.v.columns(); begin += width) {
    const IndexRange panel{begin, std::min(result.v.columns(), begin + width)};
    const RowMatrixD v = gather_columns(comm, result.v, panel);
    factors.middleCols(begin, panel.size()) = multiply_rows(matrix.sparse(), {}, v).cast<float>();
  }
  return factors;
}

/// The model that predicts fill + (ratings - fill) V V^T. With zero fill that is U S V^T. Collective.
FactorModel model_of(const Communicator& comm, const RatingStore& store, const RatingMatrix& matrix,
                     const SvdResult& result, FoldIn fold_in) {
  FactorModel model;
  model.traits.kind = ModelKind::svd;
  model.traits.fold_in = fold_in;
  model.traits.has_biases = matrix.fill == Fill::bias;
  model.traits.global_mean = static_cast<float>(matrix.global_mean);
  model.traits.scale_low = static_cast<float>(store.scale_low());
  model.traits.scale_high = static_cast<float>(store.scale_high());
  // Ridge fold-in: what a new reader did not rate counts as the fill, with the weight of one rating.
  if (fold_in == FoldIn::ridge) model.traits.unrated_weight = 1;
  model.total_users = store.total_users();
  model.total_books = store.total_books();
  model.users = matrix.ratings.users;
  model.user_bias.assign(matrix.user_bias.begin(), matrix.user_bias.end());
  model.user_factors = user_factors(comm, matrix, result);
  model.books = result.v.rows;
  model.book_bias.assign(matrix.book_bias.begin() + model.books.begin,
                         matrix.book_bias.begin() + model.books.end);
  model.book_factors = result.v.values.cast<float>();
  model.singular_values = result.singular_values;
  return model;
}

/// `config` without its line on the split, which is written in full instead.
std::string without_split(std::string config) {
  const std::size_t begin = config.starts_with("split = ") ? 0 : config.find("\nsplit = ") + 1;
  if (config.compare(begin, 8, "split = ") == 0) config.erase(begin, config.find('\n', begin) - begin + 1);
  return config;
}

class SvdCommand : public Command {
 public:
  void declare(OptionTable& options) override {
    input_.declare(options);
    settings_.declare(options);
    options.group("What comes out");
    options.add("values-only", values_only_, "singular values alone, no vectors; --output may be left out");
    options.add_choice(
        "fold-in", fold_in_, {"projection", "ridge"},
        "ratings: how the model takes in new readers: projecting their ratings on the books' vectors, "
        "or by regularised least squares");
  }

  ExitCode run(Job& job, const OptionTable&) override {
    const bool writes = !(job.common.output.empty() && (values_only_ || job.common.dry_run));
    if (writes) check_output(job, {input_.path()});
    job.timings.measure("load", [&] { input_.open(job); });
    settings_.settle(job.comm, input_, values_only_);
    if (job.common.dry_run) {
      settings_.say_plan(job, input_);
      return ExitCode::done;
    }
    settings_.check_memory(job, input_);
    job.log.info(input_.description());
    job.log.info("method " + to_string(settings_.options().method) + ": " + settings_.reason());
    if (input_.is_ratings())
      decompose_ratings(job, writes);
    else
      decompose_dense(job, writes);
    return ExitCode::done;
  }

 private:
  /// Collective.
  void decompose_dense(Job& job, bool writes) {
    RowSlab a = job.timings.measure("load", [&] { return input_.read_dense(job.comm); });
    SvdResult result = job.timings.measure("factor", [&] {
      if (settings_.krylov())
        return truncated_svd(job.comm, a, settings_.wanted(), settings_.krylov_options(job));
      return svd(job.comm, std::move(a), settings_.options());
    });
    finish(job, result);
    if (writes)
      job.timings.measure("write",
                          [&] { write_svd_file(job.comm, job.common.output, result, {job.command_line}); });
    say_written(job, writes, "singular values" + std::string(values_only_ ? "" : ", u and v"));
  }

  /// Collective.
  void decompose_ratings(Job& job, bool writes) {
    const RatingMatrix matrix = job.timings.measure("load", [&] { return input_.read_ratings(job.comm); });
    SvdResult result = job.timings.measure("factor", [&] {
      if (!settings_.krylov()) return svd(job.comm, matrix.dense(), settings_.options());
      return truncated_svd(job.comm, matrix.sparse(), matrix.terms, settings_.wanted(),
                           settings_.krylov_options(job));
    });
    finish(job, result);
    if (!writes) return;
    job.timings.measure("write", [&] {
      if (values_only_)
        write_svd_file(job.comm, job.common.output, result, {job.command_line});
      else
        write_model(job, matrix, result);
    });
    say_written(job, writes, values_only_ ? "singular values" : "a model for evaluate and recommend");
  }

  /// Reports, and refuses what is not good before it is written. Vectors that nobody asked for go.
  void finish(Job& job, SvdResult& result) const {
    job.log.end_progress();
    settings_.explain(result);
    require_good(result, settings_.krylov_options(job).tolerance);
    if (input_.is_ratings() && result.k() == 0)
      on_every_rank(job.comm,
                    [&] { throw InputError(input_.path(), "all its ratings are 0: nothing to decompose"); });
    report_svd(job, result);
    if (!values_only_) return;
    result.u.values.resize(result.u.rows.size(), 0);
    result.v.values.resize(result.v.rows.size(), 0);
  }

  /// Collective.
  void write_model(Job& job, const RatingMatrix& matrix, const SvdResult& result) const {
    const FoldIn fold_in = fold_in_ == "ridge" ? FoldIn::ridge : FoldIn::projection;
    const RatingStore& store = input_.store();
    const FactorModel model = model_of(job.comm, store, matrix, result, fold_in);
    const ModelNames names = on_every_rank(job.comm, [&] {
      ModelNames read{store.user_ids(model.users), store.book_ids(model.books), {}};
      if (store.has_titles()) read.book_titles = store.book_titles(model.books);
      return read;
    });
    ModelRecord record;
    record.config = without_split(job.config_text) + split_line();
    record.ratings_fingerprint = store.ratings_fingerprint();
    record.id_fingerprint = store.id_fingerprint();
    ModelStore::write(job.comm, job.common.output, model, names, record, {job.command_line});
  }

  /// The split that was trained on, in the words that evaluate compares.
  std::string split_line() const {
    for (const SplitSummary& split : input_.store().splits())
      if (split.name == input_.split())
        return "split = " + split.name + " (" + split.protocol + ", " + split.parameters + ", seed " +
               std::to_string(split.seed) + ")\n";
    return "split = none\n";
  }

  static void say_written(Job& job, bool writes, const std::string& what) {
    if (writes) job.log.result(job.common.output + ": " + what);
  }

  MatrixInput input_;
  SvdSettings settings_;
  bool values_only_ = false;
  std::string fold_in_ = "projection";
};

}  // namespace

std::unique_ptr<Command> make_svd_command() { return std::make_unique<SvdCommand>(); }

}  // namespace crucible
