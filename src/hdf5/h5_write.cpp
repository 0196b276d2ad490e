#include "crucible/mpi/collective.hpp"
#include "h5_state.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>

#include <xxhash.h>

namespace crucible {

namespace {

/// One piece on the disk, at a place that HDF5 chooses at once. HDF5 does not fill it, because we write every
/// element.
ListHandle in_one_piece() {
  ListHandle list(H5Pcreate(H5P_DATASET_CREATE));
  H5Pset_obj_track_times(list.id(), false);
  H5Pset_layout(list.id(), H5D_CONTIGUOUS);
  H5Pset_alloc_time(list.id(), H5D_ALLOC_TIME_EARLY);
  H5Pset_fill_time(list.id(), H5D_FILL_TIME_NEVER);
  return list;
}

ListHandle with_parents() {
  ListHandle links(H5Pcreate(H5P_LINK_CREATE));
  H5Pset_create_intermediate_group(links.id(), 1);
  return links;
}

std::span<const char> bytes_of(const void* values, std::size_t bytes) {
  return {static_cast<const char*>(values), bytes};
}

}  // namespace

H5File::H5File(std::unique_ptr<State> state) : state_(std::move(state)) {}
H5File::~H5File() = default;
H5File::H5File(H5File&&) noexcept = default;
H5File& H5File::operator=(H5File&&) noexcept = default;

const std::string& H5File::path() const noexcept { return state_->path; }

H5File H5File::create(const Communicator& comm, const std::string& path, std::int64_t user_block) {
  prepare_hdf5();
  std::signal(SIGXFSZ, SIG_IGN);  // at a limit on file sizes, report an error instead of dying silently
  auto state = std::make_unique<State>();
  state->path = path;
  state->comm = &comm;
  on_root(comm, [&] {
    state->values.emplace(path, PosixFile::Mode::create);
    state->target.file = &*state->values;
    const ListHandle access = structure_access(state->target);
    const ListHandle creation(H5Pcreate(H5P_FILE_CREATE));
    H5Pset_libver_bounds(access.id(), H5F_LIBVER_V110, H5F_LIBVER_V110);  // checksummed metadata
    H5Pset_userblock(creation.id(), static_cast<hsize_t>(user_block));
    state->file = FileHandle(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation.id(), access.id()));
    state->check_structure(state->file.valid(), "the head");
  });
  on_every_rank(comm, [&] {
    if (!comm.is_root()) state->values.emplace(path, PosixFile::Mode::update);
  });
  return H5File(std::move(state));
}

void H5File::close() {
  if (state_->comm == nullptr) {
    state_->file.reset();
    return;
  }
  on_root(*state_->comm, [&] {
    const bool closed = state_->file.reset();
    state_->check_structure(closed, "the structure");
  });
  on_every_rank(*state_->comm, [&] {
    state_->values->flush_to_device();
    state_->values->forget_cached();
    state_->values->close();
  });
  state_->verify_written();
}

void H5File::create_group(const std::string& group, const std::string& description) {
  on_root(*state_->comm, [&] {
    const ListHandle links = with_parents();
    const GroupHandle handle(
        H5Gcreate2(state_->file.id(), group.c_str(), links.id(), H5P_DEFAULT, H5P_DEFAULT));
    state_->check_structure(handle.valid(), "group " + group);
  });
  write_attribute(group, "description", description);
}

std::int64_t H5File::State::lay_out(const std::string& dataset, hid_t type, std::int64_t rows,
                                    std::int64_t columns) {
  std::int64_t place = 0;
  on_root(*comm, [&] {
    const std::array<hsize_t, 2> dims{static_cast<hsize_t>(rows), static_cast<hsize_t>(columns)};
    const SpaceHandle space(H5Screate_simple(columns > 0 ? 2 : 1, dims.data(), nullptr));
    const ListHandle links = with_parents();
    const ListHandle list = in_one_piece();
    const DatasetHandle handle(
        H5Dcreate2(file.id(), dataset.c_str(), type, space.id(), links.id(), list.id(), H5P_DEFAULT));
    check_structure(handle.valid(), "dataset " + dataset);
    if (rows == 0) return;
    const haddr_t address = H5Dget_offset(handle.id());
    check_structure(address != HADDR_UNDEF, "dataset " + dataset);
    place = narrow<std::int64_t>(address);
    laid_out.emplace_back(dataset, place);
  });
  return comm->broadcast_value(place);
}

void H5File::State::check_structure(bool good, const std::string& what) const {
  if (!target.error.empty()) throw Error(ErrorKind::io, target.error);
  if (!good) throw IoError(path, what + " cannot be written: " + hdf5_reason());
}

void H5File::State::put(const std::string& dataset, std::int64_t offset, std::span<const char> bytes) {
  if (bytes.empty()) return;
  values->write_at(offset, bytes);
  written.push_back(
      {dataset, offset, narrow<std::int64_t>(bytes.size()), XXH3_64bits(bytes.data(), bytes.size())});
}

template <H5Scalar T>
void H5File::write(const std::string& dataset, std::int64_t total_rows, std::int64_t columns, IndexRange rows,
                   std::span<const T> values, const std::string& description) {
  const std::int64_t width = std::max<std::int64_t>(columns, 1);
  require(narrow<std::int64_t>(values.size()) == rows.size() * width, "write: buffer size");
  const std::int64_t place = state_->lay_out(dataset, native_type<T>(), total_rows, columns);
  const std::int64_t row_bytes = width * narrow<std::int64_t>(sizeof(T));
  on_every_rank(*state_->comm, [&] {
    state_->put(dataset, place + rows.begin * row_bytes, bytes_of(values.data(), values.size_bytes()));
  });
  write_attribute(dataset, "description", description);
}

template void H5File::write(const std::string&, std::int64_t, std::int64_t, IndexRange,
                            std::span<const std::uint8_t>, const std::string&);
template void H5File::write(const std::string&, std::int64_t, std::int64_t, IndexRange,
                            std::span<const std::int32_t>, const std::string&);
template void H5File::write(const std::string&, std::int64_t, std::int64_t, IndexRange,
                            std::span<const std::int64_t>, const std::string&);
template void H5File::write(const std::string&, std::int64_t, std::int64_t, IndexRange,
                            std::span<const std::uint64_t>, const std::string&);
template void H5File::write(const std::string&, std::int64_t, std::int64_t, IndexRange,
                            std::span<const float>, const std::string&);
template void H5File::write(const std::string&, std::int64_t, std::int64_t, IndexRange,
                            std::span<const double>, const std::string&);

void H5File::write_texts(const std::string& dataset, std::int64_t total_rows, IndexRange rows,
                         std::span<const std::string> texts, const std::string& description) {
  require(narrow<std::int64_t>(texts.size()) == rows.size(), "write_texts: number of texts");
  std::int64_t width = 1;
  for (const std::string& text : texts) width = std::max(width, narrow<std::int64_t>(text.size()));
  width = state_->comm->max_value(width);
  const TypeHandle type(H5Tcopy(H5T_C_S1));
  H5Tset_size(type.id(), static_cast<std::size_t>(width));
  H5Tset_strpad(type.id(), H5T_STR_NULLPAD);
  H5Tset_cset(type.id(), H5T_CSET_UTF8);
  const std::int64_t place = state_->lay_out(dataset, type.id(), total_rows, 0);
  on_every_rank(*state_->comm, [&] {
    std::vector<char> buffer(static_cast<std::size_t>(width) * texts.size(), '\0');
    for (std::size_t i = 0; i < texts.size(); ++i)
      std::memcpy(buffer.data() + i * static_cast<std::size_t>(width), texts[i].data(), texts[i].size());
    state_->put(dataset, place + rows.begin * width, buffer);
  });
  write_attribute(dataset, "description", description);
}

void H5File::write_scalar(const std::string& dataset, double value, const std::string& description) {
  const IndexRange rows{0, state_->comm->is_root() ? 1 : 0};
  write(dataset, 1, 0, rows, std::span<const double>(&value, static_cast<std::size_t>(rows.size())),
        description);
}

}  // namespace crucible
