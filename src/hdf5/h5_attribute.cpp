#include "crucible/mpi/collective.hpp"
#include "h5_state.hpp"

#include <array>
#include <cstring>
#include <limits>

namespace crucible {

namespace {

/// Longer attributes are refused. No useful one is as long as this.
constexpr std::size_t largest_attribute = std::size_t{1} << 24U;

/// Longer lists of integers are refused. No useful one is as long as this.
constexpr hssize_t longest_list = 64;

/// Opens attribute `name` of `object`, which must have from 1 to `most` values; throws InputError.
AttributeHandle open_attribute(const std::string& path, hid_t file, const std::string& object,
                               const std::string& name, hssize_t most = 1) {
  if (!reachable(file, object)) throw InputError(path, object + " is missing");
  AttributeHandle attribute(H5Aopen_by_name(file, object.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT));
  if (!attribute.valid()) {
    H5Eclear2(H5E_DEFAULT);
    throw InputError(path, "attribute " + name + " of " + object + " is missing");
  }
  const SpaceHandle space(H5Aget_space(attribute.id()));
  const hssize_t count = H5Sget_simple_extent_npoints(space.id());
  if (count < 1 || count > most)
    throw InputError(path, "attribute " + name + " of " + object + " is not " +
                               (most == 1 ? "a single value" : "a short list of values"));
  const TypeHandle type(H5Aget_type(attribute.id()));
  if (H5Tget_size(type.id()) > largest_attribute)
    throw InputError(path, "attribute " + name + " of " + object + " is longer than " +
                               std::to_string(largest_attribute) + " bytes");
  return attribute;
}

H5T_class_t class_of(hid_t attribute) {
  const TypeHandle type(H5Aget_type(attribute));
  return H5Tget_class(type.id());
}

template <typename T>
T read_number(const std::string& path, hid_t file, const std::string& object, const std::string& name,
              H5T_class_t expected, hid_t type) {
  const AttributeHandle attribute = open_attribute(path, file, object, name);
  T value{};
  if (class_of(attribute.id()) != expected || H5Aread(attribute.id(), type, &value) < 0)
    throw InputError(path, "attribute " + name + " of " + object + " has the wrong type");
  const TypeHandle stored(H5Aget_type(attribute.id()));
  // HDF5 silently clips an unsigned number above the largest signed one.
  if (std::integral<T> && H5Tget_sign(stored.id()) == H5T_SGN_NONE && value == std::numeric_limits<T>::max())
    throw InputError(path, "attribute " + name + " of " + object + " is too large");
  return value;
}

}  // namespace

bool H5File::has_attribute(const std::string& object, const std::string& name) const {
  const bool there = reachable(state_->file.id(), object) &&
                     H5Aexists_by_name(state_->file.id(), object.c_str(), name.c_str(), H5P_DEFAULT) > 0;
  H5Eclear2(H5E_DEFAULT);
  return there;
}

std::string H5File::text_attribute(const std::string& object, const std::string& name) const {
  const AttributeHandle attribute = open_attribute(state_->path, state_->file.id(), object, name);
  const TypeHandle type(H5Aget_type(attribute.id()));
  const auto wrong = [&] {
    throw InputError(state_->path, "attribute " + name + " of " + object + " is not a text");
  };
  if (H5Tget_class(type.id()) != H5T_STRING) wrong();
  if (H5Tis_variable_str(type.id()) > 0) {
    char* text = nullptr;
    if (H5Aread(attribute.id(), type.id(), &text) < 0) wrong();
    std::string result = text == nullptr ? "" : text;
    H5free_memory(text);
    return result;
  }
  std::string text(H5Tget_size(type.id()), '\0');
  if (H5Aread(attribute.id(), type.id(), text.data()) < 0) wrong();
  text.resize(strnlen(text.data(), text.size()));
  return text;
}

std::int64_t H5File::int_attribute(const std::string& object, const std::string& name) const {
  return read_number<std::int64_t>(state_->path, state_->file.id(), object, name, H5T_INTEGER,
                                   H5T_NATIVE_INT64);
}

std::vector<std::int64_t> H5File::int_list_attribute(const std::string& object,
                                                     const std::string& name) const {
  const AttributeHandle attribute =
      open_attribute(state_->path, state_->file.id(), object, name, longest_list);
  const SpaceHandle space(H5Aget_space(attribute.id()));
  std::vector<std::int64_t> values(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space.id())));
  if (class_of(attribute.id()) != H5T_INTEGER || H5Aread(attribute.id(), H5T_NATIVE_INT64, values.data()) < 0)
    throw InputError(state_->path, "attribute " + name + " of " + object + " has the wrong type");
  return values;
}

double H5File::real_attribute(const std::string& object, const std::string& name) const {
  return read_number<double>(state_->path, state_->file.id(), object, name, H5T_FLOAT, H5T_NATIVE_DOUBLE);
}

void H5File::State::put_attribute(const std::string& object, const std::string& name, hid_t type,
                                  const void* value) {
  on_root(*comm, [&] {
    const SpaceHandle space(H5Screate(H5S_SCALAR));
    const AttributeHandle attribute(H5Acreate_by_name(file.id(), object.c_str(), name.c_str(), type,
                                                      space.id(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    const bool good = attribute.valid() && H5Awrite(attribute.id(), type, value) >= 0;
    check_structure(good, "attribute " + name + " of " + object);
  });
}

void H5File::write_attribute(const std::string& object, const std::string& name, const std::string& value) {
  const TypeHandle type(H5Tcopy(H5T_C_S1));
  H5Tset_size(type.id(), std::max<std::size_t>(value.size(), 1));
  H5Tset_strpad(type.id(), H5T_STR_NULLPAD);
  H5Tset_cset(type.id(), H5T_CSET_UTF8);
  state_->put_attribute(object, name, type.id(), value.empty() ? "\0" : value.data());
}

void H5File::write_attribute(const std::string& object, const std::string& name, std::int64_t value) {
  state_->put_attribute(object, name, H5T_NATIVE_INT64, &value);
}

void H5File::write_attribute(const std::string& object, const std::string& name, double value) {
  state_->put_attribute(object, name, H5T_NATIVE_DOUBLE, &value);
}

}  // namespace crucible
