#pragma once

#include "crucible/core/error.hpp"
#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crucible::fuzz {

/// This process as a job of one rank.
const Communicator& world();

/// Inputs to start from, made by the target itself: every target defines this.
std::vector<std::string> seeds();
/// Gives one input to the code under test: every target defines this. Errors that a user would be told as bad
/// input are fine; everything else that is thrown is a find.
void take(std::string_view input);

/// Runs `work`, and takes errors that a user would be told as bad input, so that what follows runs too.
template <typename Work>
void refusing(Work&& work) {
  try {
    work();
  } catch (const Error& error) {
    if (error.exit_code() != ExitCode::bad_input) throw;
  }
}

/// A file that lives in memory and has a path.
class MemoryFile {
 public:
  MemoryFile();
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  const std::string& path() const noexcept { return path_; }
  void set(std::string_view bytes) const;

 private:
  int descriptor_;
  std::string path_;
};

/// The bytes of what `write` writes to a path.
template <typename Write>
std::string written_by(Write&& write);
std::string read_and_remove(const std::string& path);
std::string new_path();

template <typename Write>
std::string written_by(Write&& write) {
  const std::string path = new_path();
  write(path);
  return read_and_remove(path);
}

/// `good` with the changes that `changes` spells out, eight bytes each: where (3 bytes), how (1) and with
/// what (4). So a fuzzer can aim at single fields of a file that stays whole otherwise.
std::string changed(std::string good, std::string_view changes);
/// One such change.
std::string change(std::uint32_t place, std::uint8_t how, std::uint32_t with);

}  // namespace crucible::fuzz
