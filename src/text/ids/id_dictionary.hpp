#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crucible {

/// Numbers the distinct ids that a rank meets: 0, 1, 2, ... in order of appearance.
///
/// Ids are text to the letter. As long as all of them are canonical integers (see parse_canonical_integer)
/// they are held as such, which is several times faster and smaller; the first other id turns all into text,
/// and nothing is lost.
class IdDictionary {
 public:
  /// The number of `id`.
  std::uint32_t add(std::string_view id);
  /// The number of the id whose decimal text is `id`.
  std::uint32_t add(std::int64_t id);

  /// True while all ids are canonical integers.
  bool numeric() const noexcept { return numeric_; }
  /// Distinct ids.
  std::int64_t size() const noexcept {
    return static_cast<std::int64_t>(numeric_ ? integers_.size() : starts_.size() - 1);
  }
  /// The ids by number. @pre numeric()
  const std::vector<std::int64_t>& integers() const noexcept { return integers_; }
  /// The ids by number, valid until the next add(). @pre !numeric()
  std::vector<std::string_view> texts() const;

  /// The id with this number. @pre number < size()
  std::string id(std::uint32_t number) const;

  /// Holds all ids as text from now on.
  void become_text();

 private:
  struct Slot {
    std::uint64_t key = 0;     ///< the integer itself, or the hash of the text
    std::uint32_t number = 0;  ///< number of the id plus one; 0 for a free slot
  };

  std::uint32_t add_text(std::string_view id);
  std::string_view text(std::uint32_t number) const noexcept;
  std::size_t home(std::uint64_t key) const noexcept;
  std::uint32_t next_number() const;
  void grow();

  bool numeric_ = true;
  std::vector<std::int64_t> integers_;
  std::string bytes_;                     ///< the texts one after the other
  std::vector<std::uint64_t> starts_{0};  ///< where each begins, and the end
  std::vector<Slot> slots_ = std::vector<Slot>(64);
  unsigned shift_ = 58;  ///< 64 - log2(slots_.size())
};

}  // namespace crucible
