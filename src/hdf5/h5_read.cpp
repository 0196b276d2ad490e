#include "crucible/mpi/heartbeat.hpp"
#include "h5_state.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <sys/stat.h>

namespace crucible {

namespace {

template <typename T>
void check_convertible(const H5Shape& shape, const std::string& path, const std::string& dataset) {
  const bool to_integer = std::integral<T>;
  const bool from_integer = shape.type == H5Class::integer;
  if (shape.type != H5Class::integer && shape.type != H5Class::real)
    throw InputError(path, "dataset " + dataset + " does not hold numbers");
  if (to_integer && !from_integer) throw InputError(path, "dataset " + dataset + " does not hold integers");
  // HDF5 would silently clip what does not fit, so the target must be at least as wide.
  if (to_integer && from_integer && shape.element_bytes > sizeof(T))
    throw InputError(path, "dataset " + dataset + " has " + std::to_string(8 * shape.element_bytes) +
                               "-bit integers where " + std::to_string(8 * sizeof(T)) +
                               "-bit ones are expected");
}

/// HDF5 calls this if a value does not fit. By default it would silently clip the value.
H5T_conv_ret_t refuse_what_does_not_fit(H5T_conv_except_t what, hid_t, hid_t, void*, void*, void* refused) {
  if (what != H5T_CONV_EXCEPT_RANGE_HI && what != H5T_CONV_EXCEPT_RANGE_LOW) return H5T_CONV_UNHANDLED;
  *static_cast<bool*>(refused) = true;
  return H5T_CONV_ABORT;
}

/// Memory for texts of variable length. The limit is the size of the file, because a small file can refer to
/// the same long text a million times. The destructor frees all of it, because HDF5 loses track of its memory
/// when it fails half way.
class TextMemory {
 public:
  explicit TextMemory(std::size_t bytes) : left_(bytes) {}
  ~TextMemory() {
    while (newest_ != nullptr) std::free(std::exchange(newest_, newest_->older));
  }
  TextMemory(const TextMemory&) = delete;
  TextMemory& operator=(const TextMemory&) = delete;

  bool exhausted() const { return exhausted_; }

  static void* allocate(std::size_t bytes, void* memory) {
    auto& self = *static_cast<TextMemory*>(memory);
    self.exhausted_ = self.exhausted_ || bytes > self.left_;
    if (self.exhausted_) return nullptr;
    auto* block = static_cast<Block*>(std::malloc(sizeof(Block) + bytes));
    if (block == nullptr) return nullptr;
    self.left_ -= bytes;
    block->older = std::exchange(self.newest_, block);
    return block + 1;
  }
  static void release(void*, void*) {}

 private:
  struct alignas(std::max_align_t) Block {
    Block* older;
  };
  std::size_t left_;
  bool exhausted_ = false;
  Block* newest_ = nullptr;
};

SpaceHandle selected(hid_t dataset, const H5Shape& shape, IndexRange rows, IndexRange columns) {
  SpaceHandle space(H5Dget_space(dataset));
  const std::array<hsize_t, 2> start{static_cast<hsize_t>(rows.begin), static_cast<hsize_t>(columns.begin)};
  const std::array<hsize_t, 2> count{static_cast<hsize_t>(rows.size()), static_cast<hsize_t>(columns.size())};
  if (shape.dims.empty()) return space;
  if (H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr) < 0)
    throw LogicError("HDF5 refused a slice: " + hdf5_reason());
  return space;
}

void check_rows(const H5Shape& shape, IndexRange rows, IndexRange columns, const std::string& path,
                const std::string& dataset) {
  if (rows.begin < 0 || rows.end < rows.begin || rows.end > shape.rows() || columns.begin < 0 ||
      columns.end < columns.begin || columns.end > shape.columns())
    throw InputError(path, "dataset " + dataset + " is smaller (" + std::to_string(shape.rows()) + " x " +
                               std::to_string(shape.columns()) + ") than the rest of the file says");
}

std::string without_padding(const char* text, std::size_t width) { return {text, strnlen(text, width)}; }

}  // namespace

ListHandle posix_access() {
  ListHandle access(H5Pcreate(H5P_FILE_ACCESS));
  H5Pset_fapl_sec2(access.id());
  H5Pset_fclose_degree(access.id(), H5F_CLOSE_STRONG);
  H5Pset_file_locking(access.id(), false, true);
  return access;
}

H5File H5File::open(const std::string& path) {
  prepare_hdf5();
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) {
    if (errno == ENOENT) throw InputError(path, "there is no such file");
    throw IoError(path, std::strerror(errno));
  }
  if (!S_ISREG(status.st_mode)) throw InputError(path, "is not a regular file");
  const ListHandle access = posix_access();
  auto state = std::make_unique<State>();
  state->path = path;
  state->file_bytes = status.st_size;
  if (const htri_t known = H5Fis_hdf5(path.c_str()); known <= 0) {
    if (known < 0) throw_unreadable(path, "cannot be read");
    H5Eclear2(H5E_DEFAULT);
    throw InputError(path, "is not an HDF5 file");
  }
  state->file = FileHandle(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.id()));
  if (!state->file.valid()) throw_unreadable(path, "cannot be opened as HDF5");
  return H5File(std::move(state));
}

bool H5File::has(const std::string& object) const {
  const bool there = reachable(state_->file.id(), object);
  H5Eclear2(H5E_DEFAULT);
  return there;
}

std::vector<std::string> H5File::children(const std::string& group) const {
  std::vector<std::string> names;
  if (!has(group)) return names;
  const GroupHandle handle(H5Gopen2(state_->file.id(), group.c_str(), H5P_DEFAULT));
  if (!handle.valid()) throw InputError(state_->path, group + " is not a group");
  const auto visit = [](hid_t, const char* name, const H5L_info_t*, void* data) -> herr_t {
    static_cast<std::vector<std::string>*>(data)->emplace_back(name);
    return 0;
  };
  if (H5Literate(handle.id(), H5_INDEX_NAME, H5_ITER_INC, nullptr, visit, &names) < 0)
    throw InputError(state_->path, "group " + group + " is damaged: " + hdf5_reason());
  return names;
}

bool H5File::is_group(const std::string& object) const {
  H5O_info_t info{};
  const bool group =
      reachable(state_->file.id(), object) &&
      H5Oget_info_by_name2(state_->file.id(), object.c_str(), &info, H5O_INFO_BASIC, H5P_DEFAULT) >= 0 &&
      info.type == H5O_TYPE_GROUP;
  H5Eclear2(H5E_DEFAULT);
  return group;
}

std::vector<std::string> H5File::fields(const std::string& dataset) const {
  const OpenDataset handle = open_dataset(state_->path, state_->file_bytes, state_->file.id(), dataset);
  std::vector<std::string> names;
  const TypeHandle type = handle.type();
  if (H5Tget_class(type.id()) != H5T_COMPOUND) return names;
  const int count = H5Tget_nmembers(type.id());
  for (int i = 0; i < count; ++i) {
    char* const name = H5Tget_member_name(type.id(), static_cast<unsigned>(i));
    if (name != nullptr) names.emplace_back(name);
    H5free_memory(name);
  }
  return names;
}

H5Shape H5File::shape(const std::string& dataset) const {
  const OpenDataset handle = open_dataset(state_->path, state_->file_bytes, state_->file.id(), dataset);
  return shape_of(state_->path, dataset, handle);
}

template <H5Scalar T>
void H5File::read_block(const std::string& dataset, IndexRange rows, IndexRange columns,
                        std::span<T> values) const {
  const OpenDataset handle = open_dataset(state_->path, state_->file_bytes, state_->file.id(), dataset);
  const H5Shape shape = shape_of(state_->path, dataset, handle);
  check_convertible<T>(shape, state_->path, dataset);
  check_rows(shape, rows, columns, state_->path, dataset);
  require(narrow<std::int64_t>(values.size()) == rows.size() * columns.size(), "read_block: buffer size");
  if (values.empty()) return;
  const SpaceHandle from = selected(handle.id(), shape, rows, columns);
  const hsize_t count = values.size();
  const SpaceHandle to(H5Screate_simple(1, &count, nullptr));
  bool misfit = false;
  const Waiting here("reading a file");
  const ListHandle transfer(H5Pcreate(H5P_DATASET_XFER));
  H5Pset_type_conv_cb(transfer.id(), refuse_what_does_not_fit, &misfit);
  const TypeHandle type = handle.in_memory(native_type<T>());
  const bool good = H5Dread(handle.id(), type.id(), to.id(), from.id(), transfer.id(), values.data()) >= 0;
  if (!good && misfit)
    throw InputError(state_->path,
                     "dataset " + dataset + " holds a number that is negative or too large for its purpose");
  if (!good) throw_unreadable(state_->path, "dataset " + dataset + " cannot be read");
}

template void H5File::read_block(const std::string&, IndexRange, IndexRange, std::span<std::uint8_t>) const;
template void H5File::read_block(const std::string&, IndexRange, IndexRange, std::span<std::int32_t>) const;
template void H5File::read_block(const std::string&, IndexRange, IndexRange, std::span<std::int64_t>) const;
template void H5File::read_block(const std::string&, IndexRange, IndexRange, std::span<std::uint64_t>) const;
template void H5File::read_block(const std::string&, IndexRange, IndexRange, std::span<float>) const;
template void H5File::read_block(const std::string&, IndexRange, IndexRange, std::span<double>) const;

std::vector<std::string> H5File::read_texts(const std::string& dataset, IndexRange range) const {
  const OpenDataset handle = open_dataset(state_->path, state_->file_bytes, state_->file.id(), dataset);
  const H5Shape shape = shape_of(state_->path, dataset, handle);
  if (shape.type != H5Class::text || !shape.is_list())
    throw InputError(state_->path, "dataset " + dataset + " is not a list of texts");
  const bool lying = shape.dims.size() == 2 && shape.rows() == 1;
  const IndexRange rows = lying ? IndexRange{0, 1} : range;
  const IndexRange columns = lying ? range : IndexRange{0, 1};
  check_rows(shape, rows, columns, state_->path, dataset);
  std::vector<std::string> texts;
  if (range.empty()) return texts;
  const Waiting here("reading a file");
  texts.reserve(static_cast<std::size_t>(range.size()));
  const TypeHandle stored = handle.type();
  const TypeHandle type = handle.in_memory(stored.id());
  const SpaceHandle from = selected(handle.id(), shape, rows, columns);
  const auto count = static_cast<hsize_t>(range.size());
  const SpaceHandle to(H5Screate_simple(1, &count, nullptr));
  const auto fail = [&] { throw_unreadable(state_->path, "dataset " + dataset + " cannot be read"); };
  if (H5Tis_variable_str(stored.id()) > 0) {
    // A text needs as many bytes as in the file, and one for a final zero that the file may not have.
    TextMemory memory{static_cast<std::size_t>(state_->file_bytes) + count};
    const ListHandle transfer(H5Pcreate(H5P_DATASET_XFER));
    H5Pset_vlen_mem_manager(transfer.id(), TextMemory::allocate, &memory, TextMemory::release, &memory);
    std::vector<char*> pointers(count, nullptr);
    const bool good =
        H5Dread(handle.id(), type.id(), to.id(), from.id(), transfer.id(), pointers.data()) >= 0;
    if (good)
      for (const char* text : pointers) texts.emplace_back(text == nullptr ? "" : text);
    if (memory.exhausted())
      throw InputError(state_->path, "dataset " + dataset + " declares more text than the file holds");
    if (!good) fail();
  } else {
    std::vector<char> buffer(count * shape.element_bytes);
    if (H5Dread(handle.id(), type.id(), to.id(), from.id(), H5P_DEFAULT, buffer.data()) < 0) fail();
    for (hsize_t i = 0; i < count; ++i)
      texts.push_back(without_padding(buffer.data() + i * shape.element_bytes, shape.element_bytes));
  }
  return texts;
}

}  // namespace crucible
