#include "ids/id_owner_plan.hpp"

#include <algorithm>
#include <utility>

namespace crucible {

namespace {

struct PackedTexts {
  std::string bytes;
  std::vector<std::int64_t> lengths;
};

PackedTexts pack(std::span<const std::string_view> texts) {
  PackedTexts packed;
  packed.lengths.reserve(texts.size());
  for (const std::string_view text : texts) {
    packed.bytes += text;
    packed.lengths.push_back(static_cast<std::int64_t>(text.size()));
  }
  return packed;
}

std::vector<std::string> unpack(std::span<const char> bytes, std::span<const std::int64_t> lengths) {
  std::vector<std::string> texts;
  texts.reserve(lengths.size());
  for (const std::int64_t length : lengths) {
    const auto size = static_cast<std::size_t>(length);
    texts.emplace_back(bytes.data(), size);
    bytes = bytes.subspan(size);
  }
  return texts;
}

}  // namespace

IdOwnerPlan::IdOwnerPlan(std::vector<std::int64_t> send_counts, std::vector<std::int64_t> received_counts,
                         std::vector<std::int64_t> places, std::int64_t owned)
    : send_counts_(std::move(send_counts)),
      received_counts_(std::move(received_counts)),
      places_(std::move(places)),
      owned_(owned) {}

std::vector<std::int64_t> IdOwnerPlan::sum_at_owners(const Communicator& comm,
                                                     std::span<const std::int64_t> values) const {
  const std::vector<std::int64_t> received = comm.exchange(values, send_counts_);
  std::vector<std::int64_t> sums(static_cast<std::size_t>(owned_), 0);
  for (std::size_t i = 0; i < places_.size(); ++i) sums[static_cast<std::size_t>(places_[i])] += received[i];
  return sums;
}

IdOwnerPlan plan_for_indices(const Communicator& comm, std::span<const std::int64_t> indices,
                             std::span<const std::int64_t> starts) {
  const auto rank = static_cast<std::size_t>(comm.rank());
  std::vector<std::int64_t> counts;
  for (std::size_t r = 0; r + 1 < starts.size(); ++r)
    counts.push_back(std::lower_bound(indices.begin(), indices.end(), starts[r + 1]) -
                     std::lower_bound(indices.begin(), indices.end(), starts[r]));
  std::vector<std::int64_t> received_counts;
  std::vector<std::int64_t> places = comm.exchange(indices, counts, &received_counts);
  for (std::int64_t& place : places) place -= starts[rank];
  return {std::move(counts), std::move(received_counts), std::move(places), starts[rank + 1] - starts[rank]};
}

std::vector<std::string> exchange_texts(const Communicator& comm, std::span<const std::string_view> texts,
                                        std::span<const std::int64_t> counts,
                                        std::vector<std::int64_t>* received) {
  const PackedTexts packed = pack(texts);
  std::vector<std::int64_t> byte_counts;
  auto next = packed.lengths.begin();
  for (const std::int64_t count : counts) {
    byte_counts.push_back(std::accumulate(next, next + count, std::int64_t{0}));
    next += count;
  }
  const auto lengths = comm.exchange(std::span<const std::int64_t>(packed.lengths), counts, received);
  const auto bytes = comm.exchange(std::span<const char>(packed.bytes), byte_counts);
  return unpack(bytes, lengths);
}

std::vector<std::string> concatenate_texts(const Communicator& comm,
                                           std::span<const std::string_view> texts) {
  const PackedTexts packed = pack(texts);
  const auto lengths = comm.concatenate_all(std::span<const std::int64_t>(packed.lengths));
  const auto bytes = comm.concatenate_all(std::span<const char>(packed.bytes));
  return unpack(bytes, lengths);
}

}  // namespace crucible
