#include "options/recommend_request.hpp"

#include "crucible/core/error.hpp"
#include "crucible/recommend/recommendation_file.hpp"

#include <charconv>

namespace crucible {

void RecommendRequest::declare(OptionTable& options) {
  options.positional("MODEL", model, "model.h5");
  options.group("For whom (one of these)");
  options.add("user", users, "ID,...", "users of the model");
  options.add("rate", rate, "ID=RATING,...", "a new user, by some ratings");
  options.add("ratings-file", ratings_file, "FILE", "new users: a text file of user,book,rating");
  options.add("similar", similar, "ID,...", "books that are like this one");
  options.add("all", all, "every user of the model; needs -o FILE.h5 or FILE.csv");
  options.add("users", slice, "FROM:TO", "with --all: only the users with these indices, TO not included");
  options.group("What to recommend");
  options.add("ratings", ratings, "RATINGS", "ratings.h5 of the training, to leave out books already rated");
  options.add("top", top, "N", "books a user", {1, 1e5});
  options.add_choice("by", by, {"rating", "taste"},
                     "order by the expected rating (shown clipped to the scale), or by the user's taste "
                     "alone: without the "
                     "biases that lift books which everybody rates high");
  options.add("only", only, "FILE", "recommend only books whose ids stand in FILE, one a line");
  options.add("exclude", exclude, "FILE", "never recommend books whose ids stand in FILE");
  options.add("explain", explain, "say which of the user's own books carried each recommendation");
}

void RecommendRequest::check(const Job& job, const OptionTable& options) const {
  const int modes = static_cast<int>(!users.empty()) + static_cast<int>(!rate.empty()) +
                    static_cast<int>(!ratings_file.empty()) + static_cast<int>(!similar.empty()) +
                    static_cast<int>(all);
  const std::string command = "crucible recommend: ";
  if (modes != 1)
    throw UsageError(command + (modes == 0 ? "say for whom: one of " : "more than one of ") +
                     "--user, --rate, --ratings-file, --similar, --all");
  if (options.given("users") && !all) throw UsageError(command + "--users goes with --all");
  if (explain && !users.empty() && ratings.empty())
    throw UsageError(command + "--explain: give --ratings too, so that the user's own books are known");
  if (explain && (all || !similar.empty() || to_file(job)))
    throw UsageError(command + "--explain goes with --user, --rate, or --ratings-file without -o");
  if (all && job.common.output.empty())
    throw UsageError(command + "--all: say where the lists go with -o FILE.h5 or -o FILE.csv");
  if (!job.common.output.empty() && !to_file(job))
    throw UsageError(command + "--output goes with --all and --ratings-file");
  if (to_file(job) && !is_recommendation_file(job.common.output))
    throw UsageError(command + "--output: " + printable(job.common.output) + " must end in .h5 or .csv");
}

bool RecommendRequest::to_file(const Job& job) const {
  return !job.common.output.empty() && (all || !ratings_file.empty());
}

std::vector<std::string> RecommendRequest::inputs() const {
  std::vector<std::string> files{model};
  for (const std::string& file : {ratings, ratings_file, only, exclude})
    if (!file.empty()) files.push_back(file);
  return files;
}

IndexRange RecommendRequest::slice_of(std::int64_t total) const {
  if (slice.empty()) return {0, total};
  IndexRange range;
  const char* end = slice.data() + slice.size();
  const auto [colon, first] = std::from_chars(slice.data(), end, range.begin);
  if (first == std::errc() && colon != end && *colon == ':') {
    const auto [last, second] = std::from_chars(colon + 1, end, range.end);
    if (second == std::errc() && last == end && 0 <= range.begin && range.begin < range.end &&
        range.end <= total)
      return range;
  }
  throw UsageError("crucible recommend: --users: " + printable(slice) +
                   " is no range FROM:TO of users between 0 and " + std::to_string(total));
}

}  // namespace crucible
