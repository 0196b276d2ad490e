// A library to load before all others (LD_PRELOAD): one call to the system goes wrong on one rank.
//
//   FAULT_RANK=2           the rank
//   FAULT_CALL=pwrite      pread, pwrite or fsync
//   FAULT_FILE=model.h5    on files with this in their path
//   FAULT_AFTER=10         so many such calls succeed before
//   FAULT_HOW=hang         the call never returns; any number: it fails with this errno
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <sys/syscall.h>
#include <unistd.h>

namespace {

const char* setting(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool concerns(const char* call, int file) {
  const char* rank = setting("OMPI_COMM_WORLD_RANK");
  if (std::strcmp(setting("FAULT_CALL"), call) != 0 ||
      std::strcmp(*rank == '\0' ? "0" : rank, setting("FAULT_RANK")) != 0)
    return false;
  char link[32] = "/proc/self/fd/";
  char digits[12];
  int count = 0;
  do {
    digits[count++] = static_cast<char>('0' + file % 10);
    file /= 10;
  } while (file > 0);
  char* end = link + std::strlen(link);
  while (count > 0) *end++ = digits[--count];
  char path[1024] = "";
  return readlink(link, path, sizeof path - 1) > 0 && std::strstr(path, setting("FAULT_FILE")) != nullptr;
}

/// True where the call must fail with errno; never returns where it hangs.
bool goes_wrong(const char* call, int file) {
  static long before = std::atol(setting("FAULT_AFTER"));
  if (!concerns(call, file) || before-- > 0) return false;
  if (std::strcmp(setting("FAULT_HOW"), "hang") == 0)
    for (;;) pause();
  errno = std::atoi(setting("FAULT_HOW"));
  return true;
}

}  // namespace

extern "C" {

ssize_t pread(int file, void* bytes, size_t count, off_t offset) {
  return goes_wrong("pread", file) ? -1 : syscall(SYS_pread64, file, bytes, count, offset);
}
ssize_t pread64(int file, void* bytes, size_t count, off_t offset) {
  return pread(file, bytes, count, offset);
}
ssize_t pwrite(int file, const void* bytes, size_t count, off_t offset) {
  return goes_wrong("pwrite", file) ? -1 : syscall(SYS_pwrite64, file, bytes, count, offset);
}
ssize_t pwrite64(int file, const void* bytes, size_t count, off_t offset) {
  return pwrite(file, bytes, count, offset);
}
int fsync(int file) { return goes_wrong("fsync", file) ? -1 : static_cast<int>(syscall(SYS_fsync, file)); }
}
