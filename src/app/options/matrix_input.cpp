#include "options/matrix_input.hpp"

#include "crucible/mpi/collective.hpp"
#include "crucible/store/same_ids.hpp"
#include "options/split_choice.hpp"

#include <algorithm>
#include <array>

namespace crucible {

namespace {

struct FillChoice {
  const char* name;
  Fill fill;
  const char* words;
};

constexpr std::array<FillChoice, 3> fills{{{"zero", Fill::zero, "0 where not rated"},
                                           {"mean", Fill::mean, "the book's mean where not rated"},
                                           {"bias", Fill::bias, "user + book bias where not rated"}}};

const FillChoice& choice_of(const std::string& name) {
  const auto* const found =
      std::find_if(fills.begin(), fills.end(), [&](const FillChoice& choice) { return name == choice.name; });
  require(found != fills.end(), "a fill is not in its table");
  return *found;
}

}  // namespace

void MatrixInput::declare(OptionTable& options) {
  options.positional("FILE", path_, "ratings.h5, or any HDF5 file with a 2-D dataset or a sparse matrix");
  options.group("Which matrix");
  options.add(
      "dataset", dataset_, "PATH",
      "a 2-D dataset of numbers, or the group of a sparse matrix (CSR or CSC as AnnData, scipy.sparse "
      "and MATLAB store it); not needed where the file has one only");
  options.add("split", split_, "NAME", "ratings: take this split's training part only (none: all ratings)");
  options.add_choice("fill", fill_, {fills[0].name, fills[1].name, fills[2].name},
                     "ratings: what stands where nothing is rated: 0, the book's mean, or user + book bias");
}

void MatrixInput::open(Job& job) {
  source_.emplace(MatrixSource::open(job.comm, path_, dataset_));
  on_every_rank(job.comm, [&] {
    if (source_->is_ratings())
      split_ = choose_split(source_->store(), split_, job.log);
    else if (!split_.empty() || fill_ != fills[0].name)
      throw UsageError(path_ + ": --split and --fill are for ratings files, and this is a plain matrix");
  });
}

std::string MatrixInput::description() const {
  if (!source_->is_ratings()) return source_->description();
  return source_->description() + (split_.empty() ? "" : ", training part of split " + split_) + ", " +
         choice_of(fill_).words;
}

RatingMatrix MatrixInput::read_ratings(const Communicator& comm) const {
  return source_->read_ratings(comm, split_, choice_of(fill_).fill);
}

PcaOfRatings MatrixInput::columns_of_ratings(const Communicator& comm) const {
  return on_every_rank(comm, [&] {
    const std::int64_t books = comm.is_root() ? source().columns() : 0;
    return PcaOfRatings{names_of(source().store(), {0, 0}, {0, books}).book_ids, fill_};
  });
}

}  // namespace crucible
