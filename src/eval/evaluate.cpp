#include "crucible/eval/evaluate.hpp"

#include "crucible/mpi/collective.hpp"
#include "extra_baselines.hpp"
#include "groups.hpp"
#include "recommender.hpp"
#include "spread.hpp"
#include "tally.hpp"

#include <algorithm>

namespace crucible {
namespace {

/// Number of users judged at a time. It is large enough for fast score kernels, and small enough for their
/// factors to need little memory.
constexpr std::size_t batch_size = 1024;

/// Counts of this rank's users and pairs.
struct Counts {
  std::int64_t pairs = 0;
  std::int64_t unknown_pairs = 0;
  std::int64_t users = 0;
  std::int64_t skipped_users = 0;
  std::int64_t unranked_users = 0;
  std::int64_t folded_in_users = 0;
};

/// All sums of one recommender.
struct RowTally {
  RowTally(std::span<const Metric> metrics, std::int64_t books, std::int64_t resamples, std::uint64_t seed)
      : all(metrics.size()),
        coverage(metrics, books),
        bootstrap(resamples, metrics.size(), seed),
        users("users", user_group_names(), metrics.size()),
        books_by_popularity("books", book_group_names(), metrics.size()) {}

  MetricSums all;
  Coverage coverage;
  Bootstrap bootstrap;
  GroupTally users;
  GroupTally books_by_popularity;
};

/// One user's held-out books.
struct HeldOut {
  UserRow row;
  std::span<const std::int64_t> times;  ///< of the row's ratings; empty: unknown
  std::vector<BookIndex> relevant;      ///< ascending
  bool ten_highest = false;             ///< see JudgedList::masked_found
};

bool ten_highest_masked(const UserRow& masked, const UserRow& known) {
  if (masked.book.size() != 10 || known.book.size() < 10) return false;
  return *std::min_element(masked.rating.begin(), masked.rating.end()) >=
         *std::max_element(known.rating.begin(), known.rating.end());
}

/// Local. Judges recommenders on this rank's users.
class Judge {
 public:
  Judge(const EvaluationData& data, const EvaluateOptions& options, const Baselines& baselines,
        const Seen& seen)
      : data_(data), options_(options), seen_(seen), longest_(longest_list(options.metrics)) {
    if (options.groups) book_group_ = book_groups(baselines.popularity);
    for (std::int64_t u = 0; u < data.test.users.size(); ++u)
      if (!user_row(data.test, u).book.empty()) users_.push_back(u);
  }

  Counts count() const {
    Counts counts;
    counts.users = std::ssize(users_);
    counts.skipped_users = data_.test.users.size() - counts.users;
    for (const std::int64_t user : users_) {
      const HeldOut held = held_out(user);
      const bool unknown_user = seen_.users[static_cast<std::size_t>(user)] == 0;
      counts.pairs += std::ssize(held.row.book);
      for (const BookIndex book : held.row.book)
        if (unknown_user || seen_.books[static_cast<std::size_t>(book)] == 0) ++counts.unknown_pairs;
      if (held.relevant.empty()) ++counts.unranked_users;
      if (seen_.folded[static_cast<std::size_t>(user)] != 0) ++counts.folded_in_users;
    }
    return counts;
  }

  /// `first`: `who` is the first model, for which groups, intervals and lists are reported.
  void judge(Recommender& who, bool first, RowTally& tally) const {
    for (std::size_t begin = 0; begin < users_.size(); begin += batch_size) {
      const auto batch = std::span(users_).subspan(begin, std::min(batch_size, users_.size() - begin));
      who.start(batch);
      const bool ranks = longest_ > 0 && who.ranks();
      const TopLists lists = ranks ? who.lists(longest_) : TopLists();
      for (std::size_t i = 0; i < batch.size(); ++i) {
        const HeldOut held = held_out(batch[i]);
        const std::vector<double> errors = errors_of(who, i, held);
        const auto shown = ranks ? lists.of(static_cast<std::int64_t>(i)) : std::span<const ScoredBook>();
        add_user(batch[i], held, errors, ranks, shown, first, tally);
      }
    }
  }

  /// This rank's users with something held out, ascending from 0.
  std::span<const std::int64_t> users() const noexcept { return users_; }

  std::vector<std::int64_t> book_group_sizes(std::size_t groups) const {
    std::vector<std::int64_t> sizes(groups, 0);
    for (const std::uint8_t group : book_group_) ++sizes[group];
    return sizes;
  }

 private:
  HeldOut held_out(std::int64_t user) const {
    HeldOut held{user_row(data_.test, user), times_of_user(data_.times.test, data_.test, user), {}, false};
    for (std::size_t i = 0; i < held.row.book.size(); ++i)
      if (!options_.relevant_from || static_cast<double>(held.row.rating[i]) >= *options_.relevant_from)
        held.relevant.push_back(held.row.book[i]);
    if (seen_.folded[static_cast<std::size_t>(user)] != 0)
      held.ten_highest = ten_highest_masked(held.row, user_row(data_.fold_in, user));
    return held;
  }

  std::vector<double> errors_of(const Recommender& who, std::size_t place, const HeldOut& held) const {
    std::vector<double> errors;
    if (!who.predicts()) return errors;
    for (std::size_t i = 0; i < held.row.book.size(); ++i)
      errors.push_back(who.predict(place, held.row.book[i], time_at(held.times, i)) -
                       static_cast<double>(held.row.rating[i]));
    return errors;
  }

  /// Scores of a user's list against `relevant`.
  UserScores scores_of(std::span<const double> errors, bool ranks, std::span<const ScoredBook> shown,
                       std::span<const BookIndex> relevant, std::optional<std::int64_t> masked_found) const {
    std::vector<std::uint8_t> hits;
    for (const ScoredBook& book : shown)
      hits.push_back(std::binary_search(relevant.begin(), relevant.end(), book.book) ? 1 : 0);
    const JudgedList list{hits, std::ssize(relevant), masked_found};
    return user_scores(options_.metrics, errors, ranks ? &list : nullptr);
  }

  void add_user(std::int64_t user, const HeldOut& held, std::span<const double> errors, bool ranks,
                std::span<const ScoredBook> shown, bool first, RowTally& tally) const {
    std::optional<std::int64_t> masked_found;
    if (held.ten_highest) {
      const auto ten = shown.first(std::min<std::size_t>(10, shown.size()));
      masked_found = std::count_if(ten.begin(), ten.end(), [&](const ScoredBook& book) {
        return std::binary_search(held.row.book.begin(), held.row.book.end(), book.book);
      });
    }
    const UserScores scores = scores_of(errors, ranks, shown, held.relevant, masked_found);
    tally.all.add(scores);
    tally.coverage.add(shown);
    tally.bootstrap.add(data_.test.users.begin + user, scores);
    if (!first) return;
    if (options_.observer) options_.observer(data_.test.users.begin + user, shown, held.relevant);
    if (!options_.groups) return;
    const std::int64_t known =
        std::ssize(user_row(data_.train, user).book) + std::ssize(user_row(data_.fold_in, user).book);
    tally.users.add(user_group(known), scores, std::ssize(held.row.book));
    tally.users.add_members(user_group(known), 1);
    add_book_groups(held, errors, ranks, shown, tally);
  }

  void add_book_groups(const HeldOut& held, std::span<const double> errors, bool ranks,
                       std::span<const ScoredBook> shown, RowTally& tally) const {
    for (std::size_t g = 0; g < tally.books_by_popularity.size(); ++g) {
      const auto in_group = [&](BookIndex book) { return book_group_[static_cast<std::size_t>(book)] == g; };
      std::vector<double> some;
      for (std::size_t i = 0; i < errors.size(); ++i)
        if (in_group(held.row.book[i])) some.push_back(errors[i]);
      std::vector<BookIndex> relevant;
      std::copy_if(held.relevant.begin(), held.relevant.end(), std::back_inserter(relevant), in_group);
      const std::int64_t pairs = std::count_if(held.row.book.begin(), held.row.book.end(), in_group);
      if (pairs > 0)
        tally.books_by_popularity.add(g, scores_of(some, ranks, shown, relevant, std::nullopt), pairs);
    }
  }

  const EvaluationData& data_;
  const EvaluateOptions& options_;
  const Seen& seen_;
  std::int64_t longest_;
  std::vector<std::int64_t> users_;
  std::vector<std::uint8_t> book_group_;
};

struct NamedRecommender {
  std::string name;
  std::unique_ptr<Recommender> who;
  std::vector<NamedNumber> settings;
  bool resampled = true;  ///< a bootstrap compares it with the first
};

std::vector<NamedRecommender> make_recommenders(std::span<const NamedModel> models,
                                                const EvaluationData& data, const EvaluateOptions& options,
                                                const Baselines& baselines, const Seen& seen,
                                                const ModelTraits& scale) {
  std::vector<NamedRecommender> all;
  for (const NamedModel& named : models)
    all.push_back({named.name, make_model_recommender(*named.model, data, seen), {}});
  if (!options.baselines) return all;
  for (const BaselineRow& row : baseline_table())
    if (row.fit == nullptr)
      all.push_back({row.name,
                     make_baseline_recommender(row, baselines, data, static_cast<double>(scale.scale_low),
                                               static_cast<double>(scale.scale_high)),
                     {},
                     false});
  return all;
}

void finish_counts(const Communicator& comm, const Counts& mine, Evaluation& result) {
  std::vector<std::int64_t> all = {mine.pairs,         mine.unknown_pairs,  mine.users,
                                   mine.skipped_users, mine.unranked_users, mine.folded_in_users};
  comm.sum(std::span<std::int64_t>(all));
  result.pairs = all[0];
  result.unknown_pairs = all[1];
  result.users = all[2];
  result.skipped_users = all[3];
  result.unranked_users = all[4];
  result.folded_in_users = all[5];
}

/// `first_draws` are those of the first row, which puts them there.
void finish_row(const Communicator& comm, const NamedRecommender& named, RowTally& tally,
                const EvaluateOptions& options, Draws& first_draws, Evaluation& result) {
  const bool first = result.rows.empty();
  reduce(comm, tally.all.sums());
  EvaluatedRow row{named.name, tally.all.values(result.metrics), {}, {}, named.settings};
  tally.coverage.finish(comm, row.values);
  if (options.bootstrap > 0 && named.resampled) {
    Draws draws = tally.bootstrap.draws(comm, result.metrics);
    if (first) {
      row.intervals = intervals_of(draws, result.metrics.size());
      first_draws = std::move(draws);
    } else {
      row.differences = differences_of(result.rows.front(), first_draws, row, draws);
    }
  }
  if (first && options.groups) {
    tally.users.finish(comm, result.metrics, false, result.groups);
    tally.books_by_popularity.finish(comm, result.metrics, true, result.groups);
  }
  result.rows.push_back(std::move(row));
}

}  // namespace

double evaluation_bytes(const EvaluationData& data, std::int64_t k) {
  constexpr double number = sizeof(double);
  const auto users = static_cast<double>(data.test.users.size());
  const auto books = static_cast<double>(data.test.total_books);
  // Of books: sums and a message of them, popularity, mean and bias. Of users: bias, spread, a place in a
  // list.
  return books * (2 * sizeof(MetricSum) + 3 * number) + users * 4 * number +
         static_cast<double>(batch_size) * 2 * sizeof(float) * static_cast<double>(k);
}

Evaluation evaluate(const Communicator& comm, std::span<const NamedModel> models, const EvaluationData& data,
                    const EvaluateOptions& options) {
  require(!models.empty(), "evaluation was given no model");
  const std::vector<const BaselineRow*> extra =
      on_every_rank(comm, [&] { return extra_baseline_rows(options); });
  const Baselines baselines = fit_baselines(comm, data);
  const Seen seen = who_was_seen(data, baselines);
  const Judge judge(data, options, baselines, seen);
  Evaluation result;
  result.metrics = options.metrics;
  finish_counts(comm, judge.count(), result);

  auto recommenders = on_every_rank(comm, [&] {
    return make_recommenders(models, data, options, baselines, seen, models.front().model->traits);
  });
  for (const BaselineRow* row : extra) {
    FittedBaseline fitted = row->fit(comm, data, judge.users(), options);
    recommenders.push_back({row->name, std::move(fitted.who), std::move(fitted.settings)});
  }
  bool first = true;
  Draws first_draws;
  for (NamedRecommender& named : recommenders) {
    RowTally tally = on_every_rank(comm, [&] {
      RowTally mine(options.metrics, data.train.total_books, named.resampled ? options.bootstrap : 0,
                    options.seed);
      judge.judge(*named.who, first, mine);
      if (first && options.groups) {
        const auto sizes = judge.book_group_sizes(mine.books_by_popularity.size());
        for (std::size_t g = 0; g < sizes.size(); ++g) mine.books_by_popularity.add_members(g, sizes[g]);
      }
      return mine;
    });
    finish_row(comm, named, tally, options, first_draws, result);
    first = false;
  }
  if (std::any_of(options.metrics.begin(), options.metrics.end(),
                  [](const Metric& metric) { return metric.row->kind == MetricKind::rating; }))
    result.calibration = calibrate(comm, *models.front().model, data);
  return result;
}

}  // namespace crucible
