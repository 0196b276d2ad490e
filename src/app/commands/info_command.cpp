#include "commands.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/store/model_store.hpp"
#include "crucible/store/rating_store.hpp"
#include "report/info/book_lists.hpp"
#include "report/info/model_info.hpp"
#include "report/info/ratings_info.hpp"

namespace crucible {

namespace {

class InfoCommand : public Command {
 public:
  void declare(OptionTable& options) override {
    options.positional("FILE", file_, "a file that crucible wrote");
    options.add("validate", validate_, "check every checksum, index and invariant");
    options.add("find", find_, "TEXT", "list the books whose title or id contains TEXT");
    options.add("user", user_, "ID", "list the ratings of this user, best first");
    options.add("limit", limit_, "N", "list at most N books", {1, 1e9});
  }

  ExitCode run(Job& job, const OptionTable&) override {
    const std::string format = format_of_file(job.comm);
    on_every_rank(job.comm, [&] { check_options(format); });
    job.result["format"] = format;
    if (format == "crucible-ratings")
      describe_ratings(job);
    else if (format == "crucible-model")
      describe_model(job);
    else
      job.log.result(file_ + ": a " + format + " file, its seal is intact" +
                     (validate_ ? ", which is all that --validate checks of it" : ""));
    return ExitCode::done;
  }

 private:
  /// Throws UsageError if an option means nothing in a file of this format, or beside another option. Local.
  void check_options(const std::string& format) const {
    const bool has_ratings = format == "crucible-ratings";
    const bool has_books = has_ratings || format == "crucible-model";
    const auto refuse = [&](const std::string& problem) { throw UsageError("crucible info: " + problem); };
    if (!user_.empty() && !has_ratings)
      refuse("--user: lists ratings, and " + file_ + " is a " + format + " file; name a ratings file");
    if (!find_.empty() && !has_books)
      refuse("--find: looks for books, and " + file_ + " is a " + format +
             " file; name a ratings or a model file");
    const int wanted = (find_.empty() ? 0 : 1) + (user_.empty() ? 0 : 1) + (validate_ ? 1 : 0);
    if (wanted > 1) refuse("give one of --find, --user and --validate at a time");
  }

  /// Collective. Throws InputError if the file is not ours or damaged.
  std::string format_of_file(const Communicator& comm) const {
    on_root(comm, [&] {
      if (!has_seal(file_))
        throw InputError(file_, "is not a file that crucible wrote; for other HDF5 files use h5ls or h5dump");
    });
    check_seal(comm, file_);
    std::string format;
    on_root(comm, [&] { format = H5File::open(file_).text_attribute("/", "format"); });
    return comm.broadcast_text(format);
  }

  /// Collective.
  void describe_ratings(Job& job) const {
    const RatingStore store = RatingStore::open(job.comm, file_);
    const IndexRange users =
        on_every_rank(job.comm, [&] { return store.plan(job.comm.size()).users(job.comm.rank()); });
    if (!find_.empty()) return find_books(job, store);
    if (!user_.empty()) return list_user(job, store);
    show_ratings(job, store, users);
    if (!validate_) return;
    on_every_rank(job.comm, [&] { store.validate(users); });
    job.log.result("  valid     seal, indices, order, scale and labels");
  }

  /// Collective.
  void describe_model(Job& job) const {
    const ModelStore store = ModelStore::open(job.comm, file_);
    if (!find_.empty()) return find_books(job, store);
    show_model(job, store);
    if (!validate_) return;
    on_every_rank(job.comm, [&] {
      const IndexRange users = even_part(store.total_users(), job.comm.size(), job.comm.rank());
      const IndexRange books = even_part(store.total_books(), job.comm.size(), job.comm.rank());
      store.read(users, books);
      store.read_times(users);
      store.read_spread(users, books);
      store.read_link();
    });
    job.log.result("  valid     seal, shapes, factors, time effects, intervals and link");
  }

  /// Works for ratings and model files: both list books. Collective.
  template <typename Store>
  void find_books(Job& job, const Store& store) const {
    job.result["books"] = nlohmann::ordered_json::array();
    on_root(job.comm, [&] {
      const IndexRange all{0, store.total_books()};
      show_books(job, store.book_ids(all), store.book_titles(all), find_, limit_);
    });
  }

  /// Collective.
  void list_user(Job& job, const RatingStore& store) const {
    job.result["user"] = user_;
    job.result["books"] = nlohmann::ordered_json::array();
    on_root(job.comm, [&] { show_user(job, store, user_, limit_); });
  }

  std::string file_;
  std::string user_;
  bool validate_ = false;
  std::string find_;
  std::int64_t limit_ = 20;
};

}  // namespace

std::unique_ptr<Command> make_info_command() { return std::make_unique<InfoCommand>(); }

}  // namespace crucible
