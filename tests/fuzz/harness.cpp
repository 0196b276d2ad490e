// What all fuzz targets share: the job of one rank, the entry points that libFuzzer calls, files in memory.
//
// With CRUCIBLE_FUZZ_SEEDS=FOLDER in the environment a target writes its first inputs there and ends.
#include "harness.hpp"

#include "crucible/core/error.hpp"
#include "crucible/mpi/session.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include <sys/mman.h>
#include <unistd.h>

namespace crucible::fuzz {

namespace {

std::optional<MpiSession>& session() {
  static std::optional<MpiSession> the_session;
  return the_session;
}

[[noreturn]] void stop(const char* what) {
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

void write_seeds(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  std::size_t number = 0;
  for (const std::string& seed : seeds())
    std::ofstream(folder / ("seed-" + std::to_string(number++)), std::ios::binary) << seed;
}

}  // namespace

const Communicator& world() { return session()->world(); }

MemoryFile::MemoryFile() : descriptor_(::memfd_create("fuzz", MFD_CLOEXEC)) {
  if (descriptor_ < 0) stop("no file in memory");
  path_ = "/proc/self/fd/" + std::to_string(descriptor_);
}

MemoryFile::~MemoryFile() { ::close(descriptor_); }

void MemoryFile::set(std::string_view bytes) const {
  if (::ftruncate(descriptor_, 0) != 0 ||
      ::pwrite(descriptor_, bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    stop("a file in memory cannot be written");
}

std::string new_path() {
  std::string folder = (std::filesystem::temp_directory_path() / "crucible-fuzz-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) stop("no folder for a file");
  return folder + "/file";
}

std::string read_and_remove(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(in), {});
  std::filesystem::remove_all(std::filesystem::path(path).parent_path());
  return bytes;
}

std::string change(std::uint32_t place, std::uint8_t how, std::uint32_t with) {
  std::string text;
  for (unsigned shift = 0; shift < 24; shift += 8) text += static_cast<char>((place >> shift) & 255U);
  text += static_cast<char>(how);
  for (unsigned shift = 0; shift < 32; shift += 8) text += static_cast<char>((with >> shift) & 255U);
  return text;
}

std::string changed(std::string good, std::string_view changes) {
  for (; changes.size() >= 8 && good.size() >= 16; changes.remove_prefix(8)) {
    std::uint32_t place = 0;
    std::uint32_t with = 0;
    std::memcpy(&place, changes.data(), 3);
    std::memcpy(&with, changes.data() + 4, 4);
    const std::size_t at = place % (good.size() - 8);
    char* target = good.data() + at;
    const auto how = static_cast<std::uint8_t>(changes[3]);
    switch (how % 8) {
      case 0:
        *target = static_cast<char>(with);
        break;
      case 1:
        *target = static_cast<char>(static_cast<unsigned char>(*target) ^ (1U << (with % 8)));
        break;
      case 2:
        std::memcpy(target, &with, 2);
        break;
      case 3:
        std::memcpy(target, &with, 4);
        break;
      case 4:
        std::memset(target, static_cast<int>(with & 255U), 8);
        break;
      case 5:
        std::memmove(target, good.data() + with % (good.size() - 8), 8);
        break;
      case 6:
        *target = static_cast<char>(*target + (with % 2 == 0 ? 1 : -1));
        break;
      default:
        good.resize(at + 8);
        break;
    }
  }
  return good;
}

}  // namespace crucible::fuzz

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  using namespace crucible::fuzz;
  ::setenv("OMPI_MCA_opal_signal", "", 0);  // Open MPI's signal handlers would keep libFuzzer's out
  session().emplace(*argc, *argv);
  if (const char* folder = std::getenv("CRUCIBLE_FUZZ_SEEDS")) {
    write_seeds(folder);
    session().reset();
    std::exit(0);
  }
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    crucible::fuzz::take({reinterpret_cast<const char*>(data), size});
  } catch (const crucible::Error& error) {
    if (error.exit_code() != crucible::ExitCode::bad_input) crucible::fuzz::stop(error.what());
  }
  return 0;
}
