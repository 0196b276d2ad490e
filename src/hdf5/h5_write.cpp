#include <algorithm>
#include <array>
#include <cstring>
#include <exception>

#include "crucible/mpi/collective.hpp"
#include "h5_state.hpp"

namespace crucible {

namespace {

/// A chunk holds about this many bytes: large enough for one seek each, small enough to be read for a slice.
constexpr std::int64_t chunk_bytes = std::int64_t{1} << 20U;
/// One collective write moves at most this many bytes of a rank: MPI-IO counts in 32 bits.
constexpr std::int64_t piece_bytes = std::int64_t{1} << 28U;

ListHandle chunked(std::int64_t rows, std::int64_t columns, std::size_t element_bytes) {
  ListHandle list(H5Pcreate(H5P_DATASET_CREATE));
  H5Pset_obj_track_times(list.id(), false);
  if (rows == 0) return list;
  const std::int64_t row_bytes = narrow<std::int64_t>(element_bytes) * std::max<std::int64_t>(columns, 1);
  const std::int64_t chunk_rows = std::clamp<std::int64_t>(chunk_bytes / row_bytes, 1, rows);
  const std::array<hsize_t, 2> chunk{static_cast<hsize_t>(chunk_rows), static_cast<hsize_t>(columns)};
  H5Pset_chunk(list.id(), columns > 0 ? 2 : 1, chunk.data());
  H5Pset_fletcher32(list.id());
  // No fill: every element is written, and writing the fill first would double the traffic.
  H5Pset_fill_time(list.id(), H5D_FILL_TIME_NEVER);
  return list;
}

DatasetHandle create_dataset(hid_t file, const std::string& name, hid_t type, std::int64_t rows,
                             std::int64_t columns) {
  const std::array<hsize_t, 2> dims{static_cast<hsize_t>(rows), static_cast<hsize_t>(columns)};
  const SpaceHandle space(H5Screate_simple(columns > 0 ? 2 : 1, dims.data(), nullptr));
  const ListHandle links(H5Pcreate(H5P_LINK_CREATE));
  H5Pset_create_intermediate_group(links.id(), 1);
  const ListHandle list = chunked(rows, columns, H5Tget_size(type));
  return DatasetHandle(H5Dcreate2(file, name.c_str(), type, space.id(), links.id(), list.id(), H5P_DEFAULT));
}

/// One collective write of rows [rows.begin, rows.end); true where it went well on this rank.
bool write_piece(hid_t dataset, hid_t type, IndexRange rows, std::int64_t columns, const void* values) {
  const SpaceHandle file_space(H5Dget_space(dataset));
  const std::array<hsize_t, 2> start{static_cast<hsize_t>(rows.begin), 0};
  const std::array<hsize_t, 2> count{static_cast<hsize_t>(rows.size()), static_cast<hsize_t>(columns)};
  const hsize_t elements = count[0] * static_cast<hsize_t>(std::max<std::int64_t>(columns, 1));
  const SpaceHandle memory_space(H5Screate_simple(1, &elements, nullptr));
  if (rows.empty()) {
    H5Sselect_none(file_space.id());
    H5Sselect_none(memory_space.id());
  } else {
    H5Sselect_hyperslab(file_space.id(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr);
  }
  const ListHandle transfer(H5Pcreate(H5P_DATASET_XFER));
  H5Pset_dxpl_mpio(transfer.id(), H5FD_MPIO_COLLECTIVE);
  return H5Dwrite(dataset, type, memory_space.id(), file_space.id(), transfer.id(), values) >= 0;
}

}  // namespace

H5File::H5File(std::unique_ptr<State> state) : state_(std::move(state)) {}
H5File::~H5File() {
  // Closing a file that is being written is collective. While an exception unwinds the other ranks may be anywhere:
  // the handle is left alone then (the file is a temporary one and about to be removed).
  if (state_ && state_->comm != nullptr && std::uncaught_exceptions() > 0) (void)state_->file.release();
}
H5File::H5File(H5File&&) noexcept = default;
H5File& H5File::operator=(H5File&&) noexcept = default;

const std::string& H5File::path() const noexcept { return state_->path; }

H5File H5File::create(const Communicator& comm, const std::string& path, std::int64_t user_block) {
  prepare_hdf5();
  const ListHandle access(H5Pcreate(H5P_FILE_ACCESS));
  const ListHandle creation(H5Pcreate(H5P_FILE_CREATE));
  H5Pset_fapl_mpio(access.id(), comm.native(), MPI_INFO_NULL);
  H5Pset_fclose_degree(access.id(), H5F_CLOSE_STRONG);
  H5Pset_libver_bounds(access.id(), H5F_LIBVER_V110, H5F_LIBVER_V110);  // checksummed metadata
  H5Pset_userblock(creation.id(), static_cast<hsize_t>(user_block));
  auto state = std::make_unique<State>();
  state->path = path;
  state->comm = &comm;
  state->file = FileHandle(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation.id(), access.id()));
  on_every_rank(comm, [&] {
    if (!state->file.valid()) throw IoError(path, "cannot be created: " + hdf5_reason());
  });
  return H5File(std::move(state));
}

void H5File::close() {
  const bool closed = state_->file.reset();
  if (state_->comm == nullptr) return;
  on_every_rank(*state_->comm, [&] {
    if (!closed) throw IoError(state_->path, "cannot be written out: " + hdf5_reason());
  });
}

void H5File::create_group(const std::string& group, const std::string& description) {
  const ListHandle links(H5Pcreate(H5P_LINK_CREATE));
  H5Pset_create_intermediate_group(links.id(), 1);
  const GroupHandle handle(H5Gcreate2(state_->file.id(), group.c_str(), links.id(), H5P_DEFAULT, H5P_DEFAULT));
  on_every_rank(*state_->comm, [&] {
    if (!handle.valid()) throw IoError(state_->path, "group " + group + " cannot be made: " + hdf5_reason());
  });
  write_attribute(group, "description", description);
}

template <H5Scalar T>
void H5File::write(const std::string& dataset, std::int64_t total_rows, std::int64_t columns, IndexRange rows,
                   std::span<const T> values, const std::string& description) {
  const std::int64_t width = std::max<std::int64_t>(columns, 1);
  require(narrow<std::int64_t>(values.size()) == rows.size() * width, "write: buffer size");
  const DatasetHandle handle = create_dataset(state_->file.id(), dataset, native_type<T>(), total_rows, columns);
  bool good = handle.valid();
  if (good && total_rows > 0) {
    const std::int64_t piece = std::max<std::int64_t>(1, piece_bytes / (width * narrow<std::int64_t>(sizeof(T))));
    const std::int64_t pieces = state_->comm->max_value((rows.size() + piece - 1) / piece);
    for (std::int64_t i = 0; i < pieces; ++i) {
      const IndexRange part{std::min(rows.end, rows.begin + i * piece), std::min(rows.end, rows.begin + (i + 1) * piece)};
      good = write_piece(handle.id(), native_type<T>(), part, columns,
                         values.data() + (part.begin - rows.begin) * width) && good;
    }
  }
  on_every_rank(*state_->comm, [&] {
    if (!good) throw IoError(state_->path, "dataset " + dataset + " cannot be written: " + hdf5_reason());
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
template void H5File::write(const std::string&, std::int64_t, std::int64_t, IndexRange, std::span<const float>,
                            const std::string&);
template void H5File::write(const std::string&, std::int64_t, std::int64_t, IndexRange, std::span<const double>,
                            const std::string&);

void H5File::write_texts(const std::string& dataset, std::int64_t total_rows, IndexRange rows,
                         std::span<const std::string> texts, const std::string& description) {
  std::int64_t width = 1;
  for (const std::string& text : texts) width = std::max(width, narrow<std::int64_t>(text.size()));
  width = state_->comm->max_value(width);
  std::vector<char> buffer(static_cast<std::size_t>(width) * texts.size(), '\0');
  for (std::size_t i = 0; i < texts.size(); ++i)
    std::memcpy(buffer.data() + i * static_cast<std::size_t>(width), texts[i].data(), texts[i].size());
  const TypeHandle type(H5Tcopy(H5T_C_S1));
  H5Tset_size(type.id(), static_cast<std::size_t>(width));
  H5Tset_strpad(type.id(), H5T_STR_NULLPAD);
  H5Tset_cset(type.id(), H5T_CSET_UTF8);
  const DatasetHandle handle = create_dataset(state_->file.id(), dataset, type.id(), total_rows, 0);
  bool good = handle.valid();
  if (good && total_rows > 0) good = write_piece(handle.id(), type.id(), rows, 0, buffer.data());
  on_every_rank(*state_->comm, [&] {
    if (!good) throw IoError(state_->path, "dataset " + dataset + " cannot be written: " + hdf5_reason());
  });
  write_attribute(dataset, "description", description);
}

void H5File::write_scalar(const std::string& dataset, double value, const std::string& description) {
  const IndexRange rows{0, state_->comm->is_root() ? 1 : 0};
  write(dataset, 1, 0, rows, std::span<const double>(&value, static_cast<std::size_t>(rows.size())), description);
}

}  // namespace crucible
