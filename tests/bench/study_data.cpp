#include "study_data.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/random.hpp"
#include "crucible/data/shard_plan.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <unordered_map>

namespace crucible::bench {

namespace {

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

void sort_and_measure(StudyData& data) {
  const auto key = [](const Rating& r) { return std::pair(r.user, r.book); };
  std::stable_sort(data.ratings.begin(), data.ratings.end(),
                   [&](const Rating& a, const Rating& b) { return key(a) < key(b); });
  std::vector<Rating> unique;
  for (const Rating& rating : data.ratings) {
    if (!unique.empty() && key(unique.back()) == key(rating)) unique.pop_back();
    unique.push_back(rating);
  }
  data.ratings = std::move(unique);
}

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields(1);
  for (const char c : line) {
    if (c == ',' || c == '\t' || c == ':' || c == ';') {
      if (!fields.back().empty()) fields.emplace_back();
    } else if (c != '\r' && c != '"') {
      fields.back() += c;
    }
  }
  return fields;
}

}  // namespace

StudyData read_text(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw IoError(path, "cannot be opened");
  StudyData data;
  std::unordered_map<std::string, std::int64_t> users;
  std::unordered_map<std::string, std::int64_t> books;
  bool book_first = false;
  std::string line;
  while (std::getline(file, line)) {
    const std::vector<std::string> fields = fields_of(line);
    if (fields.size() < 3) continue;
    if (std::isdigit(static_cast<unsigned char>(fields[2][0])) == 0 && fields[2][0] != '-') {
      book_first = fields[0] == "book_id";
      continue;
    }
    const auto index = [](auto& ids, const std::string& id) {
      return ids.try_emplace(id, static_cast<std::int64_t>(ids.size())).first->second;
    };
    const std::int64_t user = index(users, fields[book_first ? 1 : 0]);
    const std::int64_t book = index(books, fields[book_first ? 0 : 1]);
    data.ratings.push_back({user, static_cast<BookIndex>(book), std::strtof(fields[2].c_str(), nullptr)});
  }
  require(!data.ratings.empty(), "the file holds no rating");
  data.users = static_cast<std::int64_t>(users.size());
  data.books = static_cast<std::int64_t>(books.size());
  const auto [low, high] =
      std::minmax_element(data.ratings.begin(), data.ratings.end(),
                          [](const Rating& a, const Rating& b) { return a.value < b.value; });
  data.scale_low = low->value;
  data.scale_high = high->value;
  sort_and_measure(data);
  return data;
}

StudyData plant(std::int64_t users, std::int64_t books, std::int64_t ratings, int planted, double low,
                double high, double step, std::uint64_t seed) {
  StudyData data{users, books, low, high, {}};
  const auto draw = [&](std::int64_t rows, RandomPurpose purpose) {
    std::vector<double> values;
    for (std::int64_t r = 0; r < rows; ++r) {
      RandomStream stream(seed, purpose, static_cast<std::uint64_t>(r));
      for (int i = 0; i <= planted; ++i) values.push_back(stream.normal());
    }
    return values;
  };
  const std::vector<double> p = draw(users, RandomPurpose::generate_users);
  const std::vector<double> q = draw(books, RandomPurpose::generate_books);
  const double unit = (high - low) / 4;  // a scale of 1..5 has unit 1
  for (std::int64_t n = 0; n < ratings; ++n) {
    RandomStream stream(seed, RandomPurpose::generate_ratings, static_cast<std::uint64_t>(n));
    const std::int64_t user = n * users / ratings;
    // Zipf by inversion of 1 / (rank + books / 50), so that no book takes more than its share
    const double flat = static_cast<double>(books) / 50;
    const double rank = flat * (std::pow((static_cast<double>(books) + flat) / flat, stream.uniform()) - 1);
    const std::int64_t book = std::min(books - 1, static_cast<std::int64_t>(rank));
    double taste = 0.35 * (p[at(user * (planted + 1))] + q[at(book * (planted + 1))]);
    for (int i = 1; i <= planted; ++i)
      taste += 0.6 / std::sqrt(planted) * p[at(user * (planted + 1) + i)] * q[at(book * (planted + 1) + i)];
    double value = (low + high) / 2 + unit * (0.4 + taste + 0.7 * stream.normal());
    if (step > 0) value = low + step * std::round((value - low) / step);
    data.ratings.push_back(
        {user, static_cast<BookIndex>(book), static_cast<float>(std::clamp(value, low, high))});
  }
  sort_and_measure(data);
  return data;
}

Held held(const Rating& rating, double validation, double test, std::uint64_t seed) {
  const std::uint64_t bits = random_hash(seed, RandomPurpose::split, static_cast<std::uint64_t>(rating.user),
                                         static_cast<std::uint64_t>(rating.book));
  const double place = static_cast<double>(bits >> 11U) * 0x1p-53;
  if (place < test) return Held::test;
  return place < test + validation ? Held::validation : Held::train;
}

TrainData shard_data(const StudyData& data, std::int64_t shards, const Communicator& comm, double validation,
                     double test, Held judged_on, std::uint64_t seed) {
  std::vector<std::int64_t> offsets(at(data.users + 1));
  for (const Rating& rating : data.ratings) ++offsets[at(rating.user + 1)];
  for (std::int64_t u = 0; u < data.users; ++u) offsets[at(u + 1)] += offsets[at(u)];
  TrainData mine;
  mine.total_users = data.users;
  mine.total_books = data.books;
  mine.scale_low = data.scale_low;
  mine.scale_high = data.scale_high;
  mine.shard_bounds = plan_shards(std::span<const std::int64_t>(offsets), shards).boundaries;
  const IndexRange users = users_of_rank(mine.shard_bounds, comm.size(), comm.rank());
  for (RatingShard* part : {&mine.train, &mine.validation}) {
    part->users = users;
    part->total_books = data.books;
    for (std::int64_t u = users.begin; u < users.end; ++u) {
      for (std::int64_t i = offsets[at(u)]; i < offsets[at(u + 1)]; ++i) {
        const Rating& rating = data.ratings[at(i)];
        if (held(rating, validation, test, seed) != (part == &mine.train ? Held::train : judged_on)) continue;
        part->book.push_back(rating.book);
        part->rating.push_back(rating.value);
      }
      part->offsets.push_back(static_cast<std::int64_t>(part->book.size()));
    }
  }
  return mine;
}

}  // namespace crucible::bench
