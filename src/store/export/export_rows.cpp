#include "export/export_rows.hpp"

#include "crucible/mpi/heartbeat.hpp"
#include "crucible/text/packed_output.hpp"

#include <algorithm>

namespace crucible {

namespace {

/// Number of ratings read at a time: 8 bytes each, 17 with time and label.
constexpr std::int64_t batch_ratings = std::int64_t{1} << 20U;
/// Most users read at a time, because of the memory for their ids.
constexpr std::int64_t batch_ids = std::int64_t{1} << 16U;

/// The end of the batch that begins at `user`. A batch has at least one user.
std::int64_t batch_end(const RatingStore& store, std::int64_t user) {
  const std::int64_t limit = store.offset(user) + batch_ratings;
  std::int64_t end = user + 1;
  while (end < store.total_users() && end - user < batch_ids && store.offset(end + 1) <= limit) ++end;
  return end;
}

}  // namespace

ExportBatch read_batch(const ExportJob& job, IndexRange users) {
  const RatingStore& store = job.store;
  ExportBatch batch;
  if (store.has_timestamps()) batch.timestamp = store.read_timestamps(users);
  if (job.split.empty()) {
    batch.ratings = store.read(users);
    return batch;
  }
  batch.ratings = store.read_part(users, job.split, job.parts);
  if (batch.timestamp.empty()) return batch;
  const std::vector<std::uint8_t> part = store.read_split(users, job.split).part;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < part.size(); ++i)
    if (job.parts.contains(static_cast<Part>(part[i]))) batch.timestamp[kept++] = batch.timestamp[i];
  batch.timestamp.resize(kept);
  return batch;
}

void for_each_batch(const ExportJob& job, const std::function<void(const ExportBatch&)>& take) {
  for (std::int64_t user = 0; user < job.store.total_users();) {
    const std::int64_t end = batch_end(job.store, user);
    take(read_batch(job, {user, end}));
    user = end;
    Heartbeat::beat();
  }
}

std::int64_t count_ratings(const ExportJob& job) {
  if (job.split.empty()) return job.store.total_ratings();
  std::int64_t count = 0;
  for (std::int64_t user = 0; user < job.store.total_users();) {
    const std::int64_t end = batch_end(job.store, user);
    for (const std::uint8_t part : job.store.read_split({user, end}, job.split).part)
      count += job.parts.contains(static_cast<Part>(part)) ? 1 : 0;
    user = end;
    Heartbeat::beat();
  }
  return count;
}

std::array<std::string, 2> id_list_paths(const ExportJob& job) {
  const std::string bare = without_packing_suffix(job.path);
  return {bare + ".users", bare + ".books"};
}

void write_id_lists(const ExportJob& job) {
  const RatingStore& store = job.store;
  const auto write = [&](const std::string& path, std::int64_t total, auto&& read) {
    PackedOutput out(path);
    for (std::int64_t begin = 0; begin < total; begin += batch_ids)
      for (const std::string& id : read(IndexRange{begin, std::min(total, begin + batch_ids)})) {
        if (id.find_first_of("\r\n") != std::string::npos)
          throw InputError(store.path(), "the id " + printable(id) + " has a line end in it, which " + path +
                                             " cannot hold: export to csv or csr");
        out.write(id + "\n");
      }
    out.commit();
  };
  const auto [users, books] = id_list_paths(job);
  write(users, store.total_users(), [&](IndexRange range) { return store.user_ids(range); });
  write(books, store.total_books(), [&](IndexRange range) { return store.book_ids(range); });
}

}  // namespace crucible
