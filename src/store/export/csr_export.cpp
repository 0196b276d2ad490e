// Compressed sparse rows in HDF5. The datasets have the names of the arrays in scipy.sparse.
#include "crucible/hdf5/sealed_file.hpp"
#include "crucible/mpi/collective.hpp"
#include "export/export_formats.hpp"
#include "export/export_rows.hpp"

namespace crucible {

namespace {

/// A dataset of a few numbers, written by rank 0.
void write_small(H5File& file, const Communicator& comm, const std::string& dataset,
                 const std::vector<std::int64_t>& values, const std::string& description) {
  const auto count = static_cast<std::int64_t>(values.size());
  const IndexRange rows = comm.is_root() ? IndexRange{0, count} : IndexRange{count, count};
  file.write<std::int64_t>(dataset, count, 0, rows,
                           std::span(values).first(static_cast<std::size_t>(rows.size())), description);
}

ExportReport write_csr(const ExportJob& job) {
  const Communicator& comm = job.comm;
  const RatingStore& store = job.store;
  const IndexRange users = store.plan(comm.size()).users(comm.rank());
  const IndexRange books = even_part(store.total_books(), comm.size(), comm.rank());
  const ExportBatch batch = on_every_rank(comm, [&] { return read_batch(job, users); });
  const auto user_ids = on_every_rank(comm, [&] { return store.user_ids(users); });
  const auto book_ids = on_every_rank(comm, [&] { return store.book_ids(books); });
  const RatingShard& shard = batch.ratings;
  const std::int64_t total = comm.sum_value(shard.size());
  const std::int64_t first = comm.sum_before(shard.size());
  const IndexRange rows{first, first + shard.size()};
  // The last rank also writes the entry after the last user.
  const bool last = comm.rank() == comm.size() - 1;
  std::vector<std::int64_t> starts(shard.offsets.begin(), shard.offsets.end() - (last ? 0 : 1));
  for (std::int64_t& start : starts) start += first;

  write_sealed(comm, job.path, [&](H5File& file) {
    write_header(file, comm, "crucible-csr", job.provenance);
    write_small(file, comm, "/shape", {store.total_users(), store.total_books()},
                "rows (users), columns (books)");
    file.write<std::int64_t>("/indptr", store.total_users() + 1, 0, {users.begin, users.end + (last ? 1 : 0)},
                             starts, "entries of row u are [indptr[u], indptr[u + 1])");
    file.write<BookIndex>("/indices", total, 0, rows, shard.book,
                          "column of each entry, ascending within a row");
    file.write<float>("/data", total, 0, rows, shard.rating, "value of each entry");
    if (store.has_timestamps())
      file.write<std::int64_t>("/timestamp", total, 0, rows, batch.timestamp,
                               "seconds since 1970-01-01 00:00 UTC");
    file.write_texts("/user_id", store.total_users(), users, user_ids, "external id of each row");
    file.write_texts("/book_id", store.total_books(), books, book_ids, "external id of each column");
  });
  return {total, store.has_timestamps(), true, {job.path}};
}

}  // namespace

const ExportFormat csr_export{"csr", ".h5", "data, indices, indptr and shape in HDF5, for scipy.sparse",
                              false, write_csr};

}  // namespace crucible
