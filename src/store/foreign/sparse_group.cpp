// The table of layouts of sparse matrices in HDF5, one row per layout.
#include "crucible/store/sparse_source.hpp"

#include <array>
#include <limits>

namespace crucible {

namespace {

/// What a group says of its matrix. complete() checks it.
struct Claim {
  std::string values;
  std::string indices;
  std::string offsets;
  std::optional<bool> by_rows;
  std::optional<std::int64_t> rows;
  std::optional<std::int64_t> columns;
};

struct Layout {
  const char* name;
  bool (*claims)(const H5File&, const std::string& group);
  Claim (*read)(const H5File&, const std::string& group);
};

std::string in(const std::string& group, const char* name) {
  return (group == "/" ? "" : group) + "/" + name;
}

bool has_all(const H5File& file, const std::string& group, std::initializer_list<const char*> names) {
  for (const char* name : names)
    if (!file.has(in(group, name))) return false;
  return true;
}

/// True for CSR, false for CSC, none if `text` says neither.
std::optional<bool> rows_compressed(const std::string& text) {
  if (text.starts_with("csr")) return true;
  if (text.starts_with("csc")) return false;
  return std::nullopt;
}

void set_shape(Claim& claim, const std::vector<std::int64_t>& shape, const H5File& file,
               const std::string& where) {
  if (shape.size() != 2) throw InputError(file.path(), where + " does not name two extents");
  claim.rows = shape[0];
  claim.columns = shape[1];
}

Claim scipy_names(const std::string& group) {
  return {in(group, "data"), in(group, "indices"), in(group, "indptr"), {}, {}, {}};
}

/// The attributes that AnnData writes today, and those of versions before 0.7.
constexpr std::array<std::array<const char*, 2>, 2> anndata_attributes{
    {{"encoding-type", "shape"}, {"h5sparse_format", "h5sparse_shape"}}};

bool is_anndata(const H5File& file, const std::string& group) {
  for (const auto& [format, shape] : anndata_attributes)
    if (file.has_attribute(group, format) && rows_compressed(file.text_attribute(group, format))) return true;
  return false;
}

Claim anndata(const H5File& file, const std::string& group) {
  Claim claim = scipy_names(group);
  for (const auto& [format, shape] : anndata_attributes) {
    if (!file.has_attribute(group, format)) continue;
    claim.by_rows = rows_compressed(file.text_attribute(group, format));
    set_shape(claim, file.int_list_attribute(group, shape), file,
              "attribute " + std::string(shape) + " of " + group);
    break;
  }
  return claim;
}

bool is_scipy(const H5File& file, const std::string& group) {
  return has_all(file, group, {"data", "indices", "indptr"}) &&
         (file.has(in(group, "shape")) || file.has_attribute(group, "shape"));
}

Claim scipy(const H5File& file, const std::string& group) {
  Claim claim = scipy_names(group);
  const std::string shape = in(group, "shape");
  if (!file.has(shape))
    set_shape(claim, file.int_list_attribute(group, "shape"), file, "attribute shape of " + group);
  else if (const H5Shape list = file.shape(shape); list.is_list() && list.length() == 2)
    set_shape(claim, file.read_list<std::int64_t>(shape, {0, 2}), file, "dataset " + shape);
  else
    throw InputError(file.path(), "dataset " + shape + " does not name two extents");
  if (file.has_attribute(group, "format"))
    claim.by_rows = rows_compressed(file.text_attribute(group, "format"));
  return claim;
}

bool is_matlab(const H5File& file, const std::string& group) {
  return file.has_attribute(group, "MATLAB_sparse");
}

/// MATLAB compresses columns. It leaves out `data` and `ir` if all elements are zero.
Claim matlab(const H5File& file, const std::string& group) {
  const bool empty = !file.has(in(group, "ir"));
  Claim claim{empty ? "" : in(group, "data"), empty ? "" : in(group, "ir"), in(group, "jc"), false, {}, {}};
  claim.rows = file.int_attribute(group, "MATLAB_sparse");
  return claim;
}

constexpr std::array<Layout, 3> layouts{
    {{"AnnData", is_anndata, anndata}, {"MATLAB", is_matlab, matlab}, {"scipy.sparse", is_scipy, scipy}}};

/// The length of a list of numbers, or of integers. Throws InputError if the dataset is not such a list.
std::int64_t length_of(const H5File& file, const std::string& dataset, bool integers) {
  const H5Shape shape = file.shape(dataset);
  if (!shape.is_list() || !shape.is_number() || (integers && shape.type != H5Class::integer))
    throw InputError(file.path(),
                     "dataset " + dataset + " is not a list of " + (integers ? "integers" : "numbers"));
  return shape.length();
}

bool decide_by_rows(const H5File& file, const SparseGroup& group, std::int64_t outer) {
  if (group.rows != group.columns) return outer == group.rows;
  throw InputError(file.path(), "group " + group.group +
                                    " can be read by rows (CSR) and by columns (CSC), for "
                                    "its matrix is square; say which, for example in h5py: file['" +
                                    group.group + "'].attrs['format'] = 'csr'");
}

void check_extents(const H5File& file, const SparseGroup& group, std::int64_t outer) {
  const std::string size = std::to_string(group.rows) + " x " + std::to_string(group.columns);
  if (group.rows < 1 || group.columns < 1)
    throw InputError(file.path(), "group " + group.group + ": a matrix of " + size + " is empty");
  if (group.columns > std::numeric_limits<std::int32_t>::max())
    throw InputError(file.path(), "group " + group.group + " has " + std::to_string(group.columns) +
                                      " columns; this program holds at most 2147483647");
  if (outer != group.outer())
    throw InputError(file.path(), "dataset " + group.offsets + " has " + std::to_string(outer + 1) +
                                      " values where a matrix of " + size + " has one more than its " +
                                      (group.by_rows ? "rows" : "columns"));
}

SparseGroup complete(const H5File& file, const std::string& name, const char* layout, const Claim& claim) {
  SparseGroup group;
  group.group = name;
  group.values = claim.values;
  group.indices = claim.indices;
  group.offsets = claim.offsets;
  const std::int64_t outer = length_of(file, claim.offsets, true) - 1;
  group.rows = claim.rows.value_or(outer);
  group.columns = claim.columns.value_or(outer);
  group.by_rows = claim.by_rows ? *claim.by_rows : decide_by_rows(file, group, outer);
  group.layout = std::string(layout) + (group.by_rows ? " CSR" : " CSC");
  check_extents(file, group, outer);
  if (claim.values.empty()) return group;
  group.entries = length_of(file, claim.values, false);
  const std::int64_t indices = length_of(file, claim.indices, true);
  if (indices != group.entries)
    throw InputError(file.path(), "dataset " + claim.indices + " has " + std::to_string(indices) +
                                      " values, but " + claim.values + " has " +
                                      std::to_string(group.entries));
  return group;
}

}  // namespace

std::optional<SparseGroup> sparse_group(const H5File& file, const std::string& group) {
  if (!file.is_group(group)) return std::nullopt;
  for (const Layout& layout : layouts)
    if (layout.claims(file, group)) return complete(file, group, layout.name, layout.read(file, group));
  return std::nullopt;
}

}  // namespace crucible
