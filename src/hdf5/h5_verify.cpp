// Reading back what was written.
#include "crucible/mpi/collective.hpp"
#include "h5_state.hpp"

#include <memory>

#include <xxhash.h>

namespace crucible {

namespace {

constexpr std::int64_t piece_bytes = std::int64_t{4} << 20U;

std::uint64_t hash_in_file(const PosixFile& file, std::int64_t offset, std::int64_t bytes,
                           std::vector<char>& buffer) {
  const std::unique_ptr<XXH3_state_t, XXH_errorcode (*)(XXH3_state_t*)> hash(XXH3_createState(),
                                                                             XXH3_freeState);
  XXH3_64bits_reset(hash.get());
  for (std::int64_t done = 0; done < bytes; done += piece_bytes) {
    buffer.resize(static_cast<std::size_t>(std::min(piece_bytes, bytes - done)));
    file.read_at(offset + done, buffer);
    XXH3_64bits_update(hash.get(), buffer.data(), buffer.size());
  }
  return XXH3_64bits_digest(hash.get());
}

}  // namespace

void H5File::State::check_places() const {
  const ListHandle access = posix_access();
  const FileHandle reread(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.id()));
  if (!reread.valid()) throw IoError(path, "cannot be read back: " + hdf5_reason());
  for (const auto& [name, place] : laid_out) {
    const DatasetHandle dataset(H5Dopen2(reread.id(), name.c_str(), H5P_DEFAULT));
    if (!dataset.valid() || H5Dget_offset(dataset.id()) != static_cast<haddr_t>(place))
      throw IoError(path, "dataset " + name + " is not where it was written: " + hdf5_reason());
  }
}

void H5File::State::verify_written() const {
  on_every_rank(*comm, [&] {
    const PosixFile reread(path, PosixFile::Mode::read);
    std::vector<char> buffer;
    for (const WrittenPart& part : written)
      if (hash_in_file(reread, part.offset, part.bytes, buffer) != part.hash)
        throw IoError(path, "dataset " + part.dataset + ": what was read back is not what was written");
  });
  on_root(*comm, [&] { check_places(); });
}

}  // namespace crucible
