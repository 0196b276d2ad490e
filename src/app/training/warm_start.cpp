#include "training/warm_start.hpp"

#include "crucible/core/number_text.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/store/model_rows.hpp"
#include "crucible/store/same_ids.hpp"
#include "crucible/train/optimizer.hpp"
#include "steps/open_files.hpp"
#include "training/training_config.hpp"
#include "training/warm_options.hpp"

#include <algorithm>
#include <array>

namespace crucible {

namespace {

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

double replay_of(const TrainSettings& settings) { return settings.replay.value_or(default_replay); }

/// Throws UsageError if no training can go on from this kind of model. Local.
void check_kind(const ModelStore& from) {
  const auto refuse = [&](const std::string& what) {
    throw UsageError("--from: " + from.path() + " " + what + "; train one to go on from without --from");
  };
  if (from.traits().kind == ModelKind::svd) refuse("is a model of svd, which has no steps to go on with");
  if (from.traits().unrated_weight > 0)
    refuse(
        "was trained with an unrated weight: each of its steps takes in all entries, so a night would cost "
        "as "
        "much as a training");
  if (!from.has_state()) refuse("holds no state of a training");
  TrainOptions trained;
  trained.optimizer = &optimizer_named(recorded_option(from, "optimizer"));
  if (!can_start_warm(trained))
    refuse("was trained with the optimizer " + std::string(trained.optimizer->name) +
           ", and only models of averaged and sgd go on");
}

void check_scale(const ModelStore& from, const RatingStore& store) {
  const auto scale = [](double low, double high) { return number_text(low) + " to " + number_text(high); };
  const ModelTraits& traits = from.traits();
  if (traits.scale_low == static_cast<float>(store.scale_low()) &&
      traits.scale_high == static_cast<float>(store.scale_high()))
    return;
  throw UsageError("--from: " + from.path() + " is for ratings of " +
                   scale(static_cast<double>(traits.scale_low), static_cast<double>(traits.scale_high)) +
                   ", and those of " + store.path() + " are of " +
                   scale(store.scale_low(), store.scale_high()) +
                   "; import them with the model's --scale, or train anew without --from");
}

/// Rows without a mark.
WarmRows unmarked(std::vector<float> factors, std::vector<float> bias) {
  return {{}, std::move(factors), std::move(bias)};
}

/// Rows that are known: those of the model that are not all 0, which belong to somebody without training
/// ratings.
void mark_known(WarmRows& side, const std::vector<std::int64_t>& rows) {
  const std::size_t k = rows.empty() ? 0 : side.factors.size() / rows.size();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto first = side.factors.begin() + static_cast<std::ptrdiff_t>(i * k);
    const bool blank = side.bias[i] == 0 && std::all_of(first, first + static_cast<std::ptrdiff_t>(k),
                                                        [](float value) { return value == 0; });
    side.known.push_back(rows[i] >= 0 && !blank ? 1 : 0);
  }
}

/// The rows of a slot of one side of the state, factors and biases. Local.
WarmRows rows_in_state(const ModelStore& from, bool of_users, const std::string& before,
                       const std::string& after, std::int64_t k, const std::vector<std::int64_t>& rows) {
  const std::string side = before + (of_users ? "user_" : "book_");
  const std::int64_t total = of_users ? from.total_users() : from.total_books();
  return unmarked(slot_rows(from, side + "factors" + after, total, k, rows),
                  slot_rows(from, side + "bias" + after, total, 1, rows));
}

/// The rows as SGD left them in its best epoch. Local.
WarmRows rows_of_steps(const ModelStore& from, bool of_users, const std::vector<std::int64_t>& rows) {
  const TrainingProgress progress = from.read_state().progress;
  const bool best_is_last = progress.best_epoch == progress.epoch || progress.best_epoch == 0;
  WarmRows side = rows_in_state(from, of_users, best_is_last ? "" : "best_", "", from.k(), rows);
  mark_known(side, rows);
  return side;
}

/// The rows of the model as it is stored, but for time effects. Local.
WarmRows rows_of_model(const ModelStore& from, bool of_users, const std::vector<std::int64_t>& rows,
                       const std::vector<std::uint8_t>& known) {
  const std::vector<float> values = model_rows(from, of_users, rows);
  WarmRows side;
  side.known = known;
  const auto width = static_cast<std::size_t>(from.k() + 1);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto first = values.begin() + static_cast<std::ptrdiff_t>(i * width);
    side.factors.insert(side.factors.end(), first, first + from.k());
    side.bias.push_back(first[from.k()]);
  }
  return side;
}

/// The number of factors of the chain that the model ended with; 0 if its best epoch is one of steps. Local.
std::int64_t factors_of_chain(const ModelStore& from) {
  const TrainingProgress progress = from.read_state().progress;
  return progress.best_epoch > progress.steps_ended ? from.slot_columns("user_factors_draw") : 0;
}

/// Local.
WarmDraws draws_of(const ModelStore& from, const std::vector<std::int64_t>& users,
                   const std::vector<std::int64_t>& books) {
  WarmDraws draws;
  draws.factors = factors_of_chain(from);
  draws.noise = from.traits().user_factor_ridge;
  draws.user_bias_ridge = from.traits().user_bias_ridge;
  const auto read = [&](const std::string& name) {
    return WarmSides{rows_in_state(from, true, "", name, draws.factors, users),
                     rows_in_state(from, false, "", name, draws.factors, books)};
  };
  draws.draw = read("_draw");
  mark_known(draws.draw.users, users);
  mark_known(draws.draw.books, books);
  draws.mean = read("_mean");
  draws.link = read("_link");
  for (WarmSides* sides : {&draws.mean, &draws.link}) {
    sides->users.known = draws.draw.users.known;
    sides->books.known = draws.draw.books.known;
  }
  return draws;
}

/// Marks the users whose ratings are others than those that `from` was trained on. Local.
std::vector<std::uint8_t> changed_users(const ModelStore& from, const std::vector<std::int64_t>& rows,
                                        const std::vector<std::int64_t>& checks) {
  std::vector<std::uint8_t> changed(rows.size(), 1);
  IndexRange hull{from.total_users(), 0};
  for (const std::int64_t row : rows)
    if (row >= 0) hull = {std::min(hull.begin, row), std::max(hull.end, row + 1)};
  if (hull.empty()) return changed;
  const std::vector<std::int64_t> then = from.rating_checks(hull);
  if (then.empty()) return changed;
  for (std::size_t u = 0; u < rows.size(); ++u)
    changed[u] = rows[u] < 0 || then[at(rows[u] - hull.begin)] != checks[u] ? 1 : 0;
  return changed;
}

/// How many of each there are. Of users they are this rank's until they are summed.
struct Counts {
  std::int64_t users = 0, known_users = 0, changed_users = 0, ratings = 0, visited = 0, moved = 0;
};

Counts counted(const std::vector<std::int64_t>& rows, const std::vector<std::uint8_t>& changed,
               const WarmStart& start, const RatingShard& train) {
  Counts counts;
  for (std::size_t u = 0; u < rows.size(); ++u) {
    const std::int64_t own = train.offsets[u + 1] - train.offsets[u];
    ++counts.users;
    counts.known_users += rows[u] >= 0 ? 1 : 0;
    counts.moved += rows[u] >= 0 && rows[u] != train.users.begin + static_cast<std::int64_t>(u) ? 1 : 0;
    counts.changed_users += changed[u] != 0 && own > 0 ? 1 : 0;
    counts.ratings += own;
    counts.visited += start.visited[u] != 0 ? own : 0;
  }
  return counts;
}

/// Collective.
Counts over_ranks(const Communicator& comm, const Counts& mine) {
  std::array<std::int64_t, 6> all{mine.users,   mine.known_users, mine.changed_users,
                                  mine.ratings, mine.visited,     mine.moved};
  comm.sum(std::span<std::int64_t>(all));
  return {all[0], all[1], all[2], all[3], all[4], all[5]};
}

void report(Job& job, const ModelStore& from, const Counts& counts, std::int64_t books,
            std::int64_t known_books, double replay, bool draws) {
  const auto side = [](std::int64_t known, std::int64_t now, std::int64_t then) {
    nlohmann::ordered_json json{{"known", known}, {"new", now - known}, {"left", then - known}};
    return json;
  };
  job.result["warm_start"] = {{"from", from.path()},
                              {"users", side(counts.known_users, counts.users, from.total_users())},
                              {"books", side(known_books, books, from.total_books())},
                              {"changed_users", counts.changed_users},
                              {"replay", replay},
                              {"visited_ratings", counts.visited},
                              {"ratings", counts.ratings}};
  job.log.info("going on from " + from.path() + ": " + grouped(counts.users - counts.known_users) +
               " new users, " + grouped(from.total_users() - counts.known_users) + " left; " +
               grouped(books - known_books) + " new books, " + grouped(from.total_books() - known_books) +
               " left");
  if (draws)
    job.log.info("  its draws go on, by all " + grouped(counts.ratings) + " ratings; " +
                 grouped(counts.changed_users) + " users changed");
  else
    job.log.info("  visiting " + grouped(counts.visited) + " of " + grouped(counts.ratings) +
                 " ratings an epoch: those of " + grouped(counts.changed_users) +
                 " users who changed, and of " + shortest(100 * replay, 3) + " % of the others");
}

/// Warns if tonight's held-out ratings may be among those that `from` was trained on.
void warn_of_leaks(Job& job, const TrainSettings& settings, const ModelStore& from, const RatingStore& store,
                   bool moved) {
  const SplitSummary* split = store.find_split(settings.split);
  if (split == nullptr) return;
  const std::string then = recorded_option(from, "split");
  const bool keeps_parts = split->protocol == "last" || is_by_id(*split);
  if (then == described(*split) && (keeps_parts || !moved)) return;
  job.log.warning(
      "ratings that the split holds out may be among those that " + from.path() +
      " was trained on: the validation and test figures will be too good" +
      (then == described(*split) ? "; split all nights with --by-id" : "; its split was " + then));
}

}  // namespace

ModelStore open_model_to_go_on_from(Job& job, TrainSettings& settings, const OptionTable& options,
                                    const RatingStore& store) {
  ModelStore from = open_model(job, settings.from);
  on_every_rank(job.comm, [&] {
    check_kind(from);
    check_scale(from, store);
    const bool draws = factors_of_chain(from) > 0;
    if (draws && settings.replay)
      throw UsageError("--replay: " + from.path() +
                       " ended with draws, which take in all ratings; leave it out");
    settings.binding =
        options_of_model(from, settings.binding, options, draws ? warm_start_sweeps : warm_start_epochs);
    const std::int64_t factors = settings.binding.options(false).factors;
    if (factors != from.k())
      throw InputError(from.path(), "has " + std::to_string(from.k()) +
                                        " factors and says that it was trained with " +
                                        std::to_string(factors));
  });
  return from;
}

std::string warm_config(const TrainSettings& settings, const ModelStore& from) {
  return "from = " + from.seal().hash + "\nreplay = " + number_text(replay_of(settings)) + "\n";
}

WarmStart read_warm_start(Job& job, const TrainSettings& settings, const ModelStore& from,
                          const RatingStore& store, const TrainData& data,
                          const std::vector<std::int64_t>& checks) {
  const IndexRange users = data.train.users;
  WarmStart start;
  Counts counts;
  std::vector<std::int64_t> book_rows;
  on_every_rank(job.comm, [&] {
    const std::uint64_t night = std::stoull(store.ratings_fingerprint().substr(0, 16), nullptr, 16);
    const std::vector<std::int64_t> user_rows = match_ids(
        store.user_ids(users), from.total_users(), [&](IndexRange rows) { return from.user_ids(rows); });
    book_rows = match_ids(store.book_ids({0, store.total_books()}), from.total_books(),
                          [&](IndexRange rows) { return from.book_ids(rows); });
    if (factors_of_chain(from) > 0) {
      start.draws = draws_of(from, user_rows, book_rows);
      start.draws->night = night;
      start.users = rows_of_model(from, true, user_rows, start.draws->draw.users.known);
      start.books = rows_of_model(from, false, book_rows, start.draws->draw.books.known);
    } else {
      start.users = rows_of_steps(from, true, user_rows);
      start.books = rows_of_steps(from, false, book_rows);
    }
    start.global_mean = model_mean(from);
    const std::vector<std::uint8_t> changed = changed_users(from, user_rows, checks);
    start.visited = visited_users(users, changed, start.draws ? 1 : replay_of(settings),
                                  settings.binding.options(false).seed, night);
    counts = counted(user_rows, changed, start, data.train);
  });
  counts = over_ranks(job.comm, counts);
  const std::int64_t known_books =
      std::count_if(book_rows.begin(), book_rows.end(), [](std::int64_t row) { return row >= 0; });
  report(job, from, counts, store.total_books(), known_books, start.draws ? 1 : replay_of(settings),
         start.draws.has_value());
  bool moved = counts.moved > 0;
  for (std::size_t b = 0; b < book_rows.size(); ++b)
    moved = moved || (book_rows[b] >= 0 && book_rows[b] != static_cast<std::int64_t>(b));
  warn_of_leaks(job, settings, from, store, moved);
  return start;
}

}  // namespace crucible
