#include "ids/id_dictionary.hpp"

#include "crucible/core/narrow.hpp"
#include "crucible/text/text_fields.hpp"

#include <functional>
#include <utility>

namespace crucible {

/// Fibonacci hashing: the upper bits of a product spread consecutive ids well.
std::size_t IdDictionary::home(std::uint64_t key) const noexcept {
  return (key * 0x9e3779b97f4a7c15ULL) >> shift_;
}

std::string_view IdDictionary::text(std::uint32_t number) const noexcept {
  return std::string_view(bytes_).substr(starts_[number], starts_[number + 1] - starts_[number]);
}

std::string IdDictionary::id(std::uint32_t number) const {
  return numeric_ ? std::to_string(integers_[number]) : std::string(text(number));
}

/// The number for a new id. Throws LogicError past 2^32 - 2 distinct ids on one rank.
std::uint32_t IdDictionary::next_number() const { return narrow<std::uint32_t>(size() + 1) - 1; }

std::uint32_t IdDictionary::add(std::string_view id) {
  if (numeric_) {
    if (const auto integer = parse_canonical_integer(id)) return add(*integer);
    become_text();
  }
  return add_text(id);
}

std::uint32_t IdDictionary::add(std::int64_t id) {
  if (!numeric_) return add_text(std::to_string(id));
  const auto key = static_cast<std::uint64_t>(id);
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = home(key);
  while (slots_[at].number != 0) {
    if (slots_[at].key == key) return slots_[at].number - 1;
    at = (at + 1) & mask;
  }
  const std::uint32_t number = next_number();
  slots_[at] = {key, number + 1};
  integers_.push_back(id);
  if (2 * integers_.size() > slots_.size()) grow();
  return number;
}

std::uint32_t IdDictionary::add_text(std::string_view id) {
  const std::uint64_t key = std::hash<std::string_view>{}(id);
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = home(key);
  while (slots_[at].number != 0) {
    if (slots_[at].key == key && text(slots_[at].number - 1) == id) return slots_[at].number - 1;
    at = (at + 1) & mask;
  }
  const std::uint32_t number = next_number();
  slots_[at] = {key, number + 1};
  bytes_ += id;
  starts_.push_back(bytes_.size());
  if (2 * starts_.size() > slots_.size()) grow();
  return number;
}

void IdDictionary::grow() {
  const std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(2 * slots_.size()));
  --shift_;
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.number == 0) continue;
    std::size_t at = home(slot.key);
    while (slots_[at].number != 0) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

void IdDictionary::become_text() {
  if (!numeric_) return;
  numeric_ = false;
  const std::vector<std::int64_t> integers = std::exchange(integers_, {});
  slots_.assign(slots_.size(), Slot{});
  for (const std::int64_t id : integers) add_text(std::to_string(id));
}

std::vector<std::string_view> IdDictionary::texts() const {
  std::vector<std::string_view> all;
  all.reserve(starts_.size() - 1);
  for (std::size_t i = 0; i + 1 < starts_.size(); ++i) all.push_back(text(static_cast<std::uint32_t>(i)));
  return all;
}

}  // namespace crucible
