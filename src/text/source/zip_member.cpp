#include "source/zip_member.hpp"

#include "crucible/core/error.hpp"
#include "source/zip_directory.hpp"

#include <algorithm>

#include <zlib.h>

namespace crucible {

namespace {

constexpr std::size_t most_entries = 1000;
constexpr std::size_t listed_entries = 10;
constexpr unsigned encrypted = 1;
constexpr unsigned stored = 0;
constexpr unsigned deflated = 8;

/// True for a folder and for what macOS adds to every archive.
bool is_furniture(const std::string& name) { return name.ends_with('/') || name.starts_with("__MACOSX/"); }

/// The one that holds the text.
ZipEntry choose(const TextFile& file) {
  std::vector<ZipEntry> entries = zip_directory(file, most_entries);
  std::erase_if(entries, [](const ZipEntry& entry) { return is_furniture(entry.name); });
  if (entries.empty()) throw InputError(file.path(), "is a zip archive without a file in it");
  if (entries.size() > 1) {
    std::string names;
    for (std::size_t i = 0; i < std::min(entries.size(), listed_entries); ++i)
      names += (i > 0 ? ", " : "") + printable(entries[i].name, 60);
    if (entries.size() > listed_entries) names += ", ...";
    throw InputError(file.path(), "is a zip archive of several files: " + names +
                                      "; send one of them through a pipe: unzip -p " + file.path() +
                                      " MEMBER | ... import - ...");
  }
  const ZipEntry& entry = entries.front();
  if ((entry.flags & encrypted) != 0)
    throw InputError(file.path(), "is an encrypted zip archive; unpack it first");
  if (entry.method != stored && entry.method != deflated)
    throw InputError(file.path(), "is a zip archive compressed by method " + std::to_string(entry.method) +
                                      "; only stored and deflated members can be read: unpack it first");
  return entry;
}

}  // namespace

/// The packed bytes of a member.
class ZipMember::Source : public ByteStream {
 public:
  explicit Source(const std::string& path)
      : file_(path), entry_(choose(file_)), next_(zip_content(file_, entry_)) {
    end_ = next_ + entry_.packed_bytes;
  }

  std::size_t read(std::span<char> to) override {
    const auto count =
        static_cast<std::size_t>(std::min<std::int64_t>(end_ - next_, static_cast<std::int64_t>(to.size())));
    file_.read(next_, to.first(count));
    next_ += static_cast<std::int64_t>(count);
    return count;
  }

  const ZipEntry& entry() const noexcept { return entry_; }

 private:
  TextFile file_;
  ZipEntry entry_;
  std::int64_t next_;
  std::int64_t end_ = 0;
};

ZipMember::ZipMember(const std::string& path, ExpansionLimit limit)
    : name_(path),
      source_(std::make_unique<Source>(path)),
      packed_(std::make_unique<PeekStream>(*source_)),
      limit_(limit) {
  const ZipEntry& entry = source_->entry();
  size_ = entry.bytes;
  expected_sum_ = entry.sum;
  if (entry.method == deflated) decoder_ = make_deflate_decoder();
}

ZipMember::~ZipMember() = default;

std::size_t ZipMember::read(std::span<char> to) {
  const std::size_t wanted = to.size();
  std::span<char> left = to;
  const auto fail = [&](const std::string& problem) {
    throw InputError(
        name_, "zip member: " + problem + ", at byte " + std::to_string(packed_->position()) + " of it");
  };
  while (!left.empty() && !ended_) {
    std::span<const char> in = packed_->peek(1);
    const std::size_t offered = in.size();
    const std::size_t room = left.size();
    if (decoder_ == nullptr) {
      const std::size_t count = std::min(offered, room);
      std::copy_n(in.begin(), count, left.begin());
      in = in.subspan(count);
      left = left.subspan(count);
      ended_ = offered == 0;
    } else {
      try {
        ended_ = decoder_->step(in, left);
      } catch (const DecodeProblem& problem) {
        fail(problem.words);
      }
      if (!ended_ && offered == 0 && left.size() == room) fail("is cut short");
    }
    packed_->skip(offered - in.size());
  }
  const std::size_t got = wanted - left.size();
  produced_ += static_cast<std::int64_t>(got);
  sum_ = static_cast<std::uint32_t>(crc32_z(sum_, reinterpret_cast<const Bytef*>(to.data()), got));
  limit_.check(name_, packed_->position(), produced_);
  if (ended_ && (produced_ != size_ || sum_ != expected_sum_))
    fail("its content does not match the archive's checksum");
  return got;
}

bool begins_zip(std::string_view head) {
  return head.starts_with("PK\x03\x04") || head.starts_with("PK\x05\x06");
}

}  // namespace crucible
