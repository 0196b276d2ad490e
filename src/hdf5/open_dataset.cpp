// Opens datasets of files that are not trusted. Every read of a dataset goes through open_dataset().
#include "h5_state.hpp"

#include <algorithm>
#include <array>

namespace crucible {

namespace {

/// deflate cannot expand data by more than this factor (zlib's documentation: 1032:1).
constexpr std::int64_t largest_expansion = 1032;
/// Largest chunk accepted, because a whole chunk must fit into memory beside everything else.
constexpr std::int64_t largest_chunk = std::int64_t{1} << 30U;
/// Largest number accepted, bytes. No common type is wider.
constexpr std::size_t widest_number = 16;
/// A dataset may always declare this many bytes, even if its chunks are not stored.
constexpr std::int64_t harmless_bytes = std::int64_t{1} << 20U;

std::string place(const std::string& path, const std::string& dataset) {
  return path + ": dataset " + dataset;
}

void refuse(const std::string& path, const std::string& dataset, const std::string& problem) {
  throw InputError(path, "dataset " + dataset + ": " + problem);
}

std::string name_of_filter(H5Z_filter_t filter) {
  if (filter == H5Z_FILTER_SCALEOFFSET) return "filter scale-offset beside others";
  if (filter == H5Z_FILTER_SZIP) return "filter szip";
  return "filter " + std::to_string(filter);
}

void check_filters(const std::string& path, const std::string& name, hid_t list) {
  const int count = H5Pget_nfilters(list);
  for (int i = 0; i < count; ++i) {
    unsigned flags = 0;
    std::size_t elements = 0;
    unsigned config = 0;
    const H5Z_filter_t filter =
        H5Pget_filter2(list, static_cast<unsigned>(i), &flags, &elements, nullptr, 0, nullptr, &config);
    const bool alone = filter == H5Z_FILTER_SCALEOFFSET && count == 1;
    if (!alone && filter != H5Z_FILTER_DEFLATE && filter != H5Z_FILTER_SHUFFLE &&
        filter != H5Z_FILTER_FLETCHER32)
      refuse(path, name,
             name_of_filter(filter) +
                 " is not accepted (deflate, shuffle and fletcher32 are, and scale-offset alone); "
                 "store the dataset anew, for example with h5repack -f GZIP=4");
  }
}

bool has_filter(hid_t list, H5Z_filter_t wanted) {
  const int count = H5Pget_nfilters(list);
  for (int i = 0; i < count; ++i) {
    unsigned flags = 0;
    std::size_t elements = 0;
    unsigned config = 0;
    if (H5Pget_filter2(list, static_cast<unsigned>(i), &flags, &elements, nullptr, 0, nullptr, &config) ==
        wanted)
      return true;
  }
  return false;
}

/// HDF5 always reads whole chunks, so a chunk must not be too large.
void check_chunks(const std::string& path, const std::string& name, hid_t dataset, hid_t list) {
  if (H5Pget_layout(list) != H5D_CHUNKED) return;
  std::array<hsize_t, 2> chunk{1, 1};
  if (H5Pget_chunk(list, 2, chunk.data()) < 0) refuse(path, name, "has chunks of no known size");
  const TypeHandle type(H5Dget_type(dataset));
  __extension__ using Wide = unsigned __int128;
  const Wide bytes = Wide{H5Tget_size(type.id())} * chunk[0] * chunk[1];
  if (bytes > static_cast<Wide>(largest_chunk))
    refuse(path, name,
           "has chunks of more than " + std::to_string(largest_chunk) + " bytes; store it in smaller ones");
}

/// True for the type in which h5py and others store truth values.
bool is_boolean(hid_t type) {
  if (H5Tget_class(type) != H5T_ENUM || H5Tget_nmembers(type) != 2) return false;
  signed char no = 0;
  signed char yes = 0;
  const TypeHandle base(H5Tget_super(type));
  return H5Tget_size(base.id()) == 1 && H5Tenum_valueof(type, "FALSE", &no) >= 0 &&
         H5Tenum_valueof(type, "TRUE", &yes) >= 0 && no == 0 && yes == 1;
}

H5Shape shape_of_type(const std::string& path, const std::string& name, hid_t dataset,
                      const TypeHandle& type) {
  const SpaceHandle space(H5Dget_space(dataset));
  if (H5Sget_simple_extent_type(space.id()) == H5S_NULL) refuse(path, name, "has no values at all");
  const int rank = H5Sget_simple_extent_ndims(space.id());
  if (rank < 0 || rank > 2)
    refuse(path, name, "has " + std::to_string(rank) + " dimensions; 1 or 2 are expected");
  std::array<hsize_t, 2> dims{};
  H5Sget_simple_extent_dims(space.id(), dims.data(), nullptr);
  H5Shape shape;
  shape.element_bytes = H5Tget_size(type.id());
  switch (H5Tget_class(type.id())) {
    case H5T_INTEGER:
      shape.type = H5Class::integer;
      shape.is_signed = H5Tget_sign(type.id()) == H5T_SGN_2;
      break;
    case H5T_FLOAT:
      shape.type = H5Class::real;
      break;
    case H5T_ENUM:
      if (is_boolean(type.id())) shape.type = H5Class::integer;
      break;
    case H5T_STRING:
      shape.type = H5Class::text;
      break;
    default:
      break;
  }
  if (shape.is_number() && shape.element_bytes > widest_number)
    refuse(path, name, "has numbers of " + std::to_string(8 * shape.element_bytes) + " bits");
  __extension__ using Wide = unsigned __int128;
  Wide bytes = std::max<std::size_t>(shape.element_bytes, 1);
  for (int i = 0; i < rank; ++i) {
    const hsize_t extent = dims.at(static_cast<std::size_t>(i));
    bytes *= std::max<hsize_t>(extent, 1);
    if (bytes > (Wide{1} << 62U)) refuse(path, name, "declares more bytes than 64 bits can count");
    shape.dims.push_back(static_cast<std::int64_t>(extent));
  }
  return shape;
}

/// The stored bytes must be able to expand to the declared size: an 8 kB file can declare 800 GB.
void check_declared_bytes(const std::string& path, const std::string& name, hid_t dataset, hid_t list,
                          std::int64_t file_bytes) {
  const H5Shape shape = shape_of_type(path, name, dataset, TypeHandle(H5Dget_type(dataset)));
  std::int64_t declared = narrow<std::int64_t>(shape.element_bytes);
  for (const std::int64_t extent : shape.dims) declared *= extent;
  const auto stored = static_cast<std::int64_t>(H5Dget_storage_size(dataset));
  if (stored > file_bytes)
    refuse(path, name, "claims more stored bytes than the file has; the file is cut or damaged");
  const bool packed = has_filter(list, H5Z_FILTER_DEFLATE) || has_filter(list, H5Z_FILTER_SCALEOFFSET);
  const std::int64_t explained = packed ? stored * largest_expansion : stored;
  if (declared > harmless_bytes && declared > explained)
    refuse(path, name,
           "declares " + std::to_string(declared) + " bytes but stores only " + std::to_string(stored));
}

bool is_dataset(hid_t file, const std::string& object) {
  H5O_info_t info{};
  return reachable(file, object) &&
         H5Oget_info_by_name2(file, object.c_str(), &info, H5O_INFO_BASIC, H5P_DEFAULT) >= 0 &&
         info.type == H5O_TYPE_DATASET;
}

}  // namespace

bool reachable(hid_t file, const std::string& object) {
  if (object == "/") return true;
  std::size_t end = 0;
  while (end != std::string::npos) {
    end = object.find('/', end + 1);
    const std::string prefix = object.substr(0, end);
    H5L_info_t link{};
    if (H5Lexists(file, prefix.c_str(), H5P_DEFAULT) <= 0) return false;
    if (H5Lget_info(file, prefix.c_str(), &link, H5P_DEFAULT) < 0 || link.type != H5L_TYPE_HARD) return false;
  }
  return true;
}

H5Shape shape_of(const std::string& path, const std::string& name, const OpenDataset& dataset) {
  return shape_of_type(path, name, dataset.id(), dataset.type());
}

TypeHandle OpenDataset::type() const {
  TypeHandle whole(H5Dget_type(handle.id()));
  if (field.empty()) return whole;
  return TypeHandle(
      H5Tget_member_type(whole.id(), static_cast<unsigned>(H5Tget_member_index(whole.id(), field.c_str()))));
}

TypeHandle OpenDataset::in_memory(hid_t plain) const {
  if (field.empty()) return TypeHandle(H5Tcopy(plain));
  TypeHandle table(H5Tcreate(H5T_COMPOUND, H5Tget_size(plain)));
  H5Tinsert(table.id(), field.c_str(), 0, plain);
  return table;
}

OpenDataset open_dataset(const std::string& path, std::int64_t file_bytes, hid_t file,
                         const std::string& dataset) {
  const std::size_t slash = dataset.rfind('/');
  if (slash != std::string::npos && slash > 0 && !reachable(file, dataset)) {
    const std::string table = dataset.substr(0, slash);
    const std::string field = dataset.substr(slash + 1);
    if (!field.empty() && is_dataset(file, table)) {
      OpenDataset open = open_dataset(path, file_bytes, file, table);
      const TypeHandle type(H5Dget_type(open.id()));
      if (H5Tget_class(type.id()) == H5T_COMPOUND && H5Tget_member_index(type.id(), field.c_str()) >= 0) {
        open.field = field;
        return open;
      }
    }
    H5Eclear2(H5E_DEFAULT);
  }
  if (!reachable(file, dataset))
    refuse(path, dataset, "is missing, or is a soft or external link, which are not followed");
  if (!is_dataset(file, dataset)) refuse(path, dataset, "is not a dataset");
  DatasetHandle handle(H5Dopen2(file, dataset.c_str(), H5P_DEFAULT));
  if (!handle.valid()) throw_unreadable(place(path, dataset), "cannot be opened");
  const ListHandle list(H5Dget_create_plist(handle.id()));
  if (!list.valid()) throw InputError(place(path, dataset), "is damaged: " + hdf5_reason());
  if (H5Pget_external_count(list.id()) != 0)
    refuse(path, dataset, "keeps its data in another file, which is not accepted");
  if (H5Pget_layout(list.id()) == H5D_VIRTUAL)
    refuse(path, dataset, "is a virtual dataset, which is not accepted");
  check_filters(path, dataset, list.id());
  check_chunks(path, dataset, handle.id(), list.id());
  check_declared_bytes(path, dataset, handle.id(), list.id(), file_bytes);
  if (has_filter(list.id(), H5Z_FILTER_SCALEOFFSET))
    check_scale_offset(path, dataset, handle.id(), list.id());
  return {std::move(handle), {}};
}

}  // namespace crucible
