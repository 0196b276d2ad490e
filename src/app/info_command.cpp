#include "crucible/app/commands.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/store/model_store.hpp"
#include "crucible/store/rating_store.hpp"
#include "text_format.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <numeric>

namespace crucible {

namespace {

const std::array part_names{"train", "validation", "test", "test fold-in", "validation fold-in"};

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

/// Number of ratings in each part of a split. Collective.
std::vector<std::int64_t> count_parts(const Communicator& comm, const RatingStore& store,
                                      const std::string& split, IndexRange users) {
  const SplitLabels labels = on_every_rank(comm, [&] { return store.read_split(users, split); });
  std::vector<std::int64_t> counts(part_names.size());
  for (const std::uint8_t label : labels.part)
    if (label < counts.size()) ++counts[label];
  comm.sum(std::span<std::int64_t>(counts));
  return counts;
}

class InfoCommand : public Command {
 public:
  void declare(OptionTable& options) override {
    options.positional("FILE", file_, "a file that crucible wrote");
    options.add("validate", validate_, "check every checksum, index and invariant");
    options.add("find", find_, "TEXT", "list the books whose title or id contains TEXT");
    options.add("reader", reader_, "ID", "list the ratings of this reader, best first");
    options.add("limit", limit_, "N", "list at most N books", {1, 1e9});
  }

  ExitCode run(Job& job, const OptionTable&) override {
    std::string format;
    on_root(job.comm, [&] {
      if (!has_seal(file_))
        throw InputError(file_, "is not a file that crucible wrote; for other HDF5 files use h5ls or h5dump");
    });
    check_seal(job.comm, file_);
    on_root(job.comm, [&] { format = H5File::open(file_).text_attribute("/", "format"); });
    format = job.comm.broadcast_text(format);
    job.result["format"] = format;
    if (format == "crucible-ratings") return describe_ratings(job);
    if (format == "crucible-model") return describe_model(job);
    job.log.result(file_ + ": a " + format + " file, its seal is intact");
    return ExitCode::done;
  }

 private:
  ExitCode describe_ratings(Job& job) {
    const RatingStore store = RatingStore::open(job.comm, file_);
    const IndexRange users =
        on_every_rank(job.comm, [&] { return store.plan(job.comm.size()).users(job.comm.rank()); });
    if (!find_.empty()) return find_books(job, store);
    if (!reader_.empty()) return list_reader(job, store);
    const double cells = static_cast<double>(store.total_users()) * static_cast<double>(store.total_books());
    job.log.result(file_ + ": ratings");
    job.log.result("  readers   " + grouped(store.total_users()));
    job.log.result("  books     " + grouped(store.total_books()) +
                   (store.has_titles() ? ", with titles" : ""));
    job.log.result("  ratings   " + grouped(store.total_ratings()) + " (" +
                   fixed(100 * static_cast<double>(store.total_ratings()) / std::max(cells, 1.0), 3) +
                   " % of all pairs)" + (store.has_timestamps() ? ", with times" : ""));
    job.log.result("  scale     " + shortest(store.scale_low()) + " to " + shortest(store.scale_high()));
    on_root(job.comm, [&] { show_example(job, store); });
    for (const SplitSummary& split : store.splits()) {
      std::string line = "  split     " + split.name + " (" + split.protocol + ", " + split.parameters +
                         ", seed " + std::to_string(split.seed) + "):";
      const auto counts = count_parts(job.comm, store, split.name, users);
      for (std::size_t p = 0; p < counts.size(); ++p)
        if (counts[p] > 0) line += std::string(" ") + part_names[p] + " " + grouped(counts[p]);
      job.log.result(line);
      job.result["splits"][split.name] = counts;
    }
    job.result["users"] = store.total_users();
    job.result["books"] = store.total_books();
    job.result["ratings"] = store.total_ratings();
    if (validate_) {
      on_every_rank(job.comm, [&] { store.validate(users); });
      job.log.result("  valid     seal, indices, order, scale and labels");
    }
    return ExitCode::done;
  }

  ExitCode describe_model(Job& job) {
    const ModelStore store = ModelStore::open(job.comm, file_);
    if (!find_.empty()) return find_books(job, store);
    const ModelTraits& traits = store.traits();
    const ModelRecord& record = store.record();
    job.log.result(file_ + ": model (" + (traits.kind == ModelKind::svd ? "svd" : "Funk SVD") + ")");
    job.log.result("  readers   " + grouped(store.total_users()));
    job.log.result("  books     " + grouped(store.total_books()) +
                   (store.has_titles() ? ", with titles" : ""));
    job.log.result("  factors   " + std::to_string(store.k()) +
                   (traits.has_biases ? ", and biases" : ", no biases"));
    job.log.result("  scale     " + shortest(traits.scale_low) + " to " + shortest(traits.scale_high));
    if (!record.history.empty()) {
      job.log.result("  epochs    " + std::to_string(record.history.size()) + ", best " +
                     std::to_string(record.best_epoch));
      job.log.result("  epoch   rate      train RMSE   validation RMSE");
      for (const EpochReport& row : record.history)
        job.log.result("  " + padded(std::to_string(row.epoch), 5) + "   " +
                       padded(shortest(row.learning_rate, 4), 7) + "   " +
                       padded(fixed(row.train_rmse, 4), 10) + "   " +
                       (std::isnan(row.validation_rmse) ? "-" : padded(fixed(row.validation_rmse, 4), 15)));
    }
    job.result["users"] = store.total_users();
    job.result["books"] = store.total_books();
    job.result["factors"] = store.k();
    job.result["best_epoch"] = record.best_epoch;
    if (validate_) {
      on_every_rank(job.comm, [&] {
        store.read(even_part(store.total_users(), job.comm.size(), job.comm.rank()),
                   even_part(store.total_books(), job.comm.size(), job.comm.rank()));
      });
      job.log.result("  valid     seal, shapes and factors");
    }
    return ExitCode::done;
  }

  /// Works for ratings and model files: both list books.
  template <typename Store>
  ExitCode find_books(Job& job, const Store& store) {
    const std::string wanted = lower_case(find_);
    job.result["books"] = nlohmann::ordered_json::array();
    on_root(job.comm, [&] {
      const IndexRange all{0, store.total_books()};
      const std::vector<std::string> ids = store.book_ids(all);
      const std::vector<std::string> titles = store.book_titles(all);
      std::int64_t shown = 0;
      for (std::size_t b = 0; b < ids.size() && shown < limit_; ++b) {
        if (lower_case(titles[b]).find(wanted) == std::string::npos && ids[b] != find_) continue;
        job.log.result(padded(ids[b], 10) + "  " + titles[b]);
        job.result["books"].push_back({{"id", ids[b]}, {"title", titles[b]}});
        ++shown;
      }
      if (shown == 0) job.log.result("no book's title contains " + printable(find_));
    });
    return ExitCode::done;
  }

  /// A reader with enough ratings to try recommendations on. Rank 0 alone.
  static void show_example(Job& job, const RatingStore& store) {
    constexpr std::int64_t enough = 20;
    constexpr std::int64_t look_at = 10'000;
    std::int64_t chosen = -1;
    std::int64_t most = 0;
    for (std::int64_t user = 0; user < std::min(look_at, store.total_users()) && most < enough; ++user) {
      const std::int64_t count = store.offset(user + 1) - store.offset(user);
      if (count <= most) continue;
      chosen = user;
      most = count;
    }
    if (chosen < 0) return;
    const std::string id = store.user_ids({chosen, chosen + 1}).front();
    job.log.result("  a reader  " + id + ", with " + grouped(most) + " ratings");
    job.result["example_reader"] = id;
  }

  ExitCode list_reader(Job& job, const RatingStore& store) {
    job.result["reader"] = reader_;
    job.result["books"] = nlohmann::ordered_json::array();
    on_root(job.comm, [&] {
      const std::vector<std::string> ids = store.user_ids({0, store.total_users()});
      const auto at = std::find(ids.begin(), ids.end(), reader_);
      if (at == ids.end()) throw InputError(file_, "has no reader " + printable(reader_));
      const std::int64_t user = at - ids.begin();
      const RatingShard rated = store.read({user, user + 1});
      std::vector<std::size_t> order(rated.book.size());
      std::iota(order.begin(), order.end(), std::size_t{0});
      std::stable_sort(order.begin(), order.end(),
                       [&](std::size_t a, std::size_t b) { return rated.rating[a] > rated.rating[b]; });
      const auto shown = std::min(order.size(), static_cast<std::size_t>(limit_));
      job.log.result("reader " + reader_ + " rated " + grouped(rated.size()) + " books, " +
                     (shown < order.size() ? "the best " + std::to_string(shown) : "best first") + ":");
      for (std::size_t i = 0; i < shown; ++i) {
        const IndexRange book{rated.book[order[i]], rated.book[order[i]] + 1};
        const std::string id = store.book_ids(book).front();
        const std::string title = store.book_titles(book).front();
        const float rating = rated.rating[order[i]];
        job.log.result(padded(shortest(rating), 6) + "  " + padded(id, 10) + "  " + title);
        job.result["books"].push_back({{"id", id}, {"title", title}, {"rating", rating}});
      }
    });
    return ExitCode::done;
  }

  std::string file_;
  std::string reader_;
  bool validate_ = false;
  std::string find_;
  std::int64_t limit_ = 20;
};

}  // namespace

std::unique_ptr<Command> make_info_command() { return std::make_unique<InfoCommand>(); }

}  // namespace crucible
