#include "crucible/synthetic/generate.hpp"

#include "catalogue_title.hpp"
#include "crucible/core/error.hpp"
#include "crucible/core/number_text.hpp"
#include "crucible/core/random.hpp"
#include "crucible/mpi/collective.hpp"
#include "generate_user.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace crucible {

namespace {

/// The second number of the RandomStream of a user's ratings: what the stream is for.
enum RatingStream : std::uint64_t {
  choice_stream = 0,
  noise_stream = 1,
  time_stream = 2,
  mood_stream = 3  ///< of the first 30 days after 1970; the next ones have the next numbers
};

RandomStream stream_of(const GenerateOptions& options, std::int64_t user, RatingStream purpose) {
  return {options.seed, RandomPurpose::generate_ratings, static_cast<std::uint64_t>(user), purpose};
}

std::vector<std::string> numbers_as_ids(IndexRange range) {
  std::vector<std::string> ids;
  ids.reserve(static_cast<std::size_t>(range.size()));
  for (std::int64_t i = range.begin; i < range.end; ++i) ids.push_back(std::to_string(i + 1));
  return ids;
}

/// Writes the times of one user's ratings, in seconds since 1970. Their order differs from that of the books.
void fill_timestamps(const GenerateOptions& options, std::int64_t user, std::span<std::int64_t> timestamps) {
  constexpr std::int64_t first_start = 1'104'537'600;  // 2005-01-01
  constexpr std::uint64_t starts_within = 10ULL * 365 * 86'400;
  constexpr double mean_gap = 6 * 86'400.0;
  RandomStream stream = stream_of(options, user, time_stream);
  std::int64_t time = first_start + static_cast<std::int64_t>(stream.below(starts_within));
  for (std::int64_t& timestamp : timestamps) {
    timestamp = time;
    time += 1 + static_cast<std::int64_t>(-mean_gap * std::log(1.0 - stream.uniform()));
  }
  shuffle(timestamps.data(), static_cast<std::int64_t>(timestamps.size()), stream);
}

/// What a user's mood at this time adds to a rating.
double mood_of(const GenerateOptions& options, std::int64_t user, std::int64_t time) {
  constexpr std::int64_t lasts = 30LL * 86'400;
  const auto stream = static_cast<RatingStream>(mood_stream + static_cast<std::uint64_t>(time / lasts));
  return options.mood * stream_of(options, user, stream).normal();
}

/// Fills the ratings of one user, which start at entry `first`.
void fill_user(const GenerateOptions& options, const Catalogue& catalogue, BookChooser& chooser,
               std::int64_t user, std::int64_t first, std::int64_t count, RatingTable& table) {
  const PlantedUser taste = planted_user(options, user);
  RandomStream choices = stream_of(options, user, choice_stream);
  RandomStream noise = stream_of(options, user, noise_stream);
  const double spread = options.effective_noise();
  if (options.timestamps)
    fill_timestamps(
        options, user,
        std::span(table.timestamp).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count)));
  auto place = static_cast<std::size_t>(first);
  for (const BookIndex book : chooser.choose(taste, count, choices)) {
    double score = planted_score(options, catalogue, taste, book) + spread * noise.normal();
    if (options.mood > 0) score += mood_of(options, user, table.timestamp[place]);
    table.ratings.book[place] = book;
    table.ratings.rating[place] = as_rating(options, score);
    ++place;
  }
}

void fill(const GenerateOptions& options, std::span<const std::int64_t> counts, RatingTable& table) {
  const Catalogue catalogue(options.seed, options.books, options.planted_factors);
  RatingShard& shard = table.ratings;
  shard.offsets.assign(counts.size() + 1, 0);
  std::partial_sum(counts.begin(), counts.end(), shard.offsets.begin() + 1);
  shard.book.resize(static_cast<std::size_t>(shard.size()));
  shard.rating.resize(static_cast<std::size_t>(shard.size()));
  if (options.timestamps) table.timestamp.resize(static_cast<std::size_t>(shard.size()));
  BookChooser chooser(catalogue);
  for (std::size_t u = 0; u < counts.size(); ++u)
    fill_user(options, catalogue, chooser, shard.users.begin + static_cast<std::int64_t>(u), shard.offsets[u],
              counts[u], table);
  table.user_ids = numbers_as_ids(shard.users);
  table.book_ids = numbers_as_ids(table.books);
  table.book_titles = planted_titles(options.seed, catalogue, table.books);
}

}  // namespace

void check(const GenerateOptions& options) {
  const auto refuse = [](const std::string& argument, const std::string& value, const std::string& problem) {
    throw UsageError("`" + argument + "`: " + value + ' ' + problem);
  };
  const auto count = [](std::int64_t value) { return std::to_string(value); };
  if (options.users < 1)
    refuse("users", count(options.users), "is too few: a data set needs at least one user");
  if (options.books < 1)
    refuse("books", count(options.books), "is too few: a data set needs at least one book");
  if (options.books > std::numeric_limits<BookIndex>::max())
    refuse("books", count(options.books), "is too many: at most 2147483647 books are supported");
  if (options.ratings < options.users)
    refuse("ratings", count(options.ratings),
           "is too few: each of the " + count(options.users) + " users gives at least one");
  // Divide instead of multiplying, because users x books may exceed 2^63.
  if ((options.ratings - 1) / options.users + 1 > options.books)
    refuse("ratings", count(options.ratings),
           "is too many: " + count(options.users) + " users can rate each of " + count(options.books) +
               " books once; give more `users` or `books`");
  if (options.planted_factors < 0 || options.planted_factors > 10'000)
    refuse("planted_factors", count(options.planted_factors), "is not in 0 to 10000");
  if (!(options.scale_low < options.scale_high) || !std::isfinite(options.scale_high - options.scale_low))
    refuse("scale", number_text(options.scale_low) + ":" + number_text(options.scale_high),
           "is no range from low to high");
  if (!std::isfinite(options.effective_noise()) || options.effective_noise() < 0)
    refuse("noise", number_text(options.effective_noise()), "is not a finite number of at least 0");
  if (!std::isfinite(options.mood) || options.mood < 0)
    refuse("mood", number_text(options.mood), "is not a finite number of at least 0");
  if (options.mood > 0 && !options.timestamps)
    refuse("mood", number_text(options.mood), "changes with time: ask for `timestamps`");
}

double generated_bytes(const GenerateOptions& options, int ranks) {
  constexpr double text = sizeof(std::string);
  constexpr double title = 64;  // of a title on the heap
  constexpr double place = sizeof(std::int64_t);
  const double rating = sizeof(BookIndex) + sizeof(float) + (options.timestamps ? place : 0);
  const double of_book = 4.0 * static_cast<double>(options.planted_factors) + 17;  // of the catalogue
  return (static_cast<double>(options.ratings) * rating +
          static_cast<double>(options.users) * (2 * place + text) +
          static_cast<double>(options.books) * (2 * text + title)) /
             ranks +
         static_cast<double>(options.books) * of_book;
}

RatingTable generate(const Communicator& comm, const GenerateOptions& options) {
  check(options);
  RatingTable table;
  table.total_users = options.users;
  table.total_books = options.books;
  table.total_ratings = options.ratings;
  // Ratings are stored as floats, and a float may lie outside of a scale in double precision.
  table.scale_low = static_cast<double>(static_cast<float>(options.scale_low));
  table.scale_high = static_cast<double>(static_cast<float>(options.scale_high));
  table.ratings.users = even_part(options.users, comm.size(), comm.rank());
  table.ratings.total_books = options.books;
  table.books = even_part(options.books, comm.size(), comm.rank());
  const std::vector<std::int64_t> counts = planted_rating_counts(comm, options, table.ratings.users);
  on_every_rank(comm, [&] { fill(options, counts, table); });
  return table;
}

}  // namespace crucible
