#include "crucible/store/triplet_store.hpp"

#include "crucible/hdf5/h5_file.hpp"
#include "crucible/mpi/collective.hpp"

namespace crucible {

namespace {

IdColumn read_ids(const H5File& file, const std::string& dataset, IndexRange rows) {
  if (file.shape(dataset).type == H5Class::text) return file.read_texts(dataset, rows);
  return file.read<std::int64_t>(dataset, rows);
}

}  // namespace

TripletColumns read_triplets(const Communicator& comm, const std::string& path,
                             const std::vector<std::string>& columns) {
  return on_every_rank(comm, [&] {
    if (columns.size() != 3 && columns.size() != 4)
      throw UsageError("--triplets names three or four datasets: user,book,rating[,timestamp]");
    const H5File file = H5File::open(path);
    const std::int64_t total = file.shape(columns[0]).rows();
    for (const std::string& column : columns)
      if (file.shape(column).dims != std::vector<std::int64_t>{total})
        throw InputError(path, "dataset " + column + " is not a list of " + std::to_string(total) +
                                   " values, as " + columns[0] + " is");
    const IndexRange rows = even_part(total, comm.size(), comm.rank());
    TripletColumns result{read_ids(file, columns[0], rows),
                          read_ids(file, columns[1], rows),
                          file.read<float>(columns[2], rows),
                          {}};
    if (columns.size() == 4) result.timestamp = file.read<std::int64_t>(columns[3], rows);
    return result;
  });
}

}  // namespace crucible
