#include "ids/id_order.hpp"

#include "crucible/text/text_fields.hpp"

#include <algorithm>
#include <numeric>
#include <type_traits>
#include <utility>

namespace crucible {

namespace {

/// Keys that each rank shows the others, on average, so that owners get nearly equal shares.
constexpr std::int64_t samples_per_rank = 64;

std::vector<std::int64_t> exchange_keys(const Communicator& comm, const std::vector<std::int64_t>& keys,
                                        const std::vector<std::int64_t>& counts,
                                        std::vector<std::int64_t>& received) {
  return comm.exchange(std::span<const std::int64_t>(keys), counts, &received);
}
std::vector<std::string> exchange_keys(const Communicator& comm, const std::vector<std::string_view>& keys,
                                       const std::vector<std::int64_t>& counts,
                                       std::vector<std::int64_t>& received) {
  return exchange_texts(comm, keys, counts, &received);
}
std::vector<std::int64_t> concatenate_keys(const Communicator& comm, const std::vector<std::int64_t>& keys) {
  return comm.concatenate_all(std::span<const std::int64_t>(keys));
}
std::vector<std::string> concatenate_keys(const Communicator& comm,
                                          const std::vector<std::string_view>& keys) {
  return concatenate_texts(comm, keys);
}

std::string text_of(std::int64_t key) { return std::to_string(key); }
std::string text_of(std::string key) { return key; }

/// The first key of each rank but the first: evenly spaced in a sample of everybody's keys.
template <typename Key>
auto choose_splitters(const Communicator& comm, const std::vector<Key>& keys) {
  const auto total = comm.sum_value(static_cast<std::int64_t>(keys.size()));
  const auto stride =
      static_cast<std::size_t>(std::max<std::int64_t>(1, total / (samples_per_rank * comm.size())));
  std::vector<Key> mine;
  for (std::size_t i = stride / 2; i < keys.size(); i += stride) mine.push_back(keys[i]);
  auto samples = concatenate_keys(comm, mine);
  std::sort(samples.begin(), samples.end());
  samples.erase(std::unique(samples.begin(), samples.end()), samples.end());
  decltype(samples) splitters;
  for (int r = 1; r < comm.size() && !samples.empty(); ++r)
    splitters.push_back(
        samples[samples.size() * static_cast<std::size_t>(r) / static_cast<std::size_t>(comm.size())]);
  return splitters;
}

/// How many of the sorted `keys` go to each rank.
template <typename Key, typename Splitter>
std::vector<std::int64_t> counts_by_owner(const Communicator& comm, const std::vector<Key>& keys,
                                          const std::vector<Splitter>& splitters) {
  std::vector<std::int64_t> counts;
  auto begin = keys.begin();
  for (const Splitter& splitter : splitters) {
    const auto end = std::lower_bound(begin, keys.end(), Key(splitter));
    counts.push_back(end - begin);
    begin = end;
  }
  counts.push_back(keys.end() - begin);
  counts.resize(static_cast<std::size_t>(comm.size()), 0);
  return counts;
}

template <typename Key>
IdOrder order_keys(const Communicator& comm, const std::vector<Key>& by_number) {
  std::vector<std::uint32_t> sorted(by_number.size());
  std::iota(sorted.begin(), sorted.end(), 0U);
  std::sort(sorted.begin(), sorted.end(), [&](auto a, auto b) { return by_number[a] < by_number[b]; });
  std::vector<Key> keys;
  keys.reserve(sorted.size());
  for (const std::uint32_t number : sorted) keys.push_back(by_number[number]);

  const auto splitters = choose_splitters(comm, keys);
  std::vector<std::int64_t> counts = counts_by_owner(comm, keys, splitters);
  std::vector<std::int64_t> received_counts;
  const auto received = exchange_keys(comm, keys, counts, received_counts);
  auto owned = received;
  std::sort(owned.begin(), owned.end());
  owned.erase(std::unique(owned.begin(), owned.end()), owned.end());
  std::vector<std::int64_t> places;
  places.reserve(received.size());
  for (const auto& key : received)
    places.push_back(std::lower_bound(owned.begin(), owned.end(), key) - owned.begin());

  const auto count = static_cast<std::int64_t>(owned.size());
  const std::int64_t begin = comm.sum_before(count);
  IdOrder order{comm.sum_value(count),
                {begin, begin + count},
                {},
                std::move(sorted),
                {std::move(counts), std::move(received_counts), std::move(places), count},
                {std::is_same_v<Key, std::int64_t>, {}}};
  order.ids.reserve(owned.size());
  for (auto& key : owned) order.ids.push_back(text_of(std::move(key)));
  for (const auto& splitter : splitters) order.owners.splitters.push_back(text_of(splitter));
  return order;
}

}  // namespace

IdOrder order_ids(const Communicator& comm, IdDictionary& ids) {
  if (comm.any(!ids.numeric())) ids.become_text();
  return ids.numeric() ? order_keys(comm, ids.integers()) : order_keys(comm, ids.texts());
}

std::optional<int> IdOwners::owner_of(std::string_view id) const {
  std::ptrdiff_t owner = 0;
  if (numeric) {
    const auto key = parse_canonical_integer(id);
    if (!key) return std::nullopt;
    const auto not_after = [](std::int64_t value, const std::string& splitter) {
      return value < *parse_canonical_integer(splitter);
    };
    owner = std::upper_bound(splitters.begin(), splitters.end(), *key, not_after) - splitters.begin();
  } else {
    owner = std::upper_bound(splitters.begin(), splitters.end(), id) - splitters.begin();
  }
  return static_cast<int>(owner);
}

std::optional<std::int64_t> find_id(std::span<const std::string> ids, std::string_view id, bool numeric) {
  auto found = ids.begin();
  if (numeric) {
    const auto key = parse_canonical_integer(id);
    if (!key) return std::nullopt;
    const auto before = [](const std::string& text, std::int64_t value) {
      return *parse_canonical_integer(text) < value;
    };
    found = std::lower_bound(ids.begin(), ids.end(), *key, before);
  } else {
    found = std::lower_bound(ids.begin(), ids.end(), id);
  }
  if (found == ids.end() || *found != id) return std::nullopt;
  return found - ids.begin();
}

}  // namespace crucible
