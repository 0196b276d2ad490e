#include "ids/id_twins.hpp"

#include "ids/id_owner_plan.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <functional>
#include <limits>
#include <tuple>

namespace crucible {

namespace {

/// An id as the ranks tell each other of it. With billions of ids, two have the same 64 bits with a chance of
/// a few percent; all that this does is a wrong count in a note.
struct HashedId {
  std::uint64_t key;
  std::uint64_t text;
  friend bool operator==(const HashedId&, const HashedId&) = default;
  friend bool operator<(const HashedId& a, const HashedId& b) {
    return std::tie(a.key, a.text) < std::tie(b.key, b.text);
  }
};

std::uint64_t hash_of(std::string_view text) { return std::hash<std::string_view>{}(text); }

std::vector<HashedId> hashed(const std::vector<std::string>& ids) {
  std::vector<HashedId> all;
  all.reserve(ids.size());
  for (const std::string& id : ids) all.push_back({hash_of(twin_key(id)), hash_of(id)});
  return all;
}

/// Collective. The distinct ids of all ranks whose key this rank looks after, sorted.
std::vector<HashedId> gather_keys(const Communicator& comm, std::vector<HashedId> mine) {
  const auto size = static_cast<std::uint64_t>(comm.size());
  std::sort(mine.begin(), mine.end(), [&](const HashedId& a, const HashedId& b) {
    return std::tuple(a.key % size, a.key, a.text) < std::tuple(b.key % size, b.key, b.text);
  });
  std::vector<std::int64_t> counts(static_cast<std::size_t>(comm.size()), 0);
  for (const HashedId& id : mine) ++counts[id.key % size];
  std::vector<HashedId> keys = comm.exchange(std::span<const HashedId>(mine), counts);
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

/// Collective. Fills in the example: the two first ids, by their bytes, with this key.
void find_example(const Communicator& comm, const std::vector<std::string>& ids, std::uint64_t key,
                  const std::vector<LocalPlace>& places, IdTwins& twins) {
  std::vector<std::string_view> mine;
  for (const std::string& id : ids)
    if (hash_of(twin_key(id)) == key) mine.push_back(id);
  std::vector<std::string> all = concatenate_texts(comm, mine);
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  twins.first = all.front();
  twins.second = all.size() > 1 ? all[1] : all.front();
  const auto at = std::find(ids.begin(), ids.end(), twins.second);
  if (at != ids.end()) twins.place = places[static_cast<std::size_t>(at - ids.begin())];
  const auto met = comm.gather_all(at != ids.end() ? twins.place : no_place);
  twins.rank = static_cast<int>(std::min_element(met.begin(), met.end()) - met.begin());
}

}  // namespace

std::string twin_key(std::string_view id) {
  id.remove_prefix(std::min(id.find_first_not_of('0'), id.size()));
  std::string key(id);
  std::transform(key.begin(), key.end(), key.begin(),
                 [](unsigned char c) { return static_cast<char>(c < 0x80 ? std::tolower(c) : c); });
  return key;
}

IdTwins find_twins(const Communicator& comm, const IdDictionary& ids, const std::vector<LocalPlace>& places) {
  IdTwins twins;
  if (!comm.any(!ids.numeric())) return twins;
  std::vector<std::string> texts;
  for (std::int64_t i = 0; i < ids.size(); ++i) texts.push_back(ids.id(static_cast<std::uint32_t>(i)));
  const std::vector<HashedId> keys = gather_keys(comm, hashed(texts));
  std::uint64_t example = std::numeric_limits<std::uint64_t>::max();
  for (std::size_t i = 1; i < keys.size(); ++i) {
    if (keys[i].key != keys[i - 1].key) continue;
    ++twins.count;
    example = std::min(example, keys[i].key);
  }
  twins.count = comm.sum_value(twins.count);
  example = comm.min_value(example);
  if (twins.count > 0) find_example(comm, texts, example, places, twins);
  return twins;
}

}  // namespace crucible
