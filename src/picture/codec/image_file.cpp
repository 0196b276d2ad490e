#include "crucible/picture/image_file.hpp"

#include "crucible/core/error.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace crucible {

namespace {

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int value() const noexcept { return descriptor_; }
  bool close() noexcept {
    const int open = descriptor_;
    descriptor_ = -1;
    return open < 0 || ::close(open) == 0;
  }

 private:
  int descriptor_;
};

std::string system_error() { return std::strerror(errno); }

std::vector<std::uint8_t> read_file(const std::string& path, std::int64_t max_bytes) {
  // Without O_NONBLOCK, opening a named pipe would wait for ever.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.value() < 0) {
    const int code = errno;
    const std::string problem = "cannot be opened: " + system_error();
    if (code == ENOENT || code == ENOTDIR) throw InputError(path, problem);
    throw IoError(path, problem);
  }
  struct stat status {};
  if (::fstat(file.value(), &status) != 0) throw IoError(path, "cannot be examined: " + system_error());
  if (!S_ISREG(status.st_mode)) throw InputError(path, "is not a regular file");
  if (status.st_size > max_bytes)
    throw InputError(path, "has " + std::to_string(status.st_size) +
                               " bytes, more than any picture within the limit of `max_pixels` needs (" +
                               std::to_string(max_bytes) + ")");
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(status.st_size));
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = ::read(file.value(), bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw IoError(path, "cannot be read: " + system_error());
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  bytes.resize(done);
  return bytes;
}

bool starts_with(std::span<const std::uint8_t> bytes, std::initializer_list<std::uint8_t> magic) {
  return bytes.size() >= magic.size() && std::equal(magic.begin(), magic.end(), bytes.begin());
}

}  // namespace

Image read_image(const std::string& path, const ImageLimits& limits) {
  // An uncompressed picture needs at most 8 bytes per pixel. The rest is room for metadata.
  const std::vector<std::uint8_t> bytes = read_file(path, 8 * limits.max_pixels + (std::int64_t{64} << 20));
  if (bytes.empty()) throw InputError(path, "is empty");
  if (starts_with(bytes, {0x89, 'P', 'N', 'G'})) return decode_png(bytes, path, limits);
  if (starts_with(bytes, {0xFF, 0xD8, 0xFF})) return decode_jpeg(bytes, path, limits);
  throw InputError(path, "is neither a PNG nor a JPEG picture (it starts with " +
                             printable({reinterpret_cast<const char*>(bytes.data()),
                                        std::min<std::size_t>(8, bytes.size())}) +
                             "); convert it to one of them");
}

std::int64_t write_new_file(const std::string& path, std::span<const std::uint8_t> bytes) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (file.value() < 0) throw IoError(path, "cannot be created: " + system_error());
  const auto fail = [&](const char* what) {
    const std::string problem = std::string(what) + system_error();
    ::unlink(path.c_str());
    throw IoError(path, problem);
  };
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = ::write(file.value(), bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("cannot be written: ");
    done += static_cast<std::size_t>(count);
  }
  if (::fsync(file.value()) != 0 && errno != EINVAL) fail("cannot be flushed to the device: ");
  if (!file.close()) fail("cannot be closed: ");
  return static_cast<std::int64_t>(bytes.size());
}

std::int64_t replace_file(const std::string& path, std::span<const std::uint8_t> bytes) {
  const std::string temporary = path + ".tmp-" + std::to_string(::getpid());
  const std::int64_t length = write_new_file(temporary, bytes);
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    const std::string problem = "cannot be put in its place: " + system_error();
    ::unlink(temporary.c_str());
    throw IoError(path, problem);
  }
  return length;
}

void check_image_size(std::int64_t height, std::int64_t width, const std::string& name,
                      const ImageLimits& limits) {
  const std::string size = std::to_string(width) + " x " + std::to_string(height);
  if (height < 1 || width < 1) throw InputError(name, "is a picture without pixels (" + size + ")");
  if (height > limits.max_pixels / width)
    throw InputError(name, "is a picture of " + size + " pixels, above the limit of " +
                               std::to_string(limits.max_pixels) + " (raise it with `max_pixels`)");
}

}  // namespace crucible
