#pragma once

#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <string>

namespace crucible {

/// The right to write `path`, held by all ranks of one job while this lives.
///
/// A killed mpirun can leave ranks behind that still write; the job that takes over must wait for their end.
/// So every rank holds a lock of the system's on the file `path`.lock, which goes with its process, however
/// that ends: a stale file blocks nobody. Where the file system has no locks, held() is false and nothing is
/// protected.
class OutputLock {
 public:
  /// Waits for other holders for at most `patience` seconds, then throws IoError naming the last known one.
  /// Having got the lock, removes temporary files that killed jobs left beside `path`. Collective.
  OutputLock(const Communicator& comm, const std::string& path, double patience);
  /// Gives the lock up; rank 0 removes the lock file. Local.
  ~OutputLock();
  OutputLock(const OutputLock&) = delete;
  OutputLock& operator=(const OutputLock&) = delete;

  bool held() const noexcept { return held_; }

 private:
  enum class Try : std::uint8_t { got, busy, unsupported };

  Try try_first();  ///< rank 0: the job's own lock, and nobody else's ranks alive
  void share();     ///< every rank: a sign that it lives
  void give_up() noexcept;

  std::string path_;  ///< of the lock file
  int descriptor_ = -1;
  bool is_root_;
  bool held_ = false;
};

}  // namespace crucible
