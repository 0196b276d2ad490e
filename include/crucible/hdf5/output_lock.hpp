#pragma once

#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <string>

namespace crucible {

/// The right to write `path`. All ranks of one job hold it while this object lives.
///
/// A killed mpirun can leave ranks behind that still write. The job that takes over must wait until they end.
/// So every rank holds a system lock on the file `path`.lock. The lock ends with its process, however that
/// ends, so a stale file blocks nobody. If the file system has no locks, held() is false and nothing is
/// protected.
class OutputLock {
 public:
  /// Collective. Waits for other holders for at most `patience` seconds, then throws IoError, which names the
  /// last known one. Once it has the lock, it removes temporary files that killed jobs left beside `path`.
  OutputLock(const Communicator& comm, const std::string& path, double patience);
  /// Local. Gives the lock up. Rank 0 removes the lock file.
  ~OutputLock();
  OutputLock(const OutputLock&) = delete;
  OutputLock& operator=(const OutputLock&) = delete;

  bool held() const noexcept { return held_; }

 private:
  enum class Try : std::uint8_t { got, busy, unsupported };

  Try try_first();  ///< rank 0: takes the lock of the job, unless ranks of another job still live
  void share();     ///< every rank: takes the shared lock, which shows that this rank lives
  void give_up() noexcept;

  std::string path_;  ///< of the lock file
  int descriptor_ = -1;
  bool is_root_;
  bool held_ = false;
};

}  // namespace crucible
