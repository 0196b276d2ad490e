#include "crucible/core/narrow.hpp"
#include "crucible/store/rating_store.hpp"
#include "crucible/store/write_memory.hpp"
#include "fingerprint.hpp"

#include <algorithm>

namespace crucible {

namespace {

/// Collective. The rows of this rank's ratings in the whole file.
IndexRange rows_of(const Communicator& comm, std::int64_t mine) {
  const std::int64_t begin = comm.sum_before(mine);
  return {begin, begin + mine};
}

std::string fingerprint_ratings(const Communicator& comm, const RatingShard& shard) {
  struct Item {
    std::int64_t user;
    BookIndex book;
    float rating;
  };
  Fingerprint fingerprint;
  for (std::int64_t u = 0; u < shard.users.size(); ++u) {
    const auto at = static_cast<std::size_t>(u);
    for (std::int64_t i = shard.offsets[at]; i < shard.offsets[at + 1]; ++i) {
      const auto row = static_cast<std::size_t>(i);
      // User and book determine the place of the row in the file, so no row number is needed.
      fingerprint.add_value(0, shard.users.begin + u,
                            Item{shard.users.begin + u, shard.book[row], shard.rating[row]});
    }
  }
  return fingerprint.over_ranks(comm);
}

std::string fingerprint_ids(const Communicator& comm, const RatingTable& table) {
  Fingerprint fingerprint;
  for (std::size_t u = 0; u < table.user_ids.size(); ++u)
    fingerprint.add(1, table.ratings.users.begin + static_cast<std::int64_t>(u), table.user_ids[u]);
  for (std::size_t b = 0; b < table.book_ids.size(); ++b)
    fingerprint.add(2, table.books.begin + static_cast<std::int64_t>(b), table.book_ids[b]);
  return fingerprint.over_ranks(comm);
}

void write_ids(H5File& file, const Communicator& comm, const RatingTable& table) {
  file.create_group("/users", "users, in the order of their index");
  file.create_group("/books", "books, in the order of their index");
  file.write_texts("/users/id", table.total_users, table.ratings.users, table.user_ids,
                   "external id of each user");
  file.write_texts("/books/id", table.total_books, table.books, table.book_ids, "external id of each book");
  if (comm.any(!table.book_titles.empty()))
    file.write_texts("/books/title", table.total_books, table.books, table.book_titles, "title of each book");
}

void write_ratings(H5File& file, const Communicator& comm, const RatingTable& table) {
  const RatingShard& shard = table.ratings;
  const IndexRange rows = rows_of(comm, shard.size());
  file.create_group("/ratings", "one row a rating, by user, then by book");
  std::vector<std::int64_t> column(static_cast<std::size_t>(shard.size()));
  for (std::int64_t u = 0; u < shard.users.size(); ++u)
    std::fill(column.begin() + shard.offsets[static_cast<std::size_t>(u)],
              column.begin() + shard.offsets[static_cast<std::size_t>(u) + 1], shard.users.begin + u);
  file.write("/ratings/user", table.total_ratings, 0, rows, std::span<const std::int64_t>(column),
             "index of the user, ascending");
  // The last rank also writes the entry after the last user.
  const bool last = comm.rank() == comm.size() - 1;
  std::vector<std::int64_t> offsets(shard.offsets.begin(), shard.offsets.end() - (last ? 0 : 1));
  for (std::int64_t& offset : offsets) offset += rows.begin;
  file.write("/ratings/user_offsets", table.total_users + 1, 0,
             {shard.users.begin, shard.users.end + (last ? 1 : 0)}, std::span<const std::int64_t>(offsets),
             "rows of user u are [user_offsets[u], user_offsets[u + 1])");
  file.write("/ratings/book", table.total_ratings, 0, rows, std::span<const BookIndex>(shard.book),
             "index of the book, ascending within a user");
  file.write("/ratings/rating", table.total_ratings, 0, rows, std::span<const float>(shard.rating),
             "the rating");
  if (comm.any(!table.timestamp.empty()))
    file.write("/ratings/timestamp", table.total_ratings, 0, rows,
               std::span<const std::int64_t>(table.timestamp), "seconds since 1970-01-01 00:00 UTC");
}

void write_split(H5File& file, const Communicator& comm, const RatingTable& table, const SplitLabels& split) {
  const std::string group = "/splits/" + split.name;
  const IndexRange rows = rows_of(comm, table.ratings.size());
  file.create_group(group, "a hold-out: the part of each rating");
  file.write_attribute(group, "protocol", split.protocol);
  file.write_attribute(group, "parameters", split.parameters);
  file.write_attribute(group, "seed", static_cast<std::int64_t>(split.seed));
  file.write(group + "/part", table.total_ratings, 0, rows, std::span<const std::uint8_t>(split.part),
             "0 train, 1 validation, 2 test, 3 fold-in of a test user, 4 fold-in of a validation user");
  if (comm.any(!split.fold.empty()))
    file.write(group + "/fold", table.total_ratings, 0, rows, std::span<const std::uint8_t>(split.fold),
               "the fold in which a rating is tested");
}

/// Collective. The scale of the table if it has one, else the lowest and highest rating.
std::pair<double, double> scale_of(const Communicator& comm, const RatingTable& table) {
  if (table.scale_low < table.scale_high) return {table.scale_low, table.scale_high};
  double low = 1e300;
  double high = -1e300;
  for (const float value : table.ratings.rating) {
    low = std::min<double>(low, value);
    high = std::max<double>(high, value);
  }
  return {comm.min_value(low), comm.max_value(high)};
}

}  // namespace

double bytes_to_seal(double file) {
  constexpr double slice = 16.0 * 1024 * 1024;  // of src/hdf5/sealed_file.cpp
  return std::min(slice, file);
}

double bytes_to_write(const Communicator& comm, const RatingTable& table) {
  constexpr double place = sizeof(std::int64_t);
  const auto width = [](const std::vector<std::string>& texts) {
    std::size_t longest = 1;
    for (const std::string& text : texts) longest = std::max(longest, text.size());
    return static_cast<double>(longest * texts.size());
  };
  const double ids = width(table.user_ids) + width(table.book_ids) + width(table.book_titles);
  const double of_rating = place + sizeof(BookIndex) + sizeof(float) + (table.timestamp.empty() ? 0 : place);
  const double file = static_cast<double>(table.total_ratings) * of_rating + comm.sum_value(ids);
  // One column after the other; then the file is sealed.
  return std::max({place * static_cast<double>(table.ratings.size() + table.ratings.users.size()), ids,
                   bytes_to_seal(file)});
}

void RatingStore::write(const Communicator& comm, const std::string& path, const RatingTable& table,
                        std::span<const SplitLabels> splits, const Provenance& provenance) {
  const std::string ratings_fingerprint = fingerprint_ratings(comm, table.ratings);
  const std::string id_fingerprint = fingerprint_ids(comm, table);
  const std::pair<double, double> scale = scale_of(comm, table);
  write_sealed(comm, path, [&](H5File& file) {
    write_header(file, comm, "crucible-ratings", provenance);
    write_ids(file, comm, table);
    write_ratings(file, comm, table);
    if (!splits.empty()) file.create_group("/splits", "hold-outs, by name");
    for (const SplitLabels& split : splits) write_split(file, comm, table, split);
    file.write_attribute("/ratings", "scale_low", scale.first);
    file.write_attribute("/ratings", "scale_high", scale.second);
    file.write_attribute("/", "ratings_fingerprint", ratings_fingerprint);
    file.write_attribute("/", "id_fingerprint", id_fingerprint);
    file.write_attribute("/", "complete", std::int64_t{1});
  });
}

}  // namespace crucible
