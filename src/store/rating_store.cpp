#include "crucible/store/rating_store.hpp"

#include "crucible/core/narrow.hpp"
#include "crucible/mpi/collective.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace crucible {

namespace {

constexpr std::int64_t offsets_a_block = std::int64_t{1} << 16U;

void check_offsets(const std::string& path, std::span<const std::int64_t> offsets, std::int64_t ratings) {
  for (std::size_t i = 0; i < offsets.size(); ++i)
    if (offsets[i] < 0 || offsets[i] > ratings || (i > 0 && offsets[i] < offsets[i - 1]))
      throw InputError(
          path, "dataset /ratings/user_offsets is not ascending within [0, " + std::to_string(ratings) + "]");
}

}  // namespace

RatingStore RatingStore::open(const Communicator& comm, const std::string& path) {
  const Seal seal = check_seal(comm, path);
  RatingStore store = on_every_rank(comm, [&] {
    RatingStore opened(H5File::open(path));
    opened.read_header();
    return opened;
  });
  store.seal_ = seal;
  return store;
}

void RatingStore::read_header() {
  check_header(file_, "crucible-ratings");
  if (!file_.has_attribute("/", "complete"))
    throw InputError(path(), "was never finished (no attribute 'complete')");
  users_ = file_.shape("/users/id").rows();
  books_ = file_.shape("/books/id").rows();
  ratings_ = file_.shape("/ratings/rating").rows();
  if (books_ > std::numeric_limits<BookIndex>::max())
    throw InputError(path(),
                     "has " + std::to_string(books_) + " books; this program holds at most 2147483647");
  const auto expect = [&](const std::string& dataset, std::int64_t rows) {
    const H5Shape shape = file_.shape(dataset);
    if (shape.dims.size() != 1 || shape.rows() != rows)
      throw InputError(path(),
                       "dataset " + dataset + " is not a list of " + std::to_string(rows) + " values");
  };
  expect("/users/id", users_);
  expect("/books/id", books_);
  expect("/ratings/rating", ratings_);
  expect("/ratings/user", ratings_);
  expect("/ratings/book", ratings_);
  expect("/ratings/user_offsets", users_ + 1);
  has_titles_ = file_.has("/books/title");
  has_timestamps_ = file_.has("/ratings/timestamp");
  if (has_titles_) expect("/books/title", books_);
  if (has_timestamps_) expect("/ratings/timestamp", ratings_);
  scale_low_ = file_.real_attribute("/ratings", "scale_low");
  scale_high_ = file_.real_attribute("/ratings", "scale_high");
  if (!std::isfinite(scale_low_) || !std::isfinite(scale_high_) || scale_low_ > scale_high_)
    throw InputError(path(), "has no valid rating scale");
  ratings_fingerprint_ = file_.text_attribute("/", "ratings_fingerprint");
  id_fingerprint_ = file_.text_attribute("/", "id_fingerprint");
  for (const std::string& name : file_.children("/splits")) {
    const std::string group = "/splits/" + name;
    expect(group + "/part", ratings_);
    splits_.push_back(
        {name, file_.text_attribute(group, "protocol"), file_.text_attribute(group, "parameters"),
         static_cast<std::uint64_t>(file_.int_attribute(group, "seed")), file_.has(group + "/fold")});
  }
}

std::int64_t RatingStore::offset(std::int64_t user) const {
  const auto block = static_cast<std::size_t>(user / offsets_a_block);
  if (offset_blocks_.empty()) offset_blocks_.resize(static_cast<std::size_t>(users_ / offsets_a_block) + 1);
  std::vector<std::int64_t>& values = offset_blocks_[block];
  if (values.empty()) {
    const std::int64_t begin = static_cast<std::int64_t>(block) * offsets_a_block;
    values = file_.read<std::int64_t>("/ratings/user_offsets",
                                      {begin, std::min(users_ + 1, begin + offsets_a_block)});
    check_offsets(path(), values, ratings_);
  }
  return values[static_cast<std::size_t>(user % offsets_a_block)];
}

ShardPlan RatingStore::plan(std::int64_t shards) const {
  return plan_shards(users_, shards, [this](std::int64_t user) { return offset(user); });
}

RatingShard RatingStore::read(IndexRange users) const {
  RatingShard shard;
  shard.users = users;
  shard.total_books = books_;
  shard.offsets = file_.read<std::int64_t>("/ratings/user_offsets", {users.begin, users.end + 1});
  check_offsets(path(), shard.offsets, ratings_);
  if (users.begin == 0 && shard.offsets.front() != 0)
    throw InputError(path(), "dataset /ratings/user_offsets does not start at 0");
  if (users.end == users_ && shard.offsets.back() != ratings_)
    throw InputError(path(), "dataset /ratings/user_offsets does not end at " + std::to_string(ratings_));
  const IndexRange rows{shard.offsets.front(), shard.offsets.back()};
  for (std::int64_t& offset : shard.offsets) offset -= rows.begin;
  shard.book = file_.read<BookIndex>("/ratings/book", rows);
  shard.rating = file_.read<float>("/ratings/rating", rows);
  const auto outside = [&](BookIndex book) { return book < 0 || book >= books_; };
  if (const auto bad = std::find_if(shard.book.begin(), shard.book.end(), outside); bad != shard.book.end())
    throw InputError(path(), "dataset /ratings/book, row " +
                                 std::to_string(rows.begin + (bad - shard.book.begin())) +
                                 ": there is no book " + std::to_string(*bad));
  const auto odd = [](float value) { return !std::isfinite(value); };
  if (const auto bad = std::find_if(shard.rating.begin(), shard.rating.end(), odd); bad != shard.rating.end())
    throw InputError(path(), "dataset /ratings/rating, row " +
                                 std::to_string(rows.begin + (bad - shard.rating.begin())) +
                                 " is not a finite number");
  return shard;
}

namespace {

/// Removes the ratings whose label is not accepted, in place.
template <typename Accept>
void filter(RatingShard& shard, std::span<const std::uint8_t> labels, Accept&& accept) {
  std::int64_t kept = 0;
  std::int64_t row = 0;
  for (std::size_t u = 0; u + 1 < shard.offsets.size(); ++u) {
    const std::int64_t end = shard.offsets[u + 1];
    for (; row < end; ++row) {
      const auto from = static_cast<std::size_t>(row);
      if (!accept(labels[from])) continue;
      shard.book[static_cast<std::size_t>(kept)] = shard.book[from];
      shard.rating[static_cast<std::size_t>(kept)] = shard.rating[from];
      ++kept;
    }
    shard.offsets[u + 1] = kept;
  }
  shard.book.resize(static_cast<std::size_t>(kept));
  shard.rating.resize(static_cast<std::size_t>(kept));
  shard.book.shrink_to_fit();
  shard.rating.shrink_to_fit();
}

}  // namespace

const SplitSummary* RatingStore::find_split(const std::string& name) const noexcept {
  const auto found = std::find_if(splits_.begin(), splits_.end(),
                                  [&](const SplitSummary& summary) { return summary.name == name; });
  return found == splits_.end() ? nullptr : &*found;
}

void RatingStore::require_split(const std::string& split) const {
  if (find_split(split) != nullptr) return;
  std::string names;
  for (const SplitSummary& summary : splits_) names += (names.empty() ? "" : ", ") + summary.name;
  throw UsageError(path() + ": has no split " + printable(split) +
                   (names.empty() ? "; make one with: crucible split" : "; it has: " + names));
}

RatingShard RatingStore::read_part(IndexRange users, const std::string& split,
                                   const std::set<Part>& wanted) const {
  require_split(split);
  RatingShard shard = read(users);
  const IndexRange rows{offset(users.begin), offset(users.end)};
  const auto labels = file_.read<std::uint8_t>("/splits/" + split + "/part", rows);
  filter(shard, labels, [&](std::uint8_t label) { return wanted.contains(static_cast<Part>(label)); });
  return shard;
}

RatingShard RatingStore::read_fold(IndexRange users, const std::string& split, std::int64_t fold,
                                   bool inside) const {
  require_split(split);
  if (!file_.has("/splits/" + split + "/fold"))
    throw UsageError(path() + ": split " + printable(split) + " has no folds");
  RatingShard shard = read(users);
  const IndexRange rows{offset(users.begin), offset(users.end)};
  const auto labels = file_.read<std::uint8_t>("/splits/" + split + "/fold", rows);
  filter(shard, labels, [&](std::uint8_t label) { return (label == fold) == inside; });
  return shard;
}

std::vector<std::int64_t> RatingStore::read_timestamps(IndexRange users) const {
  return file_.read<std::int64_t>("/ratings/timestamp", {offset(users.begin), offset(users.end)});
}

SplitLabels RatingStore::read_split(IndexRange users, const std::string& split) const {
  require_split(split);
  const IndexRange rows{offset(users.begin), offset(users.end)};
  const SplitSummary& summary = *find_split(split);
  SplitLabels labels{summary.name, summary.protocol, summary.parameters, summary.seed, {}, {}};
  labels.part = file_.read<std::uint8_t>("/splits/" + split + "/part", rows);
  if (summary.has_folds) labels.fold = file_.read<std::uint8_t>("/splits/" + split + "/fold", rows);
  return labels;
}

RatingTable RatingStore::read_table(int rank, int size) const {
  RatingTable table;
  table.total_users = users_;
  table.total_books = books_;
  table.total_ratings = ratings_;
  table.scale_low = scale_low_;
  table.scale_high = scale_high_;
  const IndexRange users = plan(size).users(rank);
  table.ratings = read(users);
  table.user_ids = user_ids(users);
  if (has_timestamps_) table.timestamp = read_timestamps(users);
  table.books = even_part(books_, size, rank);
  table.book_ids = book_ids(table.books);
  if (has_titles_) table.book_titles = book_titles(table.books);
  return table;
}

std::vector<std::string> RatingStore::user_ids(IndexRange users) const {
  return file_.read_texts("/users/id", users);
}

std::vector<std::string> RatingStore::book_ids(IndexRange books) const {
  return file_.read_texts("/books/id", books);
}

std::vector<std::string> RatingStore::book_titles(IndexRange books) const {
  if (!has_titles_) return std::vector<std::string>(static_cast<std::size_t>(books.size()));
  return file_.read_texts("/books/title", books);
}

void RatingStore::validate(IndexRange users) const {
  const RatingShard shard = read(users);
  const std::int64_t first_row = offset(users.begin);
  const auto user_column = file_.read<std::int64_t>("/ratings/user", {first_row, offset(users.end)});
  for (std::int64_t u = 0; u < users.size(); ++u)
    for (std::int64_t i = shard.offsets[static_cast<std::size_t>(u)];
         i < shard.offsets[static_cast<std::size_t>(u) + 1]; ++i) {
      const auto row = static_cast<std::size_t>(i);
      if (user_column[row] != users.begin + u)
        throw InputError(path(), "dataset /ratings/user, row " + std::to_string(first_row + i) +
                                     " disagrees with /ratings/user_offsets");
      if (i > shard.offsets[static_cast<std::size_t>(u)] && shard.book[row] <= shard.book[row - 1])
        throw InputError(path(), "dataset /ratings/book, row " + std::to_string(first_row + i) +
                                     " is not above the one before of the same user");
      if (shard.rating[row] < scale_low_ || shard.rating[row] > scale_high_)
        throw InputError(path(), "dataset /ratings/rating, row " + std::to_string(first_row + i) +
                                     " is outside the file's scale");
    }
  constexpr auto last_part = static_cast<std::uint8_t>(Part::validation_fold_in);
  for (const SplitSummary& summary : splits_)
    for (const std::uint8_t label : read_split(users, summary.name).part)
      if (label > last_part)
        throw InputError(path(), "dataset /splits/" + summary.name + "/part holds the unknown label " +
                                     std::to_string(label));
}

}  // namespace crucible
