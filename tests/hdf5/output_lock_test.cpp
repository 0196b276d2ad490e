#include "crucible/hdf5/output_lock.hpp"

#include "crucible/mpi/collective.hpp"
#include "scratch_folder.hpp"
#include "world.hpp"

#include <fstream>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace crucible {
namespace {

using testing::ScratchFolder;
using testing::world;

/// What a rank of another job holds: a descriptor with a lock on one byte of the lock file.
int foreign_lock(const std::string& path, short type, off_t byte) {
  const int descriptor = ::open((path + ".lock").c_str(), O_RDWR | O_CREAT, 0666);
  struct flock wanted {};
  wanted.l_type = type;
  wanted.l_whence = SEEK_SET;
  wanted.l_start = byte;
  wanted.l_len = 1;
  EXPECT_EQ(fcntl(descriptor, F_OFD_SETLK, &wanted), 0);
  return descriptor;
}

void expect_busy(const std::string& path) {
  try {
    const OutputLock lock(world(), path, 0);
    ADD_FAILURE() << "two jobs write one file";
  } catch (const Error& error) {
    EXPECT_TRUE(error.on_all_ranks());
    EXPECT_EQ(error.exit_code(), ExitCode::failed);
    EXPECT_NE(std::string(error.what()).find("is being written by another job"), std::string::npos)
        << error.what();
  }
}

TEST(OutputLock, OneJobAtATimeAndNothingLeftBehind) {
  const ScratchFolder folder(world());
  const std::string path = folder / "model.h5";
  {
    const OutputLock first(world(), path, 0);
    EXPECT_TRUE(first.held());
    expect_busy(path);
  }
  world().barrier();
  EXPECT_TRUE(folder.names().empty());
  world().barrier();
  const OutputLock second(world(), path, 0);
  EXPECT_TRUE(second.held());
}

TEST(OutputLock, RanksOfAKilledJobAreWaitedFor) {
  const ScratchFolder folder(world());
  const std::string path = folder / "model.h5";
  // Its rank 0 is gone, another rank of it lives on.
  int orphan = -1;
  on_root(world(), [&] { orphan = foreign_lock(path, F_RDLCK, 1); });
  expect_busy(path);
  if (world().is_root()) ::close(orphan);
  EXPECT_TRUE(OutputLock(world(), path, 0).held());
  // Only its rank 0 is left.
  world().barrier();
  on_root(world(), [&] { orphan = foreign_lock(path, F_WRLCK, 0); });
  expect_busy(path);
  if (world().is_root()) ::close(orphan);
}

TEST(OutputLock, AStaleFileBlocksNobodyAndStaleTemporaryFilesGo) {
  const ScratchFolder folder(world());
  const std::string path = folder / "model.h5";
  on_root(world(), [&] {
    for (const char* name :
         {"model.h5.lock", "model.h5.tmp-a1B2c3", "model.h5.tmp-longer7", "other.h5.tmp-a1B2c3", "model.h5"})
      std::ofstream(folder / name) << "left";
  });
  {
    const OutputLock lock(world(), path, 0);
    EXPECT_TRUE(lock.held());
    EXPECT_EQ(folder.names(), (std::vector<std::string>{"model.h5", "model.h5.lock", "model.h5.tmp-longer7",
                                                        "other.h5.tmp-a1B2c3"}));
    world().barrier();
  }
  world().barrier();
}

TEST(OutputLock, FolderThatIsMissingIsAnError) {
  const ScratchFolder folder(world());
  EXPECT_THROW(OutputLock(world(), folder / "no/model.h5", 0), Error);
}

}  // namespace
}  // namespace crucible
