// Writing sealed files where writes fail: on every single call, on every kind of rank, and on a disk that is
// really full.
#include "crucible/hdf5/sealed_file.hpp"
#include "crucible/mpi/collective.hpp"
#include "scratch_folder.hpp"
#include "world.hpp"

#include <cerrno>
#include <filesystem>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

/// Calls to the system that may still succeed before they fail, on this rank; negative: all may.
std::int64_t calls_left = -1;
bool fails_for_good = false;
bool lies = false;  ///< pwrite says that it wrote, and does not
int failure = EIO;
std::int64_t failures_after_renaming = 0;

/// True where this call is to fail.
bool fails_now() {
  if (calls_left < 0) return false;
  if (calls_left > 0) {
    --calls_left;
    return false;
  }
  if (!fails_for_good) calls_left = -1;
  errno = failure;
  return true;
}

}  // namespace

// These take the C library's place in this program, for its own code.
extern "C" ssize_t pwrite(int file, const void* bytes, size_t count, off_t offset) {
  if (lies && calls_left < 0) return static_cast<ssize_t>(count);
  return fails_now() ? -1 : syscall(SYS_pwrite64, file, bytes, count, offset);
}
extern "C" int fsync(int file) { return fails_now() ? -1 : static_cast<int>(syscall(SYS_fsync, file)); }
extern "C" int ftruncate(int file, off_t length) noexcept {
  return fails_now() ? -1 : static_cast<int>(syscall(SYS_ftruncate, file, length));
}

namespace crucible {
namespace {

using testing::ScratchFolder;
using testing::world;

void write_counting(const std::string& path, std::int64_t rows, double first) {
  write_sealed(world(), path, [&](H5File& file) {
    const IndexRange mine = even_part(rows, world().size(), world().rank());
    std::vector<double> values(static_cast<std::size_t>(mine.size()));
    for (std::int64_t i = 0; i < mine.size(); ++i)
      values[static_cast<std::size_t>(i)] = first + static_cast<double>(mine.begin + i);
    for (const char* name : {"/a/x", "/b/x"}) {
      file.write(name, rows, 0, mine, std::span<const double>(values), "counts");
      file.write_attribute(name, "note", std::string(3000, 'n'));
    }
  });
}

/// True where the write failed; expects then that all ranks know, and that the old file is there, whole and
/// alone.
bool failed_cleanly(const ScratchFolder& folder, const std::string& path, std::int64_t rows) {
  bool failed = false;
  try {
    write_counting(path, rows, 5);
  } catch (const Error& error) {
    failed = true;
    EXPECT_TRUE(error.on_all_ranks()) << error.what();
    EXPECT_EQ(error.exit_code(), ExitCode::failed);
    EXPECT_EQ(std::string(error.what()).rfind(path + ": ", 0), 0U) << error.what();
  }
  EXPECT_EQ(world().sum_value(failed ? 1 : 0), failed ? world().size() : 0);
  world().barrier();
  EXPECT_EQ(folder.names(), std::vector<std::string>{"a.h5"});
  EXPECT_NO_THROW(check_seal(world(), path));
  const double first = H5File::open(path).read<double>("/a/x", {0, 1}).front();
  // The last call flushes the folder, when the new file has its name already.
  EXPECT_TRUE(first == 5 || (failed && first == 0)) << first;
  if (failed && first == 5) ++failures_after_renaming;
  return failed;
}

/// Every call of `rank` fails once, in turn. Returns how many calls there are.
std::int64_t fail_each_call(int rank, bool for_good, int number) {
  const ScratchFolder folder(world());
  const std::string path = folder / "a.h5";
  failures_after_renaming = 0;
  std::int64_t calls = 0;
  for (bool failed = true; failed; ++calls) {
    write_counting(path, 50, 0);
    fails_for_good = for_good;
    failure = number;
    calls_left = world().rank() == rank ? calls : -1;
    failed = failed_cleanly(folder, path, 50);
    calls_left = -1;
    if (calls > 100) ADD_FAILURE() << "there is no end to it";
    if (calls > 100) break;
  }
  EXPECT_EQ(failures_after_renaming, rank == 0 ? 1 : 0);
  return calls - 1;
}

TEST(FailingDisk, NoCallOfTheFirstRankFailsUnnoticed) {
  EXPECT_GT(fail_each_call(0, true, ENOSPC), 5);
  EXPECT_GT(fail_each_call(0, false, EIO), 5);
}

TEST(FailingDisk, NoCallOfTheLastRankFailsUnnoticed) {
  if (world().size() == 1) GTEST_SKIP() << "one rank is the first";
  EXPECT_GE(fail_each_call(world().size() - 1, true, ENOSPC), 3);
  EXPECT_GE(fail_each_call(world().size() - 1, false, EIO), 3);
}

TEST(FailingDisk, LostWritesAreFoundByReadingBack) {
  const ScratchFolder folder(world());
  const std::string path = folder / "a.h5";
  write_counting(path, 50, 0);
  lies = world().rank() == world().size() - 1;
  EXPECT_TRUE(failed_cleanly(folder, path, 50));
  lies = false;
}

TEST(FailingDisk, LimitOnTheSizeOfFilesIsAnError) {
  const ScratchFolder folder(world());
  const std::string path = folder / "a.h5";
  write_counting(path, 50, 0);
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  rlimit small = before;
  small.rlim_cur = 100'000;
  setrlimit(RLIMIT_FSIZE, &small);
  EXPECT_TRUE(failed_cleanly(folder, path, 100'000));
  setrlimit(RLIMIT_FSIZE, &before);
}

TEST(FailingDisk, FullDiskIsAnErrorAtOnce) {
  const ScratchFolder scratch(world());
  std::int64_t mounted = 0;
  if (world().is_root())
    mounted = ::mount("none", scratch.path().c_str(), "tmpfs", 0, "size=512k") == 0 ? 1 : 0;
  mounted = world().broadcast_value(mounted);
  if (mounted == 0) GTEST_SKIP() << "a small file system cannot be mounted here (it takes root)";
  const std::string path = scratch / "a.h5";
  write_counting(path, 50, 0);
  // From far too large to just too large: full in the first values, in the last ones, in the structure, at
  // the end.
  std::int64_t failures = 0;
  for (const std::int64_t rows :
       {1'000'000, 100'000, 31'000, 30'500, 30'000, 29'700, 29'500, 29'000, 28'000, 1'000}) {
    if (failed_cleanly(scratch, path, rows)) ++failures;
    write_counting(path, 50, 0);
  }
  EXPECT_GE(failures, 3);
  EXPECT_LE(failures, 9);
  world().barrier();
  if (world().is_root()) ::umount(scratch.path().c_str());
}

TEST(FailingDisk, FolderThatVanishesIsAnError) {
  const ScratchFolder folder(world());
  const std::string inner = folder / "inner";
  if (world().is_root()) std::filesystem::create_directory(inner);
  try {
    write_sealed(world(), inner + "/a.h5", [&](H5File& file) {
      file.write_scalar("/x", 1, "value");
      on_root(world(), [&] { std::filesystem::remove_all(inner); });
    });
    ADD_FAILURE() << "was written";
  } catch (const Error& error) {
    EXPECT_TRUE(error.on_all_ranks()) << error.what();
  }
  EXPECT_THROW(write_sealed(world(), inner + "/b.h5", [](H5File&) {}), Error);
}

}  // namespace
}  // namespace crucible
