#include "crucible/hdf5/output_lock.hpp"

#include "crucible/mpi/collective.hpp"
#include "crucible/mpi/session.hpp"
#include "posix_file.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace crucible {

namespace {

/// Rank 0 of a job locks byte 0 of the lock file alone. All ranks of the job share a lock on byte 1.
constexpr off_t job_byte = 0;
constexpr off_t rank_byte = 1;
constexpr std::chrono::milliseconds between_tries{200};

/// Sets or tests a lock on one byte. The lock belongs to the open file, not to the process, so closing
/// another descriptor of the same file does not lose it.
int lock(int descriptor, int command, short type, off_t byte, struct flock* answer = nullptr) {
  struct flock wanted {};
  wanted.l_type = type;
  wanted.l_whence = SEEK_SET;
  wanted.l_start = byte;
  wanted.l_len = 1;
  const int result = fcntl(descriptor, command, &wanted);
  if (answer != nullptr) *answer = wanted;
  return result;
}

bool is_still_named(int descriptor, const std::string& path) {
  struct stat open {};
  struct stat named {};
  return fstat(descriptor, &open) == 0 && stat(path.c_str(), &named) == 0 && open.st_ino == named.st_ino &&
         open.st_dev == named.st_dev;
}

int open_lock_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
  if (descriptor < 0) throw IoError(path, std::string("cannot be opened: ") + std::strerror(errno));
  return descriptor;
}

std::string holder_of(const std::string& path) {
  std::array<char, 200> text{};
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  const ssize_t bytes = descriptor < 0 ? -1 : ::read(descriptor, text.data(), text.size());
  if (descriptor >= 0) ::close(descriptor);
  return bytes <= 0 ? "an unknown process" : printable({text.data(), static_cast<std::size_t>(bytes)});
}

}  // namespace

OutputLock::OutputLock(const Communicator& comm, const std::string& path, double patience)
    : path_(path + ".lock"), is_root_(comm.is_root()) {
  // All ranks take part in each try, so that each shows its watchdog that it lives.
  const auto tries = static_cast<std::int64_t>(patience * 1000 / static_cast<double>(between_tries.count()));
  Try outcome = Try::busy;
  for (std::int64_t i = 0; i <= tries && outcome == Try::busy; ++i) {
    if (i > 0) std::this_thread::sleep_for(between_tries);
    on_root(comm, [&] { outcome = try_first(); });
    outcome = comm.broadcast_value(outcome);
  }
  on_root(comm, [&] {
    if (outcome == Try::busy)
      throw IoError(path, "is being written by another job (" + holder_of(path_) +
                              "); wait for its end, or give another output");
  });
  if (outcome == Try::unsupported) return;
  const bool failed = comm.any(!on_every_rank(comm, [&] { return share(), held_; }));
  if (failed) give_up();
  on_root(comm, [&] {
    if (held_) remove_temporary_files_of(path);
  });
}

OutputLock::~OutputLock() {
  if (held_ && is_root_) ::unlink(path_.c_str());
  give_up();
}

void OutputLock::give_up() noexcept {
  held_ = false;
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

OutputLock::Try OutputLock::try_first() {
  give_up();
  descriptor_ = open_lock_file(path_);
  if (lock(descriptor_, F_OFD_SETLK, F_WRLCK, job_byte) != 0) {
    const int reason = errno;
    give_up();
    return reason == EAGAIN || reason == EACCES ? Try::busy : Try::unsupported;
  }
  struct flock other {};
  const bool asked = lock(descriptor_, F_OFD_GETLK, F_WRLCK, rank_byte, &other) == 0;
  // The job before may have removed the file after we opened it and before we locked it.
  if (!asked || other.l_type != F_UNLCK || !is_still_named(descriptor_, path_)) {
    give_up();
    return Try::busy;
  }
  const std::string holder = "process " + std::to_string(::getpid()) + " on " + host_name();
  if (::ftruncate(descriptor_, 0) != 0 || ::pwrite(descriptor_, holder.data(), holder.size(), 0) < 0) {
    // On a full disk the lock still works. Only the name of its holder is missing in a message.
  }
  return Try::got;
}

void OutputLock::share() {
  if (!is_root_) descriptor_ = open_lock_file(path_);
  held_ = lock(descriptor_, F_OFD_SETLK, F_RDLCK, rank_byte) == 0;
}

}  // namespace crucible
