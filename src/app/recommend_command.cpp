#include "crucible/app/commands.hpp"
#include "crucible/mpi/collective.hpp"
#include "new_readers.hpp"
#include "reader_source.hpp"
#include "recommendation_desk.hpp"
#include "recommendation_file.hpp"
#include "recommendation_text.hpp"
#include "text_format.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <optional>

namespace crucible {

namespace {

using Json = nlohmann::ordered_json;

/// Readers answered at a time where there are many.
constexpr std::int64_t batch_size = 4096;

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() > end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// "FROM:TO" as a range of reader indices within [0, total).
IndexRange parse_range(const std::string& text, std::int64_t total) {
  if (text.empty()) return {0, total};
  IndexRange range;
  const char* end = text.data() + text.size();
  const auto [colon, first] = std::from_chars(text.data(), end, range.begin);
  if (first == std::errc() && colon != end && *colon == ':') {
    const auto [last, second] = std::from_chars(colon + 1, end, range.end);
    if (second == std::errc() && last == end && 0 <= range.begin && range.begin < range.end &&
        range.end <= total)
      return range;
  }
  throw UsageError("crucible recommend: --users: " + printable(text) +
                   " is no range FROM:TO of readers between 0 and " + std::to_string(total));
}

class RecommendCommand : public Command {
 public:
  void declare(OptionTable& options) override {
    options.positional("MODEL", model_path_, "model.h5");
    options.group("For whom (one of these)");
    options.add("user", users_, "ID,...", "readers of the model");
    options.add("rate", rate_, "ID=RATING,...", "a new reader, by some ratings");
    options.add("ratings-file", ratings_file_, "FILE", "new readers: a text file of user,book,rating");
    options.add("similar", similar_, "ID,...", "books that are like this one");
    options.add("all", all_, "every reader of the model; needs -o FILE.h5 or FILE.csv");
    options.add("users", slice_, "FROM:TO",
                "with --all: only the readers with these indices, TO not included");
    options.group("What to recommend");
    options.add("ratings", ratings_path_, "RATINGS",
                "ratings.h5 of the training, to leave out books already rated");
    options.add("top", top_, "N", "books a reader", {1, 1e5});
    options.add_choice("by", by_, {"rating", "taste"},
                       "order by the expected rating (shown clipped to the scale), or by the reader's taste "
                       "alone: without the "
                       "biases that lift books which everybody rates high");
    options.add("only", only_, "FILE", "recommend only books whose ids stand in FILE, one a line");
    options.add("exclude", exclude_, "FILE", "never recommend books whose ids stand in FILE");
    options.add("explain", explain_, "say which of the reader's own books carried each recommendation");
  }

  ExitCode run(Job& job, const OptionTable& options) override {
    on_every_rank(job.comm, [&] { check_options(job, options); });
    if (to_file(job)) check_output(job, inputs());
    const ModelStore model =
        job.timings.measure("load", [&] { return ModelStore::open(job.comm, model_path_); });
    std::optional<RatingStore> ratings;
    if (!ratings_path_.empty())
      job.timings.measure("load", [&] { ratings.emplace(RatingStore::open(job.comm, ratings_path_)); });
    const ReaderSource source =
        on_every_rank(job.comm, [&] { return ReaderSource(model, ratings ? &*ratings : nullptr); });
    if (job.common.dry_run) return say_plan(job, model);
    if (all_) return for_all(job, model, source, ratings);
    if (!ratings_file_.empty()) return for_file(job, model, ratings);
    if (!users_.empty()) return for_users(job, model, source, ratings);
    on_root(job.comm, [&] {
      open_desk(job, model);
      if (similar_.empty())
        for_new_reader(job);
      else
        for_books(job);
    });
    return ExitCode::done;
  }

 private:
  void check_options(const Job& job, const OptionTable& options) const {
    const int modes = static_cast<int>(!users_.empty()) + static_cast<int>(!rate_.empty()) +
                      static_cast<int>(!ratings_file_.empty()) + static_cast<int>(!similar_.empty()) +
                      static_cast<int>(all_);
    const std::string command = "crucible recommend: ";
    if (modes != 1)
      throw UsageError(command + (modes == 0 ? "say for whom: one of " : "more than one of ") +
                       "--user, --rate, --ratings-file, --similar, --all");
    if (options.given("users") && !all_) throw UsageError(command + "--users goes with --all");
    if (explain_ && !users_.empty() && ratings_path_.empty())
      throw UsageError(command + "--explain: give --ratings too, so that the reader's own books are known");
    if (explain_ && (all_ || !similar_.empty() || to_file(job)))
      throw UsageError(command + "--explain goes with --user, --rate, or --ratings-file without -o");
    if (all_ && job.common.output.empty())
      throw UsageError(command + "--all: say where the lists go with -o FILE.h5 or -o FILE.csv");
    if (!job.common.output.empty() && !to_file(job))
      throw UsageError(command + "--output goes with --all and --ratings-file");
    if (to_file(job) && !ends_with(job.common.output, ".h5") && !ends_with(job.common.output, ".csv"))
      throw UsageError(command + "--output: " + printable(job.common.output) + " must end in .h5 or .csv");
  }

  bool to_file(const Job& job) const {
    return !job.common.output.empty() && (all_ || !ratings_file_.empty());
  }

  std::vector<std::string> inputs() const {
    std::vector<std::string> files{model_path_};
    for (const std::string& file : {ratings_path_, ratings_file_, only_, exclude_})
      if (!file.empty()) files.push_back(file);
    return files;
  }

  ExitCode say_plan(Job& job, const ModelStore& model) const {
    const double held = 4.0 * static_cast<double>(model.total_books() * (model.k() + 1));
    job.log.result("would recommend " + std::to_string(top_) + " of " + grouped(model.total_books()) +
                   " books a reader; a rank that answers readers holds the book factors, " + bytes(held));
    return ExitCode::done;
  }

  /// Reads what answering needs: all books with ids, titles and factors, less those filtered out. Local.
  void open_desk(Job& job, const ModelStore& model) {
    const IndexRange books{0, model.total_books()};
    catalogue_.emplace(model.book_ids(books), model.book_titles(books));
    std::vector<std::string> unknown;
    std::vector<BookIndex> candidates;
    if (!only_.empty()) candidates = read_book_list(only_, *catalogue_, unknown);
    if (!exclude_.empty()) {
      if (only_.empty()) {
        candidates.resize(static_cast<std::size_t>(model.total_books()));
        std::iota(candidates.begin(), candidates.end(), 0);
      }
      const std::vector<BookIndex> excluded = read_book_list(exclude_, *catalogue_, unknown);
      std::erase_if(candidates, [&](BookIndex book) {
        return std::binary_search(excluded.begin(), excluded.end(), book);
      });
    }
    warn_of_books(job, unknown, std::ssize(unknown), "the lists of books name");
    if (candidates.empty() && (!only_.empty() || !exclude_.empty()))
      throw UsageError("crucible recommend: --only and --exclude leave no book of the model to recommend");
    desk_.emplace(model.read({0, 0}, books), top_, std::move(candidates),
                  by_ == "taste" ? Order::taste : Order::rating);
  }

  static void warn_of_books(Job& job, const std::vector<std::string>& unknown, std::int64_t count,
                            const std::string& who) {
    if (count == 0) return;
    std::string text;
    for (std::size_t i = 0; i < std::min<std::size_t>(unknown.size(), 5); ++i)
      text += (i == 0 ? " (" : ", ") + printable(unknown[i], 40);
    job.log.warning(who + " " + grouped(count) + " books that the model does not have" + text +
                    (count > 5 ? ", ...)" : ")"));
  }

  /// Readers of the model, by id; unknown ones get the most popular books. Collective.
  ExitCode for_users(Job& job, const ModelStore& model, const ReaderSource& source,
                     const std::optional<RatingStore>& ratings) {
    const std::vector<std::int64_t> found = find_readers(job.comm, model, users_);
    const auto unknown = std::find(found.begin(), found.end(), -1);
    std::vector<std::int64_t> popularity;
    if (unknown != found.end()) {
      const std::string who = printable(users_[static_cast<std::size_t>(unknown - found.begin())]);
      if (!ratings)
        on_every_rank(job.comm, [&] {
          throw UsageError("--user: the model has no reader " + who +
                           "; with --ratings RATINGS the most popular books would be shown");
        });
      popularity = count_ratings(job.comm, *ratings);
    }
    if (!ratings) job.log.info("books already rated may be among these: give --ratings to leave them out");
    on_root(job.comm, [&] {
      open_desk(job, model);
      desk_->know_popularity(popularity);
      std::vector<Reader> readers;
      for (std::size_t i = 0; i < users_.size(); ++i) {
        if (found[i] >= 0) {
          readers.push_back(std::move(source.read({found[i], found[i] + 1}).front()));
        } else {
          job.log.warning("the model has no reader " + printable(users_[i]) +
                          ": these are the most popular books");
          readers.push_back({users_[i], std::nullopt, {}});
        }
      }
      answer_and_show(job, readers);
    });
    return ExitCode::done;
  }

  void for_new_reader(Job& job) {
    answer_and_show(job,
                    {{"new reader", std::nullopt, parse_rate(rate_, *catalogue_, desk_->model().traits)}});
  }

  void for_books(Job& job) {
    Json& all = job.result["similar"] = Json::array();
    for (const std::string& id : similar_) {
      const BookIndex book = catalogue_->need(id, "--similar");
      all.push_back(show_similar(job.log, *catalogue_, book, desk_->similar(book)));
    }
  }

  /// New readers of a file. Collective.
  ExitCode for_file(Job& job, const ModelStore& model, const std::optional<RatingStore>& ratings) {
    const NewReaders read = on_every_rank(job.comm, [&] {
      open_desk(job, model);
      return read_new_readers(ratings_file_, *catalogue_, desk_->model().traits);
    });
    warn_of_books(job, read.unknown_books, read.unknown_rows, ratings_file_ + ": rates");
    const auto nothing_known = [](const NewReader& reader) { return reader.own.books.empty(); };
    const std::int64_t unknown = std::count_if(read.readers.begin(), read.readers.end(), nothing_known);
    if (unknown > 0)
      job.log.warning(
          ratings_file_ + ": " + grouped(unknown) + " readers rated no book of the model and get " +
          (ratings ? "the most popular books" : "nothing; with --ratings they would get popular books"));
    if (unknown > 0 && ratings) desk_->know_popularity(count_ratings(job.comm, *ratings));
    const auto readers_of = [&](IndexRange range) {
      std::vector<Reader> readers;
      for (std::int64_t r = range.begin; r < range.end; ++r) {
        const NewReader& reader = read.readers[static_cast<std::size_t>(r)];
        readers.push_back({reader.name, std::nullopt, reader.own});
      }
      return readers;
    };
    const IndexRange all{0, std::ssize(read.readers)};
    if (to_file(job)) return write(job, all, readers_of);
    on_root(job.comm, [&] {
      const std::vector<Reader> readers = readers_of(all);
      answer_and_show(job, readers);
    });
    return ExitCode::done;
  }

  /// Every reader of the model. Collective.
  ExitCode for_all(Job& job, const ModelStore& model, const ReaderSource& source,
                   const std::optional<RatingStore>& ratings) {
    const IndexRange slice =
        on_every_rank(job.comm, [&] { return parse_range(slice_, model.total_users()); });
    if (!ratings) job.log.warning("books already rated may be recommended: give --ratings to leave them out");
    job.timings.measure("load", [&] { on_every_rank(job.comm, [&] { open_desk(job, model); }); });
    return write(job, slice, [&](IndexRange range) { return source.read(range); });
  }

  /// Answers the readers of `all`, an even part on every rank, and writes their lists to the output.
  /// `readers_of` makes a few of them at a time. Collective.
  template <typename ReadersOf>
  ExitCode write(Job& job, IndexRange all, ReadersOf readers_of) {
    const IndexRange part = even_part(all.size(), job.comm.size(), job.comm.rank());
    RecommendationTable table{all.size(), top_, part, {}, {}, {}};
    on_every_rank(job.comm, [&] {
      const auto places = static_cast<std::size_t>(part.size() * top_);
      table.book.assign(places, -1);
      table.score.assign(places, 0.0F);
      for (std::int64_t done = 0; done < part.size(); done += batch_size) {
        const std::int64_t first = all.begin + part.begin + done;
        const IndexRange range{first, std::min(first + batch_size, all.begin + part.end)};
        const std::vector<Reader> readers = job.timings.measure("load", [&] { return readers_of(range); });
        append(job.timings.measure("recommend", [&] { return desk_->answer(readers, false); }), readers,
               table);
        job.log.progress(grouped(std::min(done + batch_size, part.size())) + " of " + grouped(part.size()) +
                         " readers answered on this rank");
      }
    });
    job.log.end_progress();
    job.timings.measure("write", [&] {
      if (ends_with(job.common.output, ".csv"))
        write_recommendations_csv(job.comm, job.common.output, table, *catalogue_);
      else
        write_recommendations_h5(job.comm, job.common.output, table, *catalogue_, job.command_line);
    });
    job.log.result("wrote " + job.common.output + ": " + std::to_string(top_) + " books for each of " +
                   grouped(all.size()) + " readers");
    job.result["readers"] = all.size();
    return ExitCode::done;
  }

  static void append(const std::vector<Recommendations>& answers, const std::vector<Reader>& readers,
                     RecommendationTable& table) {
    for (std::size_t r = 0; r < answers.size(); ++r) {
      auto at = table.names.size() * static_cast<std::size_t>(table.top);
      table.names.push_back(readers[r].name);
      for (const ScoredBook& book : answers[r].books) {
        table.book[at] = book.book;
        table.score[at++] = book.score;
      }
    }
  }

  /// Answers a few readers, prints and notes it. For rank 0.
  void answer_and_show(Job& job, const std::vector<Reader>& readers) {
    const auto answers = job.timings.measure("recommend", [&] { return desk_->answer(readers, explain_); });
    Json& users = job.result["users"] = Json::array();
    for (std::size_t r = 0; r < readers.size(); ++r)
      users.push_back(show_recommendations(job.log, *catalogue_, readers[r], answers[r]));
  }

  std::string model_path_;
  std::vector<std::string> users_;
  std::vector<std::string> rate_;
  std::string ratings_file_;
  std::vector<std::string> similar_;
  bool all_ = false;
  std::string slice_;
  std::string ratings_path_;
  std::int64_t top_ = 10;
  std::string by_ = "rating";
  std::string only_;
  std::string exclude_;
  bool explain_ = false;
  std::optional<BookCatalogue> catalogue_;
  std::optional<RecommendationDesk> desk_;
};

}  // namespace

std::unique_ptr<Command> make_recommend_command() { return std::make_unique<RecommendCommand>(); }

}  // namespace crucible
