#pragma once

#include "crucible/mpi/collective.hpp"
#include "crucible/text/import_text.hpp"
#include "ids/id_owner_plan.hpp"
#include "scratch_folder.hpp"
#include "world.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <map>
#include <numeric>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

namespace crucible::testing {

/// A scratch folder with files that rank 0 writes. Collective.
class ImportFolder {
 public:
  /// Writes `text` from rank 0 once all ranks are done with what stood there; returns the path once it is
  /// there. Collective.
  std::string file(const std::string& name, std::string_view text) const {
    world().barrier();
    on_root(world(), [&] { std::ofstream(path(name), std::ios::binary) << text; });
    return path(name);
  }
  std::string path(const std::string& name) const { return folder_ / name; }

 private:
  ScratchFolder folder_{world()};
};

/// One rating as text says it.
struct PlainRow {
  std::string user;
  std::string book;
  float rating = 0;
  std::int64_t timestamp = 0;
};

/// A table as one process would hold it.
struct PlainTable {
  std::vector<std::string> users;
  std::vector<std::string> books;
  std::vector<std::string> titles;
  std::vector<std::tuple<std::int64_t, std::int64_t, float>> ratings;
  std::vector<std::int64_t> timestamps;

  friend bool operator==(const PlainTable&, const PlainTable&) = default;
};

/// The whole of `table` on every rank; checks that the ranks' ranges follow each other. Collective.
inline PlainTable gathered(const RatingTable& table) {
  const auto texts = [](const std::vector<std::string>& mine) {
    return concatenate_texts(world(), std::vector<std::string_view>(mine.begin(), mine.end()));
  };
  const RatingShard& shard = table.ratings;
  EXPECT_EQ(shard.users.begin, world().sum_before(shard.users.size()));
  EXPECT_EQ(table.books.begin, world().sum_before(table.books.size()));
  EXPECT_EQ(shard.offsets.size(), table.user_ids.size() + 1);
  EXPECT_EQ(shard.users.size(), static_cast<std::int64_t>(table.user_ids.size()));
  EXPECT_EQ(table.books.size(), static_cast<std::int64_t>(table.book_ids.size()));
  EXPECT_EQ(shard.total_books, table.total_books);
  std::vector<std::int64_t> users;
  for (std::size_t u = 0; u + 1 < shard.offsets.size(); ++u)
    users.insert(users.end(), static_cast<std::size_t>(shard.offsets[u + 1] - shard.offsets[u]),
                 shard.users.begin + static_cast<std::int64_t>(u));
  users = world().concatenate_all(std::span<const std::int64_t>(users));
  const auto books = world().concatenate_all(std::span<const BookIndex>(shard.book));
  const auto values = world().concatenate_all(std::span<const float>(shard.rating));

  PlainTable plain;
  plain.users = texts(table.user_ids);
  plain.books = texts(table.book_ids);
  plain.titles = texts(table.book_titles);
  for (std::size_t i = 0; i < values.size(); ++i) plain.ratings.emplace_back(users[i], books[i], values[i]);
  plain.timestamps = world().concatenate_all(std::span<const std::int64_t>(table.timestamp));
  EXPECT_EQ(table.total_users, static_cast<std::int64_t>(plain.users.size()));
  EXPECT_EQ(table.total_books, static_cast<std::int64_t>(plain.books.size()));
  EXPECT_EQ(table.total_ratings, static_cast<std::int64_t>(plain.ratings.size()));
  return plain;
}

/// Expects that this rank holds the same of two tables. Local: quicker than to gather large ones.
inline void expect_same_share(const RatingTable& table, const RatingTable& expected) {
  EXPECT_EQ(table.user_ids, expected.user_ids);
  EXPECT_EQ(table.book_ids, expected.book_ids);
  EXPECT_EQ(table.ratings.users.begin, expected.ratings.users.begin);
  EXPECT_TRUE(table.ratings.offsets == expected.ratings.offsets);
  EXPECT_TRUE(table.ratings.book == expected.ratings.book);
  EXPECT_TRUE(table.ratings.rating == expected.ratings.rating);
  EXPECT_TRUE(table.timestamp == expected.timestamp);
}

/// What the rows should come to: one map, sorted ids, books and users peeled one at a time.
class NaiveImport {
 public:
  NaiveImport(const std::vector<PlainRow>& rows, const RowPolicy& policy, bool timed) : timed_(timed) {
    std::map<std::pair<std::string, std::string>, std::vector<PlainRow>> pairs;
    for (const PlainRow& row : rows) {
      if (policy.ignore_rating && row.rating == static_cast<float>(*policy.ignore_rating)) continue;
      pairs[{row.user, row.book}].push_back(row);
    }
    for (auto& [pair, same] : pairs) {
      PlainRow row = policy.duplicates == DuplicatePolicy::first ? same.front() : same.back();
      double sum = 0;
      for (const PlainRow& one : same) sum += static_cast<double>(one.rating);
      if (policy.duplicates == DuplicatePolicy::mean)
        row.rating = static_cast<float>(sum / static_cast<double>(same.size()));
      duplicates += static_cast<std::int64_t>(same.size()) - 1;
      const auto differs = [first = same.front().rating](const PlainRow& one) { return one.rating != first; };
      conflicts += std::any_of(same.begin(), same.end(), differs) ? 1 : 0;
      rows_.push_back(row);
    }
    while (drop_one(policy)) {
    }
  }

  PlainTable table() const {
    std::map<std::string, std::int64_t> users;
    std::map<std::string, std::int64_t> books;
    for (const PlainRow& row : rows_) users[row.user] = books[row.book] = 0;
    PlainTable plain;
    plain.users = numbered(users);
    plain.books = numbered(books);
    std::vector<PlainRow> sorted = rows_;
    std::sort(sorted.begin(), sorted.end(), [&](const PlainRow& a, const PlainRow& b) {
      return std::pair(users[a.user], books[a.book]) < std::pair(users[b.user], books[b.book]);
    });
    for (const PlainRow& row : sorted) {
      plain.ratings.emplace_back(users[row.user], books[row.book], row.rating);
      if (timed_) plain.timestamps.push_back(row.timestamp);
    }
    return plain;
  }

  std::int64_t duplicates = 0;
  std::int64_t conflicts = 0;

 private:
  bool drop_one(const RowPolicy& policy) {
    std::map<std::string, std::int64_t> users;
    std::map<std::string, std::int64_t> books;
    for (const PlainRow& row : rows_) {
      ++users[row.user];
      ++books[row.book];
    }
    for (const auto& [user, count] : users)
      if (count < policy.min_user_ratings)
        return std::erase_if(rows_, [&, name = user](const PlainRow& row) { return row.user == name; }) > 0;
    for (const auto& [book, count] : books)
      if (count < policy.min_book_ratings)
        return std::erase_if(rows_, [&, name = book](const PlainRow& row) { return row.book == name; }) > 0;
    return false;
  }

  static bool is_integer(const std::string& id) {
    return id.size() < 19 && id.find_first_not_of("-0123456789") == std::string::npos &&
           id == std::to_string(std::atoll(id.c_str()));
  }

  static std::vector<std::string> numbered(std::map<std::string, std::int64_t>& ids) {
    std::vector<std::string> names;
    for (const auto& [id, index] : ids) names.push_back(id);
    if (std::all_of(names.begin(), names.end(), is_integer))
      std::sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) {
        return std::atoll(a.c_str()) < std::atoll(b.c_str());
      });
    for (std::size_t i = 0; i < names.size(); ++i) ids[names[i]] = static_cast<std::int64_t>(i);
    return names;
  }

  bool timed_;
  std::vector<PlainRow> rows_;
};

/// Runs `work`, which must throw a crucible::Error on every rank, and returns its message; the exit code must
/// be that of bad input.
template <typename Work>
std::string refusal(Work&& work) {
  try {
    work();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), ExitCode::bad_input) << error.what();
    EXPECT_TRUE(error.on_all_ranks()) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return {};
}

}  // namespace crucible::testing
