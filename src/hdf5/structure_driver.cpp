#include "structure_driver.hpp"

#include "crucible/core/narrow.hpp"

#include <algorithm>
#include <exception>
#include <memory>

namespace crucible {

namespace {

/// The file as HDF5 sees it. `base` must come first.
struct StructureFile {
  H5FD_t base{};
  StructureTarget* target = nullptr;
  haddr_t end_of_allocation = 0;
};

StructureFile& mine(H5FD_t* file) { return *reinterpret_cast<StructureFile*>(file); }
const StructureFile& mine(const H5FD_t* file) { return *reinterpret_cast<const StructureFile*>(file); }

/// Runs `work` and notes its failure. Does nothing if something failed before.
template <typename Work>
void noting(StructureTarget& target, Work&& work) noexcept {
  if (!target.error.empty()) return;
  try {
    work();
  } catch (const std::exception& error) {
    target.error = error.what();
  }
}

haddr_t size_of(const StructureTarget& target) { return static_cast<haddr_t>(target.file->size()); }

H5FD_t* open_file(const char*, unsigned, hid_t access, haddr_t) {
  const auto* target = static_cast<StructureTarget* const*>(H5Pget_driver_info(access));
  if (target == nullptr) return nullptr;
  auto file = std::make_unique<StructureFile>();
  file->target = *target;
  return &file.release()->base;
}

herr_t close_file(H5FD_t* file) {
  const std::unique_ptr<StructureFile> gone(&mine(file));
  return 0;
}

int compare(const H5FD_t* a, const H5FD_t* b) {
  return mine(a).target == mine(b).target ? 0 : (mine(a).target < mine(b).target ? -1 : 1);
}

herr_t query(const H5FD_t*, unsigned long* flags) {
  *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA;
  return 0;
}

haddr_t end_of_allocation(const H5FD_t* file, H5FD_mem_t) { return mine(file).end_of_allocation; }

herr_t set_end_of_allocation(H5FD_t* file, H5FD_mem_t, haddr_t address) {
  mine(file).end_of_allocation = address;
  return 0;
}

haddr_t end_of_file(const H5FD_t* file, H5FD_mem_t) {
  haddr_t end = 0;
  noting(*mine(file).target, [&] { end = size_of(*mine(file).target); });
  return end;
}

herr_t read(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t address, size_t bytes, void* buffer) {
  char* to = static_cast<char*>(buffer);
  std::fill_n(to, bytes, '\0');  // beyond the end of the file HDF5 expects zeros
  noting(*mine(file).target, [&] {
    const haddr_t size = size_of(*mine(file).target);
    if (address >= size) return;
    mine(file).target->file->read_at(narrow<std::int64_t>(address),
                                     {to, std::min<size_t>(bytes, size - address)});
  });
  return 0;
}

herr_t write(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t address, size_t bytes, const void* buffer) {
  noting(*mine(file).target, [&] {
    mine(file).target->file->write_at(narrow<std::int64_t>(address),
                                      {static_cast<const char*>(buffer), bytes});
  });
  return 0;
}

herr_t truncate(H5FD_t* file, hid_t, hbool_t) {
  noting(*mine(file).target,
         [&] { mine(file).target->file->grow_to(narrow<std::int64_t>(mine(file).end_of_allocation)); });
  return 0;
}

H5FD_class_t driver_class() {
  H5FD_class_t driver{};
  driver.name = "crucible_structure";
  driver.maxaddr = static_cast<haddr_t>(INT64_MAX);
  driver.fc_degree = H5F_CLOSE_STRONG;
  driver.fapl_size = sizeof(StructureTarget*);
  driver.open = open_file;
  driver.close = close_file;
  driver.cmp = compare;
  driver.query = query;
  driver.get_eoa = end_of_allocation;
  driver.set_eoa = set_end_of_allocation;
  driver.get_eof = end_of_file;
  driver.read = read;
  driver.write = write;
  driver.truncate = truncate;
  std::fill(std::begin(driver.fl_map), std::end(driver.fl_map), H5FD_MEM_DEFAULT);
  return driver;
}

}  // namespace

ListHandle structure_access(StructureTarget& target) {
  static const H5FD_class_t driver = driver_class();
  static const hid_t id = H5FDregister(&driver);
  StructureTarget* const info = &target;
  ListHandle access(H5Pcreate(H5P_FILE_ACCESS));
  H5Pset_driver(access.id(), id, static_cast<const void*>(&info));
  H5Pset_fclose_degree(access.id(), H5F_CLOSE_STRONG);
  return access;
}

}  // namespace crucible
