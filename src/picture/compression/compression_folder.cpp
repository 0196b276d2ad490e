#include "crucible/picture/compression_folder.hpp"

#include "crucible/core/error.hpp"
#include "crucible/picture/image_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace crucible {

namespace fs = std::filesystem;

namespace {

bool is_ours(const std::string& name) {
  if (name == "montage.png" || name == "progression.gif" || name == "table.csv" || name == "factors.h5")
    return true;
  const std::string head = "rank-";
  const std::string tail = ".png";
  if (name.size() <= head.size() + tail.size() || !name.starts_with(head) || !name.ends_with(tail))
    return false;
  return std::all_of(name.begin() + 5, name.end() - 4, [](char c) { return c >= '0' && c <= '9'; });
}

/// "out/results" for "out/results/".
std::string without_slash(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

void flush_folder(const std::string& path) {
  const int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  ::fsync(folder);  // its failure is ignored, because some file systems cannot flush a folder
  ::close(folder);
}

/// Removes the files that compress writes, and then the folder if it is empty.
void remove_ours(const std::string& path) noexcept {
  std::error_code ignored;
  for (fs::directory_iterator entry(path, ignored), end; !ignored && entry != end; entry.increment(ignored))
    if (is_ours(entry->path().filename().string())) fs::remove(entry->path(), ignored);
  fs::remove(path, ignored);
}

}  // namespace

void CompressionFolder::check(const std::string& path, bool force) {
  const std::string bare = without_slash(path);
  std::error_code ignored;
  const fs::file_status status = fs::symlink_status(bare, ignored);
  if (!fs::exists(status)) return;
  if (!force) throw UsageError("`output`: " + printable(bare) + " exists already; `force` overwrites it");
  if (!fs::is_directory(status))
    throw UsageError("`output`: " + printable(bare) + " is not a folder; name another one");
  for (const fs::directory_entry& entry : fs::directory_iterator(bare)) {
    const std::string name = entry.path().filename().string();
    if (!is_ours(name) || !entry.is_regular_file(ignored))
      throw UsageError("`output`: " + printable(bare) + " also holds " + printable(name) +
                       ", which compress did not write; `force` would lose it, so name another folder");
  }
}

CompressionFolder::CompressionFolder(std::string path, bool force)
    : path_(without_slash(std::move(path))), force_(force) {
  std::string name = path_ + ".tmp-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr)
    throw IoError(path_, std::string("a temporary folder beside it cannot be made: ") + std::strerror(errno));
  temporary_ = name;
}

CompressionFolder::~CompressionFolder() {
  if (!temporary_.empty()) remove_ours(temporary_);
}

std::string CompressionFolder::place(const std::string& name) const {
  require(is_ours(name), "compress writes files of known names only");
  return temporary_ + "/" + name;
}

std::int64_t CompressionFolder::add(const std::string& name, std::span<const std::uint8_t> bytes) const {
  return write_new_file(place(name), bytes);
}

void CompressionFolder::commit() {
  // mkdtemp makes a folder that only its owner can read. The result gets the usual rights of a new folder.
  const mode_t mask = ::umask(0);
  ::umask(mask);
  std::error_code ignored;
  fs::permissions(temporary_, static_cast<fs::perms>(0777 & ~mask), ignored);
  flush_folder(temporary_);
  check(path_, force_);
  // An exchange leaves no moment without a folder. The old folder then has the temporary name and is removed.
  const bool replaces = fs::exists(path_, ignored);
  const unsigned flag = replaces ? RENAME_EXCHANGE : RENAME_NOREPLACE;
  int status = ::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, path_.c_str(), flag);
  if (status != 0 && (errno == EINVAL || errno == ENOSYS)) {  // a file system without such renames
    if (replaces) remove_ours(path_);
    status = ::rename(temporary_.c_str(), path_.c_str());
    if (status == 0) temporary_.clear();
  } else if (status == 0 && !replaces) {
    temporary_.clear();
  }
  if (status != 0) throw IoError(path_, std::string("cannot be put in its place: ") + std::strerror(errno));
  const fs::path parent = fs::path(path_).parent_path();
  flush_folder(parent.empty() ? "." : parent.string());
}

}  // namespace crucible
