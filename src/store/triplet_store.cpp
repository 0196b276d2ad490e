#include "crucible/store/triplet_store.hpp"

#include "crucible/data/rating_range.hpp"
#include "crucible/hdf5/h5_file.hpp"
#include "crucible/mpi/collective.hpp"
#include "foreign/rating_places.hpp"

#include <cmath>

namespace crucible {

namespace {

/// 2^53: a double can hold every whole number up to this one.
constexpr double largest_whole = 9007199254740992.0;

[[noreturn]] void refuse(const H5File& file, const std::string& dataset, std::int64_t row,
                         const std::string& problem) {
  throw InputError(file.path(), "dataset " + dataset + ", row " + std::to_string(row) + ": " + problem);
}

/// Reads whole numbers, which the file may hold as integers or as floating point.
std::vector<std::int64_t> read_whole(const H5File& file, const std::string& dataset, IndexRange rows) {
  if (file.shape(dataset).type != H5Class::real) return file.read_list<std::int64_t>(dataset, rows);
  const std::vector<double> values = file.read_list<double>(dataset, rows);
  std::vector<std::int64_t> whole;
  whole.reserve(values.size());
  for (const double value : values) {
    if (!(std::abs(value) <= largest_whole) || value != std::floor(value))
      refuse(file, dataset, rows.begin + static_cast<std::int64_t>(whole.size()),
             std::to_string(value) + " is not a whole number");
    whole.push_back(static_cast<std::int64_t>(value));
  }
  return whole;
}

IdColumn read_ids(const H5File& file, const std::string& dataset, IndexRange rows) {
  if (file.shape(dataset).type == H5Class::text) return file.read_texts(dataset, rows);
  return read_whole(file, dataset, rows);
}

float checked_rating(const H5File& file, const std::string& dataset, std::int64_t row, double rating) {
  if (const std::string problem = rating_problem(rating); !problem.empty())
    refuse(file, dataset, row, problem);
  return static_cast<float>(rating);
}

TripletColumns read_lists(const H5File& file, const std::vector<std::string>& columns, int part, int parts) {
  const H5Shape first = file.shape(columns[0]);
  for (const std::string& column : columns) {
    const H5Shape shape = file.shape(column);
    if (!shape.is_list() || shape.length() != first.length())
      throw InputError(file.path(), "dataset " + column + " is not a list of " +
                                        std::to_string(first.length()) + " values, as " + columns[0] + " is");
  }
  const IndexRange rows = even_part(first.length(), parts, part);
  TripletColumns result{read_ids(file, columns[0], rows), read_ids(file, columns[1], rows), {}, {}};
  std::int64_t row = rows.begin;
  for (const double rating : file.read_list<double>(columns[2], rows))
    result.rating.push_back(checked_rating(file, columns[2], row++, rating));
  if (columns.size() == 4) result.timestamp = read_whole(file, columns[3], rows);
  return result;
}

TripletColumns read_matrix(const H5File& file, const SparseGroup& group, int part, int parts) {
  SparseEntries entries = read_sparse_entries(file, group, part, parts);
  std::vector<std::int64_t> outer;
  outer.reserve(entries.value.size());
  TripletColumns result;
  for (std::int64_t o = 0; o < entries.outer.size(); ++o)
    for (std::int64_t e = entries.offsets[static_cast<std::size_t>(o)];
         e < entries.offsets[static_cast<std::size_t>(o) + 1]; ++e) {
      outer.push_back(entries.outer.begin + o);
      const double value = entries.value[static_cast<std::size_t>(e)];
      if (const std::string problem = rating_problem(value); !problem.empty())
        refuse(file, group.values, entries.outer.begin + o, problem);
      result.rating.push_back(static_cast<float>(value));
    }
  result.user = group.by_rows ? std::move(outer) : entries.inner;
  result.book = group.by_rows ? std::move(entries.inner) : std::move(outer);
  return result;
}

/// The place that `columns` names; see read_triplets().
RatingPlace place_for(const H5File& file, const std::vector<std::string>& columns) {
  if (columns.size() == 3 || columns.size() == 4) return {"", {}, columns};
  if (columns.size() > 4 || columns.size() == 2)
    throw UsageError(
        "`triplets` names three or four datasets, user,book,rating[,timestamp], or one table or group");
  constexpr const char* way_out = "; name its datasets with `triplets` USER,BOOK,RATING[,TIMESTAMP]";
  if (columns.size() == 1) {
    if (std::optional<RatingPlace> place = rating_place(file, columns[0])) return *place;
    throw InputError(file.path(), columns[0] + " holds no ratings of a known layout" + way_out);
  }
  const std::vector<RatingPlace> places = rating_places(file);
  if (places.empty())
    throw InputError(file.path(), std::string("is an HDF5 file without ratings of a known layout") + way_out);
  if (places.size() == 1) return places.front();
  std::string names;
  for (const RatingPlace& place : places) names += (names.empty() ? "" : ", ") + place.object;
  throw UsageError(file.path() + ": has ratings in several places; name one with `triplets` (" + names + ")");
}

}  // namespace

ForeignRatings read_triplets(const Communicator& comm, const std::string& path,
                             const std::vector<std::string>& columns) {
  return on_every_rank(comm, [&] {
    const H5File file = H5File::open(path);
    const RatingPlace place = place_for(file, columns);
    TripletColumns triplets = place.sparse ? read_matrix(file, *place.sparse, comm.rank(), comm.size())
                                           : read_lists(file, place.columns, comm.rank(), comm.size());
    return ForeignRatings{std::move(triplets), place.description()};
  });
}

bool has_foreign_ratings(const std::string& path) {
  try {
    const H5File file = H5File::open(path);
    const bool ours =
        file.has_attribute("/", "format") && file.text_attribute("/", "format").starts_with("crucible-");
    return !ours && !rating_places(file).empty();
  } catch (const Error&) {
    return false;
  }
}

}  // namespace crucible
