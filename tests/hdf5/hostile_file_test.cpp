// Files that mean harm, made with plain HDF5: each is refused with a message that says what is wrong.
#include "crucible/hdf5/h5_file.hpp"
#include "crucible/mpi/collective.hpp"
#include "scratch_folder.hpp"
#include "world.hpp"

#include <array>
#include <cstdio>
#include <functional>
#include <limits>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>
#include <hdf5.h>
#include <unistd.h>

namespace crucible {
namespace {

using testing::ScratchFolder;
using testing::world;

/// Dataset `name` of `type`; values are written where given.
void dataset(hid_t file, const char* name, hid_t type, const std::vector<hsize_t>& dims,
             hid_t list = H5P_DEFAULT, const void* values = nullptr) {
  const hid_t space = dims.empty() ? H5Screate(H5S_SCALAR)
                                   : H5Screate_simple(static_cast<int>(dims.size()), dims.data(), nullptr);
  const hid_t data = H5Dcreate2(file, name, type, space, H5P_DEFAULT, list, H5P_DEFAULT);
  ASSERT_GE(data, 0) << name;
  if (values != nullptr) {
    ASSERT_GE(H5Dwrite(data, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), 0) << name;
  }
  H5Dclose(data);
  H5Sclose(space);
}

void attribute(hid_t file, const char* name, hid_t type, const std::vector<hsize_t>& dims,
               const void* value) {
  const hid_t space = dims.empty() ? H5Screate(H5S_SCALAR)
                                   : H5Screate_simple(static_cast<int>(dims.size()), dims.data(), nullptr);
  const hid_t made = H5Acreate2(file, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
  ASSERT_GE(made, 0) << name;
  H5Awrite(made, type, value);
  H5Aclose(made);
  H5Sclose(space);
}

hid_t chunked(const std::vector<hsize_t>& chunk) {
  const hid_t list = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_chunk(list, static_cast<int>(chunk.size()), chunk.data());
  return list;
}

hid_t external_storage() {
  const hid_t list = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_external(list, "/etc/passwd", 0, 80);
  return list;
}

hid_t virtual_storage() {
  const hid_t list = H5Pcreate(H5P_DATASET_CREATE);
  const hsize_t ten = 10;
  const hid_t space = H5Screate_simple(1, &ten, nullptr);
  H5Pset_virtual(list, space, "/etc/other.h5", "x", space);
  H5Sclose(space);
  return list;
}

/// A chunk list with a filter that nobody has; it is optional, so that HDF5 writes without it.
hid_t unknown_filter() {
  const hid_t list = chunked({10});
  H5Pset_filter(list, 40000, H5Z_FLAG_OPTIONAL, 0, nullptr);
  return list;
}

hid_t library_filter(herr_t (*set)(hid_t)) {
  const hid_t list = chunked({10});
  set(list);
  return list;
}

hid_t compressed(const std::vector<hsize_t>& chunk) {
  const hid_t list = chunked(chunk);
  H5Pset_deflate(list, 9);
  return list;
}

/// A link of a class that is not HDF5's own.
void user_link(hid_t file) {
  H5L_class_t kind{};
  kind.version = H5L_LINK_CLASS_T_VERS;
  kind.id = static_cast<H5L_type_t>(100);
  kind.comment = "user";
  kind.trav_func = [](const char*, hid_t group, const void*, size_t, hid_t, hid_t) -> hid_t {
    return H5Oopen(group, "/y", H5P_DEFAULT);
  };
  H5Lregister(&kind);
  dataset(file, "y", H5T_NATIVE_DOUBLE, {10});
  H5Lcreate_ud(file, "x", static_cast<H5L_type_t>(100), nullptr, 0, H5P_DEFAULT, H5P_DEFAULT);
}

hid_t compound() {
  const hid_t type = H5Tcreate(H5T_COMPOUND, 16);
  H5Tinsert(type, "a", 0, H5T_NATIVE_DOUBLE);
  H5Tinsert(type, "b", 8, H5T_NATIVE_INT64);
  return type;
}

hid_t array_type() {
  const hsize_t four = 4;
  return H5Tarray_create2(H5T_NATIVE_DOUBLE, 1, &four);
}

hid_t truth_value() {
  const hid_t type = H5Tenum_create(H5T_NATIVE_INT8);
  const std::int8_t no = 0;
  H5Tenum_insert(type, "no", &no);
  return type;
}

hid_t wide_integer() {
  const hid_t type = H5Tcopy(H5T_NATIVE_INT64);
  H5Tset_size(type, 1000);
  return type;
}

hid_t text_of(std::size_t size) {
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, size);
  return type;
}

using Make = std::function<void(hid_t)>;
using Read = std::function<void(const H5File&)>;

struct HostileCase {
  const char* name;
  Make make;
  Read read;
  const char* refusal;  ///< part of the message
};

const Read shape = [](const H5File& file) { (void)file.shape("x"); };
const Read reals = [](const H5File& file) { (void)file.read<double>("x", {0, 10}); };
const Read integers = [](const H5File& file) { (void)file.read<std::int64_t>("x"); };
const Read bytes = [](const H5File& file) { (void)file.read<std::uint8_t>("x"); };
const Read texts = [](const H5File& file) { (void)file.read_texts("x", {0, 10}); };
const Read number = [](const H5File& file) { (void)file.int_attribute("/", "x"); };
const Read word = [](const H5File& file) { (void)file.text_attribute("/", "x"); };

Make with_type(hid_t (*type)()) {
  return [type](hid_t file) { dataset(file, "x", type(), {10}); };
}

Make with_list(hid_t (*list)()) {
  return [list](hid_t file) { dataset(file, "x", H5T_NATIVE_DOUBLE, {10}, list()); };
}

template <typename T>
Make with_value(hid_t type, T value) {
  return [type, value](hid_t file) {
    std::vector<T> values(10, T{1});
    values[7] = value;
    dataset(file, "x", type, {10}, H5P_DEFAULT, values.data());
  };
}

std::vector<HostileCase> hostile_cases() {
  const auto huge = std::numeric_limits<std::uint64_t>::max() - 5;
  return {
      {"nothing", [](hid_t) {}, shape, "is missing"},
      {"a group", [](hid_t f) { H5Gclose(H5Gcreate2(f, "x", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT)); }, shape,
       "is not a dataset"},
      {"a named type", [](hid_t f) { H5Tcommit2(f, "x", compound(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT); },
       shape, "is not a dataset"},
      {"soft link",
       [](hid_t f) {
         dataset(f, "y", H5T_NATIVE_DOUBLE, {10});
         H5Lcreate_soft("/y", f, "x", H5P_DEFAULT, H5P_DEFAULT);
       },
       shape, "link"},
      {"dangling soft link", [](hid_t f) { H5Lcreate_soft("/y", f, "x", H5P_DEFAULT, H5P_DEFAULT); }, shape,
       "link"},
      {"soft link to itself", [](hid_t f) { H5Lcreate_soft("/x", f, "x", H5P_DEFAULT, H5P_DEFAULT); }, shape,
       "link"},
      {"external link",
       [](hid_t f) { H5Lcreate_external("/etc/o.h5", "/x", f, "x", H5P_DEFAULT, H5P_DEFAULT); }, shape,
       "link"},
      {"user-defined link", user_link, shape, "link"},
      {"external storage", with_list(external_storage), reals, "another file"},
      {"virtual storage", with_list(virtual_storage), reals, "virtual"},
      {"unknown filter", with_list(unknown_filter), reals, "filter 40000 is not accepted"},
      {"n-bit filter", [](hid_t f) { dataset(f, "x", H5T_NATIVE_DOUBLE, {10}, library_filter(H5Pset_nbit)); },
       reals, "filter 5 is not accepted"},
      {"size bomb",
       [](hid_t f) { dataset(f, "x", H5T_NATIVE_DOUBLE, {hsize_t{100} << 30U}, chunked({1024})); }, shape,
       "stores only"},
      {"size bomb without chunks", [](hid_t f) { dataset(f, "x", H5T_NATIVE_DOUBLE, {hsize_t{100} << 30U}); },
       shape, "stores only"},
      {"compressed size bomb",
       [](hid_t f) { dataset(f, "x", H5T_NATIVE_DOUBLE, {hsize_t{1} << 40U}, compressed({1024})); }, shape,
       "stores only"},
      {"product of the extents overflows",
       [](hid_t f) {
         dataset(f, "x", H5T_NATIVE_DOUBLE, {hsize_t{1} << 40U, hsize_t{1} << 40U}, chunked({1, 1}));
       },
       shape, "64 bits"},
      {"chunk of almost 4 GiB",
       [](hid_t f) {
         const hsize_t one = 1;
         const hsize_t unlimited = H5S_UNLIMITED;
         const hid_t space = H5Screate_simple(1, &one, &unlimited);
         H5Dclose(H5Dcreate2(f, "x", H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, compressed({500'000'000}),
                             H5P_DEFAULT));
         H5Sclose(space);
       },
       shape, "chunks of more than"},
      {"three dimensions",
       [](hid_t f) {
         dataset(f, "x", H5T_NATIVE_DOUBLE, {2, 2, 2});
       },
       shape, "3 dimensions"},
      {"no dimension, as a list", [](hid_t f) { dataset(f, "x", H5T_NATIVE_DOUBLE, {}); }, reals, "smaller"},
      {"no values at all",
       [](hid_t f) {
         const hid_t space = H5Screate(H5S_NULL);
         H5Dclose(H5Dcreate2(f, "x", H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
         H5Sclose(space);
       },
       shape, "no values"},
      {"fewer rows than asked for", [](hid_t f) { dataset(f, "x", H5T_NATIVE_DOUBLE, {3}); }, reals,
       "smaller"},
      {"compound", with_type(compound), reals, "does not hold numbers"},
      {"array", with_type(array_type), reals, "does not hold numbers"},
      {"enumeration", with_type(truth_value), integers, "does not hold numbers"},
      {"object reference", [](hid_t f) { dataset(f, "x", H5T_STD_REF_OBJ, {10}); }, integers,
       "does not hold numbers"},
      {"opaque", [](hid_t f) { dataset(f, "x", H5Tcreate(H5T_OPAQUE, 8), {10}); }, reals,
       "does not hold numbers"},
      {"lists of numbers", [](hid_t f) { dataset(f, "x", H5Tvlen_create(H5T_NATIVE_DOUBLE), {10}); }, reals,
       "does not hold numbers"},
      {"text as numbers", [](hid_t f) { dataset(f, "x", text_of(8), {10}); }, reals, "does not hold numbers"},
      {"numbers as text", [](hid_t f) { dataset(f, "x", H5T_NATIVE_DOUBLE, {10}); }, texts,
       "not a list of texts"},
      {"reals as integers", [](hid_t f) { dataset(f, "x", H5T_NATIVE_DOUBLE, {10}); }, integers,
       "does not hold integers"},
      {"integers of 8000 bits", with_type(wide_integer), integers, "8000 bits"},
      {"wider integers", [](hid_t f) { dataset(f, "x", H5T_NATIVE_INT32, {10}); }, bytes, "32-bit integers"},
      {"unsigned above 2^63", with_value(H5T_NATIVE_UINT64, huge), integers, "too large"},
      {"negative for unsigned", with_value(H5T_NATIVE_INT8, std::int8_t{-1}), bytes, "negative"},
      {"text of two dimensions",
       [](hid_t f) {
         dataset(f, "x", text_of(8), {10, 2});
       },
       texts, "not a list of texts"},
      {"attribute that is missing", [](hid_t) {}, number, "is missing"},
      {"attribute with two values",
       [](hid_t f) {
         const std::array<std::int64_t, 2> two{1, 2};
         attribute(f, "x", H5T_NATIVE_INT64, {2}, two.data());
       },
       number, "single value"},
      {"attribute of another type",
       [](hid_t f) {
         const double half = 0.5;
         attribute(f, "x", H5T_NATIVE_DOUBLE, {}, &half);
       },
       number, "wrong type"},
      {"attribute above 2^63", [huge](hid_t f) { attribute(f, "x", H5T_NATIVE_UINT64, {}, &huge); }, number,
       "too large"},
      {"compound attribute",
       [](hid_t f) {
         const std::array<std::int64_t, 2> two{1, 2};
         attribute(f, "x", compound(), {}, two.data());
       },
       word, "not a text"},
      {"huge attribute",
       [](hid_t f) {
         const std::string text((std::size_t{1} << 24U) + 1, 'a');
         attribute(f, "x", text_of(text.size()), {}, text.data());
       },
       word, "longer than"},
  };
}

class HostileFile : public ::testing::Test {
 protected:
  void make(const Make& write) {
    world().barrier();  // all have read what stood there before
    on_root(world(), [&] {
      const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
      H5Pset_libver_bounds(access, H5F_LIBVER_LATEST, H5F_LIBVER_LATEST);  // attributes above 64 KiB
      H5Pset_fclose_degree(access, H5F_CLOSE_STRONG);
      const hid_t file = H5Fcreate(path_.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access);
      H5Pclose(access);
      write(file);
      H5Fclose(file);
    });
  }

  ScratchFolder folder_{world()};
  std::string path_ = folder_ / "hostile.h5";
};

TEST_F(HostileFile, IsRefusedWithItsReason) {
  int refused = 0;
  for (const HostileCase& hostile : hostile_cases()) {
    make(hostile.make);
    try {
      hostile.read(H5File::open(path_));
      ADD_FAILURE() << hostile.name << " was accepted";
    } catch (const InputError& error) {
      const std::string message = error.what();
      EXPECT_NE(message.find(hostile.refusal), std::string::npos) << hostile.name << ": " << message;
      EXPECT_EQ(message.rfind(path_ + ": ", 0), 0U) << hostile.name << ": " << message;
      ++refused;
    }
  }
  EXPECT_GE(refused, 40);
}

/// What looks odd, and is not harmful.
TEST_F(HostileFile, OddButHarmless) {
  make([](hid_t file) {
    std::vector<const char*> words(10, nullptr);
    words[3] = "word";
    dataset(file, "texts", text_of(H5T_VARIABLE), {10}, H5P_DEFAULT, words.data());
    const std::vector<double> zeros(1'000'000, 0.0);
    dataset(file, "zeros", H5T_NATIVE_DOUBLE, {zeros.size()}, compressed({100'000}), zeros.data());
    std::vector<float> big_endian(10);
    std::iota(big_endian.begin(), big_endian.end(), 0.0F);
    const hid_t stored = H5Dcreate2(file, "big", H5T_IEEE_F64BE,
                                    H5Screate_simple(1, std::array<hsize_t, 1>{10}.data(), nullptr),
                                    H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    H5Dwrite(stored, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, big_endian.data());
    H5Dclose(stored);
    // A group that holds itself.
    const hid_t group = H5Gcreate2(file, "loop", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_hard(file, "/loop", group, "again", H5P_DEFAULT, H5P_DEFAULT);
    dataset(group, "x", H5T_NATIVE_DOUBLE, {2});
    H5Gclose(group);
  });
  const H5File file = H5File::open(path_);
  EXPECT_EQ(file.read_texts("texts", {2, 5}), (std::vector<std::string>{"", "word", ""}));
  EXPECT_EQ(file.read<double>("zeros", {999'990, 1'000'000}), std::vector<double>(10, 0.0));
  EXPECT_EQ(file.read<double>("big", {7, 9}), (std::vector<double>{7, 8}));
  EXPECT_EQ(file.shape("/loop/again/again/x").rows(), 2);
  EXPECT_EQ(file.children("/loop"), (std::vector<std::string>{"again", "x"}));
}

/// A small file that names one long text a thousand times, made by copying its reference in the file.
TEST_F(HostileFile, TextBomb) {
  constexpr std::size_t length = std::size_t{1} << 20U;
  constexpr std::size_t count = 1000;
  make([](hid_t file) {
    const std::string text(length, 't');
    std::vector<const char*> words(count, "");
    words[0] = text.c_str();
    dataset(file, "x", text_of(H5T_VARIABLE), {count}, H5P_DEFAULT, words.data());
  });
  world().barrier();
  on_root(world(), [&] {
    const hid_t file = H5Fopen(path_.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    const hid_t data = H5Dopen2(file, "x", H5P_DEFAULT);
    const auto place = static_cast<long>(H5Dget_offset(data));
    H5Dclose(data);
    H5Fclose(file);
    // 16 bytes each: length, address of the heap, index in it.
    std::FILE* raw = std::fopen(path_.c_str(), "r+b");
    std::array<char, 16> reference{};
    std::fseek(raw, place, SEEK_SET);
    ASSERT_EQ(std::fread(reference.data(), 1, reference.size(), raw), reference.size());
    std::fseek(raw, place, SEEK_SET);
    for (std::size_t i = 0; i < count; ++i) std::fwrite(reference.data(), 1, reference.size(), raw);
    std::fclose(raw);
  });
  const H5File file = H5File::open(path_);
  EXPECT_EQ(file.read_texts("x", {5, 6}).at(0).size(), length);
  try {
    (void)file.read_texts("x", {0, count});
    ADD_FAILURE() << "was accepted";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("more text than the file holds"), std::string::npos)
        << error.what();
  }
}

TEST_F(HostileFile, CutFilesAndOtherFilesAreRefused) {
  make([](hid_t file) {
    const std::vector<double> ones(1000, 1.0);
    dataset(file, "x", H5T_NATIVE_DOUBLE, {1000}, H5P_DEFAULT, ones.data());
  });
  world().barrier();
  on_root(world(), [&] { ASSERT_EQ(::truncate(path_.c_str(), 5000), 0); });
  EXPECT_THROW((void)H5File::open(path_).read<double>("x"), InputError);
  world().barrier();
  on_root(world(), [&] { ASSERT_EQ(::truncate(path_.c_str(), 0), 0); });
  EXPECT_THROW(H5File::open(path_), InputError);
  EXPECT_THROW(H5File::open("/dev/null"), InputError);
  EXPECT_THROW(H5File::open("/proc/self/mem"), Error);
}

}  // namespace
}  // namespace crucible
