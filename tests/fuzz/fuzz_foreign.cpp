// The hardened opening of HDF5 files that are not ours, with changes anywhere in them.
//
// The first byte of an input chooses the file: lists or a sparse matrix, each in an old and in the latest
// version of HDF5's format. Changes follow.
#include "crucible/hdf5/h5_file.hpp"
#include "crucible/store/sparse_source.hpp"
#include "crucible/store/triplet_store.hpp"
#include "crucible/text/triplet_columns.hpp"
#include "harness.hpp"

#include <array>
#include <cstddef>

#include <hdf5.h>

namespace crucible::fuzz {

namespace {

constexpr hsize_t rows = 24;

void dataset(hid_t file, const char* name, hid_t type, hid_t list, const void* values, hsize_t count = rows) {
  const hid_t space = H5Screate_simple(1, &count, nullptr);
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

hid_t create(const std::string& path, bool latest) {
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  if (latest) H5Pset_libver_bounds(access, H5F_LIBVER_LATEST, H5F_LIBVER_LATEST);
  const hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access);
  H5Pclose(access);
  return file;
}

hid_t scale_offset() {
  const hid_t list = H5Pcreate(H5P_DATASET_CREATE);
  const hsize_t chunk = 10;
  H5Pset_chunk(list, 1, &chunk);
  H5Pset_scaleoffset(list, H5Z_SO_INT, H5Z_SO_INT_MINBITS_DEFAULT);
  return list;
}

/// Rows of a table, as h5py and PyTables write them.
struct TableRow {
  std::int32_t user;
  std::array<char, 4> item;
  float rating;
};

void write_table(hid_t file) {
  const hid_t code = H5Tcopy(H5T_C_S1);
  H5Tset_size(code, 4);
  const hid_t type = H5Tcreate(H5T_COMPOUND, sizeof(TableRow));
  H5Tinsert(type, "user", offsetof(TableRow, user), H5T_NATIVE_INT32);
  H5Tinsert(type, "item", offsetof(TableRow, item), code);
  H5Tinsert(type, "rating", offsetof(TableRow, rating), H5T_NATIVE_FLOAT);
  std::array<TableRow, rows> values{};
  for (std::size_t i = 0; i < rows; ++i)
    values[i] = {static_cast<std::int32_t>(i / 3), {'b', static_cast<char>('a' + i), '\0', '\0'}, 3.5F};
  dataset(file, "table", type, H5P_DEFAULT, values.data());
  H5Tclose(type);
  H5Tclose(code);
}

void attribute(hid_t object, const char* name, hid_t type, hsize_t count, const void* values) {
  const hid_t space = H5Screate_simple(1, &count, nullptr);
  const hid_t made = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
  H5Awrite(made, type, values);
  H5Aclose(made);
  H5Sclose(space);
}

constexpr std::array<const char*, 4> sparse_groups{"/scipy", "/csr", "/csc", "/matlab"};

/// A (6 x 8) matrix with four values a row, or its transposed, in a group of each layout.
void write_sparse(const std::string& path, bool latest) {
  const hid_t file = create(path, latest);
  std::array<double, rows> values{};
  std::array<std::int32_t, rows> indices{};
  std::array<std::int64_t, 7> offsets{};
  for (std::size_t i = 0; i < rows; ++i) {
    values[i] = static_cast<double>(1 + i % 5);
    indices[i] = static_cast<std::int32_t>(2 * (i % 4));
  }
  for (std::size_t i = 0; i < offsets.size(); ++i) offsets[i] = static_cast<std::int64_t>(4 * i);
  const std::array<std::int64_t, 2> by_rows{6, 8};
  const std::array<std::int64_t, 2> by_columns{8, 6};
  const hid_t word = H5Tcopy(H5T_C_S1);
  H5Tset_size(word, 10);
  for (const char* name : sparse_groups) {
    const bool matlab = std::string(name) == "/matlab";
    const bool columns = matlab || std::string(name) == "/csc";
    const hid_t group = H5Gcreate2(file, name, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    dataset(group, "data", H5T_NATIVE_DOUBLE, filtered(), values.data());
    dataset(group, matlab ? "ir" : "indices", H5T_NATIVE_INT32, scale_offset(), indices.data());
    dataset(group, matlab ? "jc" : "indptr", H5T_NATIVE_INT64, H5P_DEFAULT, offsets.data(), offsets.size());
    const std::int64_t* shape = columns ? by_columns.data() : by_rows.data();
    if (matlab) {
      attribute(group, "MATLAB_sparse", H5T_NATIVE_INT64, 1, shape);
    } else if (std::string(name) == "/scipy") {
      dataset(group, "shape", H5T_NATIVE_INT64, H5P_DEFAULT, shape, 2);
    } else {
      const hid_t scalar = H5Screate(H5S_SCALAR);
      const hid_t encoding = H5Acreate2(group, "encoding-type", word, scalar, H5P_DEFAULT, H5P_DEFAULT);
      H5Awrite(encoding, word, columns ? "csc_matrix" : "csr_matrix");
      H5Aclose(encoding);
      H5Sclose(scalar);
      attribute(group, "shape", H5T_NATIVE_INT64, 2, shape);
    }
    H5Gclose(group);
  }
  H5Tclose(word);
  H5Fclose(file);
}

void write_foreign(const std::string& path, bool latest) {
  const hid_t file = create(path, latest);
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
  dataset(group, "packed", H5T_NATIVE_INT64, scale_offset(), users.data());
  H5Gclose(group);
  write_table(file);
  H5Fclose(file);
}

constexpr std::size_t file_count = 4;

bool is_sparse(char choice) { return static_cast<unsigned char>(choice) % file_count >= 2; }

const std::string& good_file(char choice) {
  static const std::array<std::string, file_count> files{
      written_by([](const std::string& path) { write_foreign(path, false); }),
      written_by([](const std::string& path) { write_foreign(path, true); }),
      written_by([](const std::string& path) { write_sparse(path, false); }),
      written_by([](const std::string& path) { write_sparse(path, true); })};
  return files.at(static_cast<unsigned char>(choice) % file_count);
}

void import_from(const std::string& path, const std::vector<std::string>& columns) {
  refusing(
      [&] { (void)table_from_columns(world(), read_triplets(world(), path, columns).columns, {}, path); });
}

void read_sparse_groups(const std::string& path) {
  for (const char* name : sparse_groups) {
    refusing([&] {
      const auto group = sparse_group(H5File::open(path), name);
      if (group && group->rows <= 64 && group->columns <= 64)
        (void)read_sparse(world(), path, *group).dense();
    });
    import_from(path, {name});
  }
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
  constexpr std::uint32_t step = 31;
  std::vector<std::string> all;
  for (std::size_t file = 0; file < file_count; ++file) {
    const std::string choice(1, static_cast<char>(file));
    all.push_back(choice);
    const auto size = static_cast<std::uint32_t>(good_file(choice[0]).size());
    for (std::uint32_t at = 0; at < size; at += step)
      all.push_back(choice + change(at, static_cast<std::uint8_t>(at % 8), at * 2654435761U));
  }
  return all;
}

void take(std::string_view input) {
  if (input.empty()) return;
  static const MemoryFile file;
  file.set(changed(good_file(input[0]), input.substr(1)));
  if (is_sparse(input[0])) return read_sparse_groups(file.path());
  refusing([&] { read_all(file.path()); });
  import_from(file.path(), {"/data/user", "/data/book", "/data/rating"});
  import_from(file.path(), {"/data/word", "/data/packed", "/data/rating"});
  import_from(file.path(), {"/table"});
  import_from(file.path(), {"/table/item", "/table/user", "/table/rating"});
}

}  // namespace crucible::fuzz
