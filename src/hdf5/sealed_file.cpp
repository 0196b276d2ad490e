#include "crucible/hdf5/sealed_file.hpp"

#include "crucible/core/narrow.hpp"
#include "crucible/mpi/collective.hpp"
#include "posix_file.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include <xxhash.h>

namespace crucible {

namespace {

// The user block, little-endian: magic (8 bytes), layout version (8), length of the file (8), bytes per slice
// (8), hash of everything after the block (16), hash of the fields before this one (8), zeros up to 4096.
constexpr std::int64_t block_bytes = 4096;
constexpr std::int64_t slice_bytes = std::int64_t{16} << 20U;
constexpr std::array<char, 8> magic{'c', 'r', 'u', 'c', 'i', 'b', 'l', '\x1a'};
constexpr std::uint64_t layout_version = 1;

using Digest = std::array<std::uint64_t, 2>;

struct Header {
  std::array<char, 8> magic{};
  std::uint64_t version = 0;
  std::uint64_t length = 0;
  std::uint64_t slice = 0;
  Digest hash{};
  std::uint64_t header_hash = 0;
};
static_assert(sizeof(Header) == 56 && std::is_trivially_copyable_v<Header>);

std::uint64_t hash_of_fields(const Header& header) {
  return XXH3_64bits(&header, offsetof(Header, header_hash));
}

Digest digest(const void* data, std::size_t bytes) {
  const XXH128_hash_t hash = XXH3_128bits(data, bytes);
  return {hash.low64, hash.high64};
}

/// Collective. Hash of bytes [block_bytes, length) of `path`: the hash of the slices' hashes in order.
Digest tree_hash(const Communicator& comm, const std::string& path, std::int64_t length) {
  const std::int64_t slices = (length - block_bytes + slice_bytes - 1) / slice_bytes;
  const IndexRange mine = even_part(slices, comm.size(), comm.rank());
  const std::vector<Digest> digests = on_every_rank(comm, [&] {
    std::vector<Digest> result;
    if (mine.empty()) return result;
    const PosixFile file(path, PosixFile::Mode::read);
    std::vector<char> buffer;
    for (std::int64_t slice = mine.begin; slice < mine.end; ++slice) {
      const std::int64_t begin = block_bytes + slice * slice_bytes;
      buffer.resize(static_cast<std::size_t>(std::min(slice_bytes, length - begin)));
      file.read_at(begin, buffer);
      result.push_back(digest(buffer.data(), buffer.size()));
    }
    return result;
  });
  const std::vector<Digest> all = comm.concatenate_all(std::span<const Digest>(digests));
  return digest(all.data(), all.size() * sizeof(Digest));
}

std::string hex(const Digest& hash) {
  static constexpr std::array<char, 17> digits{"0123456789abcdef"};
  std::string text;
  for (const std::uint64_t word : {hash[1], hash[0]})
    for (unsigned shift = 64; shift > 0; shift -= 4) text += digits[(word >> (shift - 4)) & 15U];
  return text;
}

/// Local. The header of `path`, checked.
Header read_header(const std::string& path) {
  const PosixFile file(path, PosixFile::Mode::read);
  const std::int64_t size = file.size();
  Header header;
  std::array<char, block_bytes> block{};
  if (size >= block_bytes) {
    file.read_at(0, block);
    std::memcpy(&header, block.data(), sizeof header);
  }
  if (header.magic != magic)
    throw InputError(path,
                     "is not a file that crucible wrote, or its first bytes are damaged; make ratings of a "
                     "text with: crucible import");
  if (header.header_hash != hash_of_fields(header) ||
      std::any_of(block.begin() + sizeof header, block.end(), [](char c) { return c != '\0'; }))
    throw InputError(path, "its seal is damaged; restore the file from a copy");
  if (header.version != layout_version)
    throw InputError(path, "has a seal of version " + std::to_string(header.version) +
                               ", which this program does not know; use a newer one");
  if (header.length != static_cast<std::uint64_t>(size))
    throw InputError(path, "has " + std::to_string(size) + " bytes where its seal says " +
                               std::to_string(header.length) +
                               "; it was cut or appended to: make it again, or restore it from a copy");
  if (header.slice != static_cast<std::uint64_t>(slice_bytes)) throw InputError(path, "its seal is damaged");
  return header;
}

/// Collective. Hashes the closed file, writes its user block, and reads that back.
Seal seal_file(const Communicator& comm, const std::string& path) {
  std::int64_t length = 0;
  on_root(comm, [&] { length = PosixFile(path, PosixFile::Mode::read).size(); });
  length = comm.broadcast_value(length);
  const Digest hash = tree_hash(comm, path, length);
  on_root(comm, [&] {
    Header header{magic, layout_version, static_cast<std::uint64_t>(length), slice_bytes, hash, 0};
    header.header_hash = hash_of_fields(header);
    std::array<char, block_bytes> block{};
    std::memcpy(block.data(), &header, sizeof header);
    const PosixFile file(path, PosixFile::Mode::update);
    file.write_at(0, block);
    file.flush_to_device();
    file.forget_cached();
    if (read_header(path).hash != hash)
      throw IoError(path, "the seal that was read back is not what was written");
  });
  return {length, hex(hash)};
}

/// Throws `error` again, with the final name of the file instead of the temporary one.
[[noreturn]] void throw_about(const std::string& path, const std::string& temporary, const Error& error) {
  std::string message = error.what();
  if (message.starts_with(temporary)) message.replace(0, temporary.size(), path);
  Error renamed(error.kind(), message);
  if (error.on_all_ranks()) renamed.mark_on_all_ranks();
  throw renamed;
}

}  // namespace

bool has_seal(const std::string& path) {
  const PosixFile file(path, PosixFile::Mode::read);
  std::array<char, 8> head{};
  if (file.size() < block_bytes) return false;
  file.read_at(0, head);
  return head == magic;
}

Seal check_seal(const Communicator& comm, const std::string& path) {
  Header header;
  on_root(comm, [&] { header = read_header(path); });
  header = comm.broadcast_value(header);
  const auto length = narrow<std::int64_t>(header.length);
  const Digest found = tree_hash(comm, path, length);
  if (found != header.hash) {
    on_every_rank(comm, [&] {
      throw InputError(path,
                       "its content does not match its seal: a part of it was changed after it was written; "
                       "restore the file from a copy");
    });
  }
  return {length, hex(found)};
}

Seal write_sealed(const Communicator& comm, const std::string& path, const std::function<void(H5File&)>& body,
                  const std::string& keep_previous) {
  std::string temporary;
  on_root(comm, [&] { temporary = make_temporary_file(path); });
  temporary = comm.broadcast_text(temporary);
  note_temporary_file(temporary);
  try {
    H5File file = H5File::create(comm, temporary, block_bytes);
    body(file);
    file.close();
    const Seal seal = seal_file(comm, temporary);
    on_root(comm, [&] {
      if (!keep_previous.empty()) keep_as(path, keep_previous);
      rename_durably(temporary, path);
    });
    forget_temporary_file(temporary);
    return seal;
  } catch (const Error& error) {
    remove_temporary_files();
    throw_about(path, temporary, error);
  } catch (...) {
    remove_temporary_files();
    throw;
  }
}

}  // namespace crucible
