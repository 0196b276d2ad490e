// The hardened opening: the one place through which every reading of a dataset goes.
#include "h5_state.hpp"

#include <algorithm>
#include <array>

namespace crucible {

namespace {

/// deflate cannot expand by more than this (zlib's documentation: 1032:1).
constexpr std::int64_t largest_expansion = 1032;
/// One chunk must fit into memory beside everything else.
constexpr std::int64_t largest_chunk = std::int64_t{1} << 30U;
/// No number that anybody stores is wider.
constexpr std::size_t widest_number = 16;
/// Below this nobody minds what an absent chunk declares.
constexpr std::int64_t harmless_bytes = std::int64_t{1} << 20U;

std::string place(const std::string& path, const std::string& dataset) {
  return path + ": dataset " + dataset;
}

void refuse(const std::string& path, const std::string& dataset, const std::string& problem) {
  throw InputError(path, "dataset " + dataset + ": " + problem);
}

void check_filters(const std::string& path, const std::string& name, hid_t list) {
  const int count = H5Pget_nfilters(list);
  for (int i = 0; i < count; ++i) {
    unsigned flags = 0;
    std::size_t elements = 0;
    unsigned config = 0;
    const H5Z_filter_t filter =
        H5Pget_filter2(list, static_cast<unsigned>(i), &flags, &elements, nullptr, 0, nullptr, &config);
    if (filter != H5Z_FILTER_DEFLATE && filter != H5Z_FILTER_SHUFFLE && filter != H5Z_FILTER_FLETCHER32)
      refuse(path, name,
             "filter " + std::to_string(filter) + " is not accepted (deflate, shuffle and fletcher32 are)");
  }
}

bool is_compressed(hid_t list) {
  const int count = H5Pget_nfilters(list);
  for (int i = 0; i < count; ++i) {
    unsigned flags = 0;
    std::size_t elements = 0;
    unsigned config = 0;
    if (H5Pget_filter2(list, static_cast<unsigned>(i), &flags, &elements, nullptr, 0, nullptr, &config) ==
        H5Z_FILTER_DEFLATE)
      return true;
  }
  return false;
}

/// HDF5 reads whole chunks, whatever part of them is asked for.
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

/// Storage must explain the declared size: an 8 kB file can declare 800 GB.
void check_declared_bytes(const std::string& path, const std::string& name, hid_t dataset, hid_t list,
                          std::int64_t file_bytes) {
  const H5Shape shape = shape_of(path, name, dataset);
  std::int64_t declared = narrow<std::int64_t>(shape.element_bytes);
  for (const std::int64_t extent : shape.dims) declared *= extent;
  const auto stored = static_cast<std::int64_t>(H5Dget_storage_size(dataset));
  if (stored > file_bytes)
    refuse(path, name, "claims more stored bytes than the file has; the file is cut or damaged");
  const std::int64_t explained = is_compressed(list) ? stored * largest_expansion : stored;
  if (declared > harmless_bytes && declared > explained)
    refuse(path, name,
           "declares " + std::to_string(declared) + " bytes but stores only " + std::to_string(stored));
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

H5Shape shape_of(const std::string& path, const std::string& name, hid_t dataset) {
  const SpaceHandle space(H5Dget_space(dataset));
  if (H5Sget_simple_extent_type(space.id()) == H5S_NULL) refuse(path, name, "has no values at all");
  const int rank = H5Sget_simple_extent_ndims(space.id());
  if (rank < 0 || rank > 2)
    refuse(path, name, "has " + std::to_string(rank) + " dimensions; 1 or 2 are expected");
  std::array<hsize_t, 2> dims{};
  H5Sget_simple_extent_dims(space.id(), dims.data(), nullptr);
  const TypeHandle type(H5Dget_type(dataset));
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
    case H5T_STRING:
      shape.type = H5Class::text;
      break;
    default:
      break;
  }
  if ((shape.type == H5Class::integer || shape.type == H5Class::real) && shape.element_bytes > widest_number)
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

DatasetHandle open_dataset(const std::string& path, std::int64_t file_bytes, hid_t file,
                           const std::string& dataset) {
  if (!reachable(file, dataset))
    refuse(path, dataset, "is missing, or is a soft or external link, which are not followed");
  H5O_info_t info{};
  if (H5Oget_info_by_name2(file, dataset.c_str(), &info, H5O_INFO_BASIC, H5P_DEFAULT) < 0 ||
      info.type != H5O_TYPE_DATASET)
    refuse(path, dataset, "is not a dataset");
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
  return handle;
}

}  // namespace crucible
