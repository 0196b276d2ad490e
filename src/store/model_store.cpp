#include "crucible/store/model_store.hpp"

#include "crucible/core/narrow.hpp"
#include "crucible/core/rating.hpp"
#include "crucible/mpi/collective.hpp"
#include "finite.hpp"
#include "model_link.hpp"
#include "model_spread.hpp"
#include "model_times.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace crucible {

namespace {

const char* text_of(ModelKind kind) { return kind == ModelKind::svd ? "svd" : "funk"; }
const char* text_of(FoldIn fold_in) { return fold_in == FoldIn::projection ? "projection" : "ridge"; }

/// The rows that this rank writes: an even share if every rank holds all rows, else the rows that it holds.
struct Share {
  IndexRange rows;
  std::size_t skip = 0;  ///< rows of the local data before the share
};

Share share_of(const Communicator& comm, IndexRange held, std::int64_t total) {
  if (held.begin != 0 || held.end != total || comm.size() == 1) return {held, 0};
  const IndexRange rows = even_part(total, comm.size(), comm.rank());
  return {rows, static_cast<std::size_t>(rows.begin)};
}

/// Collective. True if every rank holds all of [0, total).
bool whole_everywhere(const Communicator& comm, IndexRange held, std::int64_t total) {
  return !comm.any(held.begin != 0 || held.end != total);
}

template <typename T>
std::span<const T> part_of(const std::vector<T>& values, const Share& share, std::size_t width = 1) {
  if (values.empty()) return {};
  return std::span<const T>(values).subspan(share.skip * width,
                                            static_cast<std::size_t>(share.rows.size()) * width);
}

std::span<const float> part_of(const Matrix& values, const Share& share) {
  const auto width = static_cast<std::size_t>(values.cols());
  return std::span<const float>(values.data(), static_cast<std::size_t>(values.size()))
      .subspan(share.skip * width, static_cast<std::size_t>(share.rows.size()) * width);
}

void write_factors(H5File& file, const Communicator& comm, const FactorModel& model, const Share& books) {
  const Share users{model.users, 0};
  file.create_group("/model",
                    "prediction = global_mean + user_bias + book_bias + <user_factors, book_factors>");
  file.write_scalar("/model/global_mean", model.traits.global_mean,
                    "mean rating of the training part; with time effects, of the present");
  file.write("/model/user_bias", model.total_users, 0, users.rows, part_of(model.user_bias, users),
             "one a user");
  file.write("/model/user_factors", model.total_users, model.k(), users.rows,
             part_of(model.user_factors, users), "one row a user");
  file.write("/model/book_bias", model.total_books, 0, books.rows, part_of(model.book_bias, books),
             "one a book");
  file.write("/model/book_factors", model.total_books, model.k(), books.rows,
             part_of(model.book_factors, books), "one row a book");
  if (model.singular_values.empty()) return;
  const auto k = narrow<std::int64_t>(model.singular_values.size());
  const IndexRange rows{0, comm.is_root() ? k : 0};
  file.write("/model/singular_values", k, 0, rows,
             std::span<const double>(model.singular_values).first(static_cast<std::size_t>(rows.size())),
             "descending");
}

void write_traits(H5File& file, const ModelTraits& traits) {
  file.write_attribute("/", "kind", std::string(text_of(traits.kind)));
  file.write_attribute("/", "fold_in", std::string(text_of(traits.fold_in)));
  file.write_attribute("/", "has_biases", std::int64_t{traits.has_biases ? 1 : 0});
  file.write_attribute("/", "scale_low", static_cast<double>(traits.scale_low));
  file.write_attribute("/", "scale_high", static_cast<double>(traits.scale_high));
  file.write_attribute("/", "user_factor_l2", traits.user_factor_l2);
  file.write_attribute("/", "user_bias_l2", traits.user_bias_l2);
  file.write_attribute("/", "user_factor_ridge", traits.user_factor_ridge);
  file.write_attribute("/", "user_bias_ridge", traits.user_bias_ridge);
  file.write_attribute("/", "unrated_weight", traits.unrated_weight);
  file.write_attribute("/", "unrated_target", traits.unrated_target);
  file.write_attribute("/", "target_power", traits.target_power);
}

std::string weight_column(const char* part) { return std::string("/history/weight_") + part; }

void write_history(H5File& file, const Communicator& comm, const std::vector<EpochReport>& history) {
  file.create_group("/history", "one row an epoch");
  const auto n = narrow<std::int64_t>(history.size());
  const IndexRange rows{0, comm.is_root() ? n : 0};
  const auto column = [&]<typename T>(const char* name, T EpochReport::*member, const char* description) {
    std::vector<T> values;
    for (std::int64_t i = 0; i < rows.size(); ++i)
      values.push_back(history[static_cast<std::size_t>(i)].*member);
    file.write(std::string("/history/") + name, n, 0, rows, std::span<const T>(values), description);
  };
  column("epoch", &EpochReport::epoch, "1-based");
  column("seconds", &EpochReport::seconds, "wall-clock seconds of the epoch");
  column("learning_rate", &EpochReport::learning_rate, "of the user factors");
  column("train_rmse", &EpochReport::train_rmse, "over the training part, while training");
  column("validation_rmse", &EpochReport::validation_rmse, "NaN where there is no validation part");
  column("overlap_at_10", &EpochReport::overlap_at_10, "NaN where it was not measured");
  column("updates", &EpochReport::updates, "ratings visited");
  column("factor_rms", &EpochReport::factor_rms, "of what factors alone predict of the validation part");
  column("bytes_sent", &EpochReport::bytes_sent, "bytes about book rows in messages, all ranks");
  for (const auto& [name, member] : part_weights) {
    std::vector<double> values;
    for (std::int64_t i = 0; i < rows.size(); ++i)
      values.push_back(history[static_cast<std::size_t>(i)].weights.*member);
    file.write(weight_column(name), n, 0, rows, std::span<const double>(values),
               "what the model's part is multiplied by");
  }
}

void write_state(H5File& file, const Communicator& comm, const TrainingState& state) {
  const TrainingProgress& progress = state.progress;
  file.create_group("/state/slots", "arrays of the last epoch, rows in global order");
  file.write_attribute("/state", "description", std::string("what training needs to go on"));
  file.write_attribute("/state", "epoch", progress.epoch);
  file.write_attribute("/state", "best_epoch", progress.best_epoch);
  file.write_attribute("/state", "steps_ended", progress.steps_ended);
  file.write_attribute("/state", "best_rmse", progress.best_rmse);
  file.write_attribute("/state", "epochs_without_gain", progress.epochs_without_gain);
  file.write_attribute("/state", "rmse_of_gain", progress.rmse_of_gain);
  file.write_attribute("/state", "rate_factor", progress.rate_factor);
  file.write_attribute("/state", "previous_loss", progress.previous_loss);
  file.write_attribute("/state", "stopped", state.stopped);
  for (const StateSlot& slot : state.slots) {
    const std::vector<float> values = on_every_rank(comm, [&] { return state.values(slot); });
    file.write("/state/slots/" + slot.name, slot.total_rows, slot.columns, slot.rows,
               std::span<const float>(values), "see docs/file-format.md");
  }
}

void write_record(H5File& file, const Communicator& comm, const ModelRecord& record) {
  write_history(file, comm, record.history);
  file.create_group("/config", "how the model was made");
  file.write_attribute("/config", "options", record.config);
  file.write_attribute("/config", "ratings_fingerprint", record.ratings_fingerprint);
  file.write_attribute("/config", "id_fingerprint", record.id_fingerprint);
  file.write_attribute("/", "instruction_set", record.instruction_set);
  file.write_attribute("/", "shards", record.shards);
  file.write_attribute("/", "best_epoch", record.best_epoch);
}

/// Training counts on these numbers: some are places in its history.
void check_progress(const std::string& path, const TrainingProgress& progress) {
  const auto expect = [&](const char* name, bool holds, const std::string& expected) {
    if (!holds) throw InputError(path, "attribute " + std::string(name) + " of /state is not " + expected);
  };
  const auto rows = std::ssize(progress.history);
  const auto is_epoch = [&](std::int64_t value) { return value >= 0 && value <= rows; };
  const std::string in_history = "in 0.." + std::to_string(rows);
  expect("epoch", progress.epoch == rows, std::to_string(rows) + ", the number of epochs in /history");
  expect("best_epoch", is_epoch(progress.best_epoch), in_history);
  expect("steps_ended", is_epoch(progress.steps_ended), in_history);
  expect("epochs_without_gain", is_epoch(progress.epochs_without_gain), in_history);
  expect("best_rmse", progress.best_rmse >= 0, "a number of at least 0");
  expect("rmse_of_gain", progress.rmse_of_gain >= 0, "a number of at least 0");
  expect("previous_loss", progress.previous_loss >= 0, "a number of at least 0");
  expect("rate_factor", progress.rate_factor > 0 && std::isfinite(progress.rate_factor),
         "a finite number above 0");
}

}  // namespace

void ModelStore::write(const Communicator& comm, const std::string& path, const FactorModel& model,
                       const ModelNames& names, const ModelRecord& record, const Provenance& provenance,
                       const TrainingState* state, const std::string& keep_previous) {
  const bool whole = whole_everywhere(comm, model.books, model.total_books);
  const Share books = whole ? share_of(comm, model.books, model.total_books) : Share{model.books, 0};
  write_sealed(
      comm, path,
      [&](H5File& file) {
        write_header(file, comm, "crucible-model", provenance);
        write_traits(file, model.traits);
        write_factors(file, comm, model, books);
        file.create_group("/users", "users, in the order of their index");
        file.create_group("/books", "books, in the order of their index");
        file.write_texts("/users/id", model.total_users, model.users, names.user_ids,
                         "external id of each user");
        file.write_texts("/books/id", model.total_books, books.rows, part_of(names.book_ids, books),
                         "external id of each book");
        if (comm.any(!names.book_titles.empty()))
          file.write_texts("/books/title", model.total_books, books.rows, part_of(names.book_titles, books),
                           "title of each book");
        write_times(file, comm, model.times, model.users, model.total_users);
        write_spread(file, comm, model.spread, model.users, model.total_users);
        write_link(file, comm, model.link);
        write_record(file, comm, record);
        if (comm.any(!record.rating_checks.empty()))
          file.write("/users/rating_check", model.total_users, 0, model.users,
                     std::span<const std::int64_t>(record.rating_checks),
                     "changes if the user's training ratings do");
        if (state != nullptr) write_state(file, comm, *state);
        file.write_attribute("/", "k", model.k());
        file.write_attribute("/", "complete", std::int64_t{1});
      },
      keep_previous);
}

ModelStore ModelStore::open(const Communicator& comm, const std::string& path) {
  const Seal seal = check_seal(comm, path);
  ModelStore store = on_every_rank(comm, [&] {
    ModelStore opened(H5File::open(path));
    opened.read_header();
    opened.read_record();
    return opened;
  });
  store.seal_ = seal;
  return store;
}

void ModelStore::read_header() {
  check_header(file_, "crucible-model");
  if (!file_.has_attribute("/", "complete"))
    throw InputError(path(), "was never finished (no attribute 'complete')");
  const H5Shape user_factors = file_.shape("/model/user_factors");
  const H5Shape book_factors = file_.shape("/model/book_factors");
  users_ = user_factors.rows();
  books_ = book_factors.rows();
  k_ = file_.int_attribute("/", "k");
  if (books_ > std::numeric_limits<BookIndex>::max())
    throw InputError(path(),
                     "has " + std::to_string(books_) + " books; this program holds at most 2147483647");
  if (user_factors.columns() != k_ || book_factors.columns() != k_ || k_ < 1)
    throw InputError(path(), "user and book factors do not have " + std::to_string(k_) + " columns each");
  const auto expect = [&](const std::string& dataset, std::int64_t rows) {
    if (file_.shape(dataset).dims != std::vector<std::int64_t>{rows})
      throw InputError(path(),
                       "dataset " + dataset + " is not a list of " + std::to_string(rows) + " values");
  };
  expect("/model/user_bias", users_);
  expect("/model/book_bias", books_);
  expect("/users/id", users_);
  expect("/books/id", books_);
  if (file_.has("/users/rating_check")) expect("/users/rating_check", users_);
  has_titles_ = file_.has("/books/title");
  if (has_titles_) expect("/books/title", books_);
  traits_.kind = file_.text_attribute("/", "kind") == "svd" ? ModelKind::svd : ModelKind::funk;
  traits_.fold_in = file_.text_attribute("/", "fold_in") == "projection" ? FoldIn::projection : FoldIn::ridge;
  traits_.has_biases = file_.int_attribute("/", "has_biases") != 0;
  traits_.scale_low = static_cast<float>(file_.real_attribute("/", "scale_low"));
  traits_.scale_high = static_cast<float>(file_.real_attribute("/", "scale_high"));
  traits_.user_factor_l2 = file_.real_attribute("/", "user_factor_l2");
  traits_.user_bias_l2 = file_.real_attribute("/", "user_bias_l2");
  if (file_.has_attribute("/", "user_factor_ridge")) {  // models of before had none
    traits_.user_factor_ridge = file_.real_attribute("/", "user_factor_ridge");
    traits_.user_bias_ridge = file_.real_attribute("/", "user_bias_ridge");
  }
  traits_.unrated_weight = file_.real_attribute("/", "unrated_weight");
  traits_.unrated_target = file_.real_attribute("/", "unrated_target");
  traits_.target_power = file_.real_attribute("/", "target_power");
  traits_.global_mean = file_.read<float>("/model/global_mean").at(0);
}

void ModelStore::read_record() {
  record_.config = file_.text_attribute("/config", "options");
  record_.ratings_fingerprint = file_.text_attribute("/config", "ratings_fingerprint");
  record_.id_fingerprint = file_.text_attribute("/config", "id_fingerprint");
  record_.instruction_set = file_.text_attribute("/", "instruction_set");
  record_.shards = file_.int_attribute("/", "shards");
  record_.best_epoch = file_.int_attribute("/", "best_epoch");
  const std::int64_t epochs = file_.shape("/history/epoch").rows();
  record_.history.resize(static_cast<std::size_t>(epochs));
  const auto column = [&]<typename T>(const char* name, T EpochReport::*member) {
    const auto values = file_.read<T>(std::string("/history/") + name, {0, epochs});
    for (std::size_t i = 0; i < values.size(); ++i) record_.history[i].*member = values[i];
  };
  column("epoch", &EpochReport::epoch);
  column("seconds", &EpochReport::seconds);
  column("learning_rate", &EpochReport::learning_rate);
  column("train_rmse", &EpochReport::train_rmse);
  column("validation_rmse", &EpochReport::validation_rmse);
  column("overlap_at_10", &EpochReport::overlap_at_10);
  column("updates", &EpochReport::updates);
  column("bytes_sent", &EpochReport::bytes_sent);
  if (file_.has("/history/factor_rms")) column("factor_rms", &EpochReport::factor_rms);
  for (const auto& [name, member] : part_weights) {
    if (!file_.has(weight_column(name))) continue;  // of a version that weighed nothing
    const auto values = file_.read<double>(weight_column(name), {0, epochs});
    for (std::size_t i = 0; i < values.size(); ++i) record_.history[i].weights.*member = values[i];
  }
}

TrainingState ModelStore::read_state() const {
  TrainingState state;
  state.progress.epoch = file_.int_attribute("/state", "epoch");
  state.progress.best_epoch = file_.int_attribute("/state", "best_epoch");
  if (file_.has_attribute("/state", "steps_ended"))  // a version without averages has none
    state.progress.steps_ended = file_.int_attribute("/state", "steps_ended");
  state.progress.best_rmse = file_.real_attribute("/state", "best_rmse");
  state.progress.epochs_without_gain = file_.int_attribute("/state", "epochs_without_gain");
  state.progress.rmse_of_gain = file_.has_attribute("/state", "rmse_of_gain")
                                    ? file_.real_attribute("/state", "rmse_of_gain")
                                    : state.progress.best_rmse;
  state.progress.rate_factor = file_.real_attribute("/state", "rate_factor");
  state.progress.previous_loss = file_.real_attribute("/state", "previous_loss");
  state.progress.history = record_.history;
  check_progress(path(), state.progress);
  state.stopped = file_.text_attribute("/state", "stopped");
  return state;
}

std::int64_t ModelStore::slot_columns(const std::string& name) const {
  const std::string dataset = "/state/slots/" + name;
  return file_.has(dataset) ? file_.shape(dataset).columns() : 0;
}

std::vector<float> ModelStore::read_slot(const StateSlot& slot) const {
  const std::string dataset = "/state/slots/" + slot.name;
  const H5Shape shape = file_.shape(dataset);
  if (shape.rows() != slot.total_rows || shape.columns() != std::max<std::int64_t>(slot.columns, 1))
    throw InputError(path(), "dataset " + dataset + " is not " + std::to_string(slot.total_rows) + " x " +
                                 std::to_string(slot.columns));
  std::vector<float> values = file_.read<float>(dataset, slot.needed);
  check_finite(path(), dataset, values);
  return values;
}

FactorModel ModelStore::read(IndexRange users, IndexRange books) const {
  FactorModel model;
  model.traits = traits_;
  model.total_users = users_;
  model.total_books = books_;
  model.users = users;
  model.books = books;
  const auto vector = [&](const std::string& dataset, IndexRange rows) {
    std::vector<float> values = file_.read<float>(dataset, rows);
    check_finite(path(), dataset, values);
    return values;
  };
  const auto matrix = [&](const std::string& dataset, IndexRange rows) {
    Matrix values(rows.size(), k_);
    const std::span<float> all(values.data(), static_cast<std::size_t>(values.size()));
    file_.read_rows(dataset, rows, all);
    check_finite(path(), dataset, all);
    return values;
  };
  model.user_bias = vector("/model/user_bias", users);
  model.user_factors = matrix("/model/user_factors", users);
  model.book_bias = vector("/model/book_bias", books);
  model.book_factors = matrix("/model/book_factors", books);
  if (file_.has("/model/singular_values"))
    model.singular_values = file_.read<double>("/model/singular_values");
  return model;
}

TimeEffects ModelStore::read_times(IndexRange users) const {
  return crucible::read_times(file_, users, users_, books_);
}

Spread ModelStore::read_spread(IndexRange users, IndexRange books) const {
  return crucible::read_spread(file_, users, books, users_, books_);
}

RatedLink ModelStore::read_link() const { return crucible::read_link(file_, books_, k_); }

std::vector<TimeLayer> ModelStore::time_layers() const { return read_time_heads(file_); }

std::vector<std::string> ModelStore::user_ids(IndexRange users) const {
  return file_.read_texts("/users/id", users);
}

std::vector<std::string> ModelStore::book_ids(IndexRange books) const {
  return file_.read_texts("/books/id", books);
}

std::vector<std::int64_t> ModelStore::rating_checks(IndexRange users) const {
  if (!file_.has("/users/rating_check")) return {};
  return file_.read<std::int64_t>("/users/rating_check", users);
}

std::vector<std::string> ModelStore::book_titles(IndexRange books) const {
  if (!has_titles_) return std::vector<std::string>(static_cast<std::size_t>(books.size()));
  return file_.read_texts("/books/title", books);
}

}  // namespace crucible
