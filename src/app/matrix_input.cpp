#include "matrix_input.hpp"

#include "crucible/mpi/collective.hpp"
#include "split_choice.hpp"
#include "text_format.hpp"

#include <algorithm>
#include <set>

namespace crucible {

namespace {

/// Ratings that a book's bias is damped by: a book with few ratings is taken for an average one.
constexpr double book_damping = 5;

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

/// Sum and number of the ratings of every book, minus `offset` each.
struct BookSums {
  std::vector<double> sum;
  std::vector<double> count;
};

BookSums book_sums(const Communicator& comm, const RatingShard& shard, double offset) {
  BookSums sums{std::vector<double>(at(shard.total_books)), std::vector<double>(at(shard.total_books))};
  for (std::size_t entry = 0; entry < shard.book.size(); ++entry) {
    sums.sum[at(shard.book[entry])] += static_cast<double>(shard.rating[entry]) - offset;
    sums.count[at(shard.book[entry])] += 1;
  }
  comm.sum(std::span<double>(sums.sum));
  comm.sum(std::span<double>(sums.count));
  return sums;
}

double mean_rating(const Communicator& comm, const RatingShard& shard) {
  double sum = 0;
  for (const float rating : shard.rating) sum += static_cast<double>(rating);
  const std::int64_t count = comm.sum_value(shard.size());
  sum = comm.sum_value(sum);
  return count > 0 ? sum / static_cast<double>(count) : 0;
}

void fit_fill(const Communicator& comm, RatingMatrix& matrix) {
  const double mean = mean_rating(comm, matrix.ratings);
  const bool biased = matrix.fill == Fill::bias;
  const BookSums sums = book_sums(comm, matrix.ratings, biased ? mean : 0);
  for (std::size_t b = 0; b < matrix.book_bias.size(); ++b) {
    if (biased)
      matrix.book_bias[b] = sums.sum[b] / (sums.count[b] + book_damping);
    else
      matrix.book_bias[b] = sums.count[b] > 0 ? sums.sum[b] / sums.count[b] : mean;
  }
  if (!biased) return;
  matrix.global_mean = mean;
  const RatingShard& shard = matrix.ratings;
  for (std::int64_t u = 0; u < shard.users.size(); ++u) {
    double rest = 0;
    for (std::int64_t e = shard.offsets[at(u)]; e < shard.offsets[at(u + 1)]; ++e)
      rest += static_cast<double>(shard.rating[at(e)]) - mean - matrix.book_bias[at(shard.book[at(e)])];
    const std::int64_t count = shard.offsets[at(u + 1)] - shard.offsets[at(u)];
    if (count > 0) matrix.user_bias[at(u)] = rest / static_cast<double>(count);
  }
}

/// The fill as outer products: (mean + user bias) x ones, and ones x book bias.
LowRankTerms terms_of(const RatingMatrix& matrix) {
  const auto users = static_cast<std::int64_t>(matrix.user_bias.size());
  const auto books = static_cast<std::int64_t>(matrix.book_bias.size());
  const std::int64_t count = matrix.fill == Fill::bias ? 2 : 1;
  LowRankTerms terms{RowMatrixD::Ones(users, count), RowMatrixD::Ones(books, count)};
  for (std::int64_t b = 0; b < books; ++b) terms.right(b, 0) = matrix.book_bias[at(b)];
  if (matrix.fill == Fill::bias)
    for (std::int64_t u = 0; u < users; ++u) terms.left(u, 1) = matrix.global_mean + matrix.user_bias[at(u)];
  return terms;
}

/// 2-D datasets of numbers in and below `group`, for an error message and to find the only one.
void collect_matrices(const H5File& file, const std::string& group, std::vector<std::string>& found) {
  constexpr std::size_t enough = 20;
  for (const std::string& name : file.children(group)) {
    if (found.size() >= enough) return;
    const std::string path = (group == "/" ? "" : group) + "/" + name;
    try {
      const H5Shape shape = file.shape(path);
      if (shape.dims.size() == 2 && (shape.type == H5Class::real || shape.type == H5Class::integer))
        found.push_back(path);
    } catch (const InputError&) {  // a group, or a dataset that is refused
      try {
        collect_matrices(file, path, found);
      } catch (const InputError&) {
        continue;
      }
    }
  }
}

}  // namespace

SparseRows RatingMatrix::sparse() const {
  return {total_users, ratings.total_books, ratings.users, ratings.offsets, ratings.book, ratings.rating};
}

RowSlab RatingMatrix::dense() const {
  RowSlab slab{total_users, ratings.users, RowMatrixD::Zero(ratings.users.size(), ratings.total_books)};
  for (std::int64_t u = 0; u < ratings.users.size(); ++u) {
    for (std::int64_t b = 0; b < ratings.total_books; ++b)
      slab.values(u, b) = global_mean + user_bias[at(u)] + book_bias[at(b)];
    for (std::int64_t e = ratings.offsets[at(u)]; e < ratings.offsets[at(u + 1)]; ++e)
      slab.values(u, ratings.book[at(e)]) += static_cast<double>(ratings.rating[at(e)]);
  }
  return slab;
}

RatingMatrix fill_ratings(const Communicator& comm, RatingShard ratings, std::int64_t total_users,
                          Fill fill) {
  RatingMatrix matrix;
  matrix.fill = fill;
  matrix.total_users = total_users;
  matrix.user_bias.assign(at(ratings.users.size()), 0);
  matrix.book_bias.assign(at(ratings.total_books), 0);
  matrix.ratings = std::move(ratings);
  if (fill == Fill::zero) return matrix;
  fit_fill(comm, matrix);
  matrix.terms = terms_of(matrix);
  RatingShard& shard = matrix.ratings;
  for (std::int64_t u = 0; u < shard.users.size(); ++u)
    for (std::int64_t e = shard.offsets[at(u)]; e < shard.offsets[at(u + 1)]; ++e)
      shard.rating[at(e)] =
          static_cast<float>(static_cast<double>(shard.rating[at(e)]) - matrix.global_mean -
                             matrix.user_bias[at(u)] - matrix.book_bias[at(shard.book[at(e)])]);
  return matrix;
}

void MatrixInput::declare(OptionTable& options) {
  options.positional("FILE", path_, "ratings.h5, or any HDF5 file with a 2-D dataset");
  options.group("Which matrix");
  options.add("dataset", dataset_, "PATH",
              "a 2-D dataset of numbers (not needed where the file has one only)");
  options.add("split", split_, "NAME", "ratings: take this split's training part only (none: all ratings)");
  options.add_choice("fill", fill_, {"zero", "mean", "bias"},
                     "ratings: what stands where nothing is rated: 0, the book's mean, or user + book bias");
}

void MatrixInput::open(Job& job) {
  std::string format;
  on_root(job.comm, [&] {
    const H5File file = H5File::open(path_);
    if (dataset_.empty() && file.has_attribute("/", "format")) format = file.text_attribute("/", "format");
  });
  format = job.comm.broadcast_text(format);
  if (format == "crucible-ratings") {
    store_.emplace(RatingStore::open(job.comm, path_));
    split_ = on_every_rank(job.comm, [&] { return choose_split(*store_, split_, job.log); });
    rows_ = store_->total_users();
    columns_ = store_->total_books();
    entries_ = store_->total_ratings();
    return;
  }
  on_every_rank(job.comm, [&] { find_dataset(); });
}

void MatrixInput::find_dataset() {
  const H5File file = H5File::open(path_);
  if (dataset_.empty()) {
    std::vector<std::string> found;
    collect_matrices(file, "/", found);
    if (found.empty()) throw InputError(path_, "has no 2-D dataset of numbers");
    if (found.size() > 1) {
      std::string names;
      for (const std::string& name : found) names += (names.empty() ? "" : ", ") + name;
      throw UsageError(path_ + ": has several 2-D datasets; name one with --dataset (" + names + ")");
    }
    dataset_ = found.front();
  }
  if (!split_.empty() || fill_ != "zero")
    throw UsageError(path_ + ": --split and --fill are for ratings files, and " + dataset_ +
                     " is a plain matrix");
  const H5Shape shape = file.shape(dataset_);
  if (shape.dims.size() != 2 || (shape.type != H5Class::real && shape.type != H5Class::integer))
    throw InputError(path_, "dataset " + dataset_ + " is not a 2-D array of numbers");
  rows_ = shape.rows();
  columns_ = shape.columns();
  if (rows_ == 0 || columns_ == 0) throw InputError(path_, "dataset " + dataset_ + " is empty");
  entries_ = columns_ > 9'000'000'000'000'000'000 / rows_ ? 9'000'000'000'000'000'000 : rows_ * columns_;
}

std::string MatrixInput::description() const {
  if (!is_ratings()) return path_ + ": " + dataset_ + ", " + grouped(rows_) + " x " + grouped(columns_);
  const std::string filled = fill_ == "zero"   ? "0 where not rated"
                             : fill_ == "mean" ? "the book's mean where not rated"
                                               : "user + book bias where not rated";
  return path_ + ": " + grouped(rows_) + " readers x " + grouped(columns_) + " books, " + grouped(entries_) +
         " ratings" + (split_.empty() ? "" : ", training part of split " + split_) + ", " + filled;
}

RatingMatrix MatrixInput::read_ratings(const Communicator& comm) const {
  RatingShard shard = on_every_rank(comm, [&] {
    const IndexRange users = store_->plan(comm.size()).users(comm.rank());
    return split_.empty() ? store_->read(users) : store_->read_part(users, split_, {Part::train});
  });
  if (comm.sum_value(shard.size()) == 0)
    on_every_rank(comm,
                  [&] { throw InputError(path_, "has no ratings in the training part of this split"); });
  const Fill fill = fill_ == "zero" ? Fill::zero : fill_ == "mean" ? Fill::mean : Fill::bias;
  return fill_ratings(comm, std::move(shard), rows_, fill);
}

RowSlab MatrixInput::read_dense(const Communicator& comm) const {
  RowSlab slab{rows_, even_part(rows_, comm.size(), comm.rank()), {}};
  on_every_rank(comm, [&] {
    slab.values.resize(slab.rows.size(), columns_);
    if (slab.rows.empty()) return;
    H5File::open(path_).read_rows<double>(
        dataset_, slab.rows,
        std::span<double>(slab.values.data(), static_cast<std::size_t>(slab.values.size())));
  });
  check_slab(comm, slab, path_ + ": dataset " + dataset_);
  return slab;
}

}  // namespace crucible
