#include "crucible/store/matrix_source.hpp"

#include "crucible/core/number_text.hpp"
#include "crucible/hdf5/chunks.hpp"
#include "crucible/mpi/collective.hpp"
#include "foreign/file_walk.hpp"

#include <limits>
#include <memory>
#include <utility>
#include <vector>

namespace crucible {

namespace {

/// The search stops at this many matrices, because a message lists them all.
constexpr std::size_t most_listed = 20;

struct Found {
  std::vector<std::string> matrices;
  std::string refused;  ///< why the first refused dataset was refused
};

/// Finds every 2-D dataset of numbers and every sparse group.
Found find_matrices(const H5File& file) {
  Found found;
  walk(file, [&](const std::string& object) {
    if (found.matrices.size() >= most_listed) return false;
    try {
      const bool group = file.is_group(object);
      const bool sparse = group && sparse_group(file, object);
      if (group && !sparse) return true;
      const H5Shape shape = sparse ? H5Shape{} : file.shape(object);
      if (sparse || (shape.dims.size() == 2 && shape.is_number())) found.matrices.push_back(object);
    } catch (const InputError& error) {
      if (found.refused.empty()) found.refused = error.what();
    }
    return false;
  });
  return found;
}

std::string only_matrix(const H5File& file) {
  const Found found = find_matrices(file);
  if (found.matrices.empty() && !found.refused.empty()) throw Error(ErrorKind::input, found.refused);
  if (found.matrices.empty())
    throw InputError(file.path(), "has no 2-D dataset of numbers and no sparse matrix of a known layout");
  if (found.matrices.size() == 1) return found.matrices.front();
  std::string names;
  for (const std::string& name : found.matrices) names += (names.empty() ? "" : ", ") + name;
  throw UsageError(file.path() + ": has several 2-D datasets; name one with `dataset` (" + names + ")");
}

}  // namespace

MatrixSource MatrixSource::open(const Communicator& comm, const std::string& path,
                                const std::string& dataset) {
  MatrixSource source;
  source.path_ = path;
  std::string format;
  on_root(comm, [&] {
    const H5File file = H5File::open(path);
    if (dataset.empty() && file.has_attribute("/", "format")) format = file.text_attribute("/", "format");
  });
  if (comm.broadcast_text(format) == "crucible-ratings") {
    source.store_.emplace(RatingStore::open(comm, path));
    source.rows_ = source.store_->total_users();
    source.columns_ = source.store_->total_books();
    source.entries_ = source.store_->total_ratings();
  } else {
    on_every_rank(comm, [&] { source.find(dataset); });
  }
  return source;
}

void MatrixSource::find(const std::string& wanted) {
  const H5File file = H5File::open(path_);
  dataset_ = wanted.empty() ? only_matrix(file) : wanted;
  sparse_ = sparse_group(file, dataset_);
  if (!sparse_) return take_dataset(file);
  rows_ = sparse_->rows;
  columns_ = sparse_->columns;
  entries_ = sparse_->entries;
}

void MatrixSource::take_dataset(const H5File& file) {
  const H5Shape shape = file.shape(dataset_);
  if (shape.dims.size() != 2 || !shape.is_number())
    throw InputError(path_, "dataset " + dataset_ + " is not a 2-D array of numbers");
  transposed_ = file.has_attribute(dataset_, "MATLAB_class");
  rows_ = transposed_ ? shape.columns() : shape.rows();
  columns_ = transposed_ ? shape.rows() : shape.columns();
  if (rows_ == 0 || columns_ == 0) throw InputError(path_, "dataset " + dataset_ + " is empty");
  element_bytes_ = static_cast<std::int64_t>(shape.element_bytes);
  if (const std::vector<std::int64_t> chunk = chunk_extents(path_, dataset_); !chunk.empty()) {
    chunk_rows_ = chunk[0];
    chunk_columns_ = chunk[1];
  }
  constexpr std::int64_t countless = std::numeric_limits<std::int64_t>::max();
  entries_ = columns_ > countless / rows_ ? countless : rows_ * columns_;
}

std::string MatrixSource::description() const {
  const std::string size = grouped(rows_) + " x " + grouped(columns_);
  if (sparse_)
    return path_ + ": " + dataset_ + " (" + sparse_->layout + "), " + size + ", " + grouped(entries_) +
           " values";
  if (!is_ratings())
    return path_ + ": " + dataset_ + ", " + size + (transposed_ ? " as MATLAB shows it" : "");
  return path_ + ": " + grouped(rows_) + " users x " + grouped(columns_) + " books, " + grouped(entries_) +
         " ratings";
}

RatingMatrix MatrixSource::read_ratings(const Communicator& comm, const std::string& split, Fill fill) const {
  RatingShard shard = on_every_rank(comm, [&] {
    const IndexRange users = store_->plan(comm.size()).users(comm.rank());
    return split.empty() ? store_->read(users) : store_->read_part(users, split, {Part::train});
  });
  if (comm.sum_value(shard.size()) == 0)
    throw_on_all_ranks(InputError(path_, "has no ratings in the training part of this split"));
  return fill_ratings(comm, std::move(shard), rows_, fill);
}

void MatrixSource::read_block(const H5File& file, IndexRange rows, bool as_columns,
                              std::span<double> values) const {
  if (!as_columns) return file.read_rows<double>(dataset_, rows, values);
  const std::int64_t columns = file.shape(dataset_).rows();
  RowMatrixD stored(columns, rows.size());
  file.read_block<double>(dataset_, {0, columns}, rows,
                          std::span<double>(stored.data(), static_cast<std::size_t>(stored.size())));
  Eigen::Map<RowMatrixD>(values.data(), rows.size(), columns) = stored.transpose();
}

RowSlab MatrixSource::read_dense(const Communicator& comm) const {
  if (sparse_) return read_sparse(comm).dense();
  RowSlab slab{rows_, even_part(rows_, comm.size(), comm.rank()), {}};
  on_every_rank(comm, [&] {
    slab.values.resize(slab.rows.size(), columns_);
    if (slab.rows.empty()) return;
    read_block(H5File::open(path_), slab.rows, transposed_,
               {slab.values.data(), static_cast<std::size_t>(slab.values.size())});
  });
  check_slab(comm, slab, path_ + ": dataset " + dataset_);
  return slab;
}

RowReader MatrixSource::row_reader(const Communicator& comm, bool transposed) const {
  require(!is_sparse(), "only dense datasets are read by rows");
  RowReader reader;
  reader.total_rows = transposed ? columns_ : rows_;
  reader.columns = transposed ? rows_ : columns_;
  reader.rows = even_part(reader.total_rows, comm.size(), comm.rank());
  reader.name = path_ + ": dataset " + dataset_;
  reader.transposed = transposed;
  const auto file = on_every_rank(comm, [&] { return std::make_shared<const H5File>(H5File::open(path_)); });
  reader.read = [this, file, as_columns = transposed != transposed_](IndexRange rows,
                                                                     std::span<double> values) {
    read_block(*file, rows, as_columns, values);
  };
  return reader;
}

SparseMatrix MatrixSource::read_sparse(const Communicator& comm) const {
  return crucible::read_sparse(comm, path_, *sparse_);
}

}  // namespace crucible
