// The hardened opening of HDF5 files that are not ours, with changes anywhere in them.
//
// The first byte of an input chooses the version of HDF5's format; changes follow.
#include "crucible/data/triplet_columns.hpp"
#include "crucible/hdf5/h5_file.hpp"
#include "crucible/store/triplet_store.hpp"
#include "harness.hpp"

#include <array>

#include <hdf5.h>

namespace crucible::fuzz {

namespace {

constexpr hsize_t rows = 24;

void dataset(hid_t file, const char* name, hid_t type, hid_t list, const void* values) {
  const hid_t space = H5Screate_simple(1, &rows, nullptr);
  const hid_t data = H5Dcreate2(file, name, type, space, H5P_DEFAULT, list, H5P_DEFAULT);
  H5Dwrite(data, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
  H5Dclose(data);
  H5Sclose(space);
}

hid_t filtered() {
  const hid_t list = H5Pcreate(H5P_DATASET_CREATE);
  const hsize_t chunk = 10;
  H5Pset_chunk(list, 1, &chunk);
  H5Pset_shuffle(list);
  H5Pset_deflate(list, 6);
  H5Pset_fletcher32(list);
  return list;
}

void write_foreign(const std::string& path, bool latest) {
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  if (latest) H5Pset_libver_bounds(access, H5F_LIBVER_LATEST, H5F_LIBVER_LATEST);
  const hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access);
  std::array<std::int64_t, rows> users{};
  std::array<double, rows> ratings{};
  std::array<std::array<char, 4>, rows> codes{};
  std::array<const char*, rows> words{};
  for (std::size_t i = 0; i < rows; ++i) {
    users[i] = static_cast<std::int64_t>(i / 3);
    ratings[i] = static_cast<double>(1 + i % 5);
    codes[i] = {'b', static_cast<char>('a' + i), '\0', '\0'};
    words[i] = i % 2 == 0 ? "even" : "an odd one";
  }
  const hid_t group = H5Gcreate2(file, "data", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  dataset(group, "user", H5T_NATIVE_INT64, H5P_DEFAULT, users.data());
  dataset(group, "rating", H5T_NATIVE_DOUBLE, filtered(), ratings.data());
  const hid_t code = H5Tcopy(H5T_C_S1);
  H5Tset_size(code, 4);
  dataset(group, "book", code, H5P_DEFAULT, codes.data());
  const hid_t word = H5Tcopy(H5T_C_S1);
  H5Tset_size(word, H5T_VARIABLE);
  dataset(group, "word", word, H5P_DEFAULT, words.data());
  const hid_t scalar = H5Screate(H5S_SCALAR);
  const hid_t attribute = H5Acreate2(group, "about", code, scalar, H5P_DEFAULT, H5P_DEFAULT);
  H5Awrite(attribute, code, "abc");
  H5Aclose(attribute);
  H5Sclose(scalar);
  H5Gclose(group);
  H5Fclose(file);
  H5Pclose(access);
}

const std::string& good_file(bool latest) {
  static const std::array<std::string, 2> files{
      written_by([](const std::string& path) { write_foreign(path, false); }),
      written_by([](const std::string& path) { write_foreign(path, true); })};
  return files.at(latest ? 1 : 0);
}

void read_all(const std::string& path) {
  const H5File file = H5File::open(path);
  for (const std::string& name : file.children("/data")) {
    const std::string dataset = "/data/" + name;
    refusing([&] {
      const H5Shape shape = file.shape(dataset);
      if (shape.type == H5Class::text)
        (void)file.read_texts(dataset, {0, shape.rows()});
      else
        (void)file.read<double>(dataset);
    });
    refusing([&] { (void)file.read<std::int64_t>(dataset); });
  }
  (void)file.text_attribute("/data", "about");
}

}  // namespace

std::vector<std::string> seeds() {
  std::vector<std::string> all;
  for (const bool latest : {false, true}) {
    const std::string choice(1, latest ? '\1' : '\0');
    all.push_back(choice);
    const auto size = static_cast<std::uint32_t>(good_file(latest).size());
    for (std::uint32_t at = 0; at < size; at += 31)
      all.push_back(choice + change(at, static_cast<std::uint8_t>(at % 8), at * 2654435761U));
  }
  return all;
}

void take(std::string_view input) {
  if (input.empty()) return;
  static const MemoryFile file;
  file.set(changed(good_file(input[0] % 2 != 0), input.substr(1)));
  refusing([&] { read_all(file.path()); });
  refusing([&] {
    (void)table_from_columns(
        world(), read_triplets(world(), file.path(), {"/data/user", "/data/book", "/data/rating"}), {},
        file.path());
  });
  refusing([&] {
    (void)table_from_columns(
        world(), read_triplets(world(), file.path(), {"/data/word", "/data/user", "/data/rating"}), {},
        file.path());
  });
}

}  // namespace crucible::fuzz
