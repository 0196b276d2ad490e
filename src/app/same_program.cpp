#include "same_program.hpp"

#include "crucible/core/text_hash.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/mpi/session.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>
#include <utility>

namespace crucible {

namespace {

constexpr std::size_t most_hosts = 3;

/// "a", "a and b", "a, b and c", "a, b, c and 5 more hosts".
std::string enumerated(const std::vector<std::string>& hosts) {
  std::string text = hosts.front();
  const std::size_t named = std::min(hosts.size(), most_hosts);
  for (std::size_t i = 1; i < named; ++i) text += (i + 1 == hosts.size() ? " and " : ", ") + hosts[i];
  const std::size_t more = hosts.size() - named;
  if (more > 0) text += " and " + std::to_string(more) + (more == 1 ? " more host" : " more hosts");
  return text;
}

}  // namespace

std::string by_host(std::span<const OnHost> ranks) {
  std::vector<std::string> values;
  for (const OnHost& rank : ranks)
    if (std::find(values.begin(), values.end(), rank.value) == values.end()) values.push_back(rank.value);
  std::string text;
  for (const std::string& value : values) {
    std::vector<std::string> hosts;
    std::set<std::string> seen;
    for (const OnHost& rank : ranks)
      if (rank.value == value && seen.insert(rank.host).second) hosts.push_back(rank.host);
    if (!text.empty()) text += "; ";
    text.append(value).append(" on ").append(enumerated(hosts));
  }
  return text;
}

std::string mixed_versions(std::span<const OnHost> ranks) {
  const auto differs = [&](const OnHost& rank) { return rank.value != ranks.front().value; };
  if (std::none_of(ranks.begin(), ranks.end(), differs)) return {};
  return "the ranks run different versions of crucible: " + by_host(ranks) +
         "; install the same one on all hosts, or give mpirun the path of one that all of them see";
}

std::vector<OnHost> gather_with_hosts(const Communicator& comm, const std::string& value) {
  // Each text with a zero after it.
  const std::string mine = std::string(value.c_str()) + '\0' + host_name() + '\0';
  const std::vector<char> all = comm.concatenate_all(std::span<const char>(mine));
  std::vector<OnHost> ranks;
  for (std::size_t begin = 0; begin < all.size();) {
    OnHost rank;
    for (std::string* text : {&rank.value, &rank.host}) {
      *text = &all[begin];
      begin += text->size() + 1;
    }
    ranks.push_back(std::move(rank));
  }
  return ranks;
}

void check_same_program(const Communicator& world, const std::string& version) {
  if (world.size() == 1) return;
  // The second maximum is the complement of the minimum.
  const std::uint64_t mine = text_hash(version);
  std::array<std::uint64_t, 2> most{mine, ~mine};
  world.max(std::span<std::uint64_t>(most));
  if (most[0] == ~most[1]) return;
  throw_on_all_ranks(UsageError(mixed_versions(gather_with_hosts(world, version))));
}

}  // namespace crucible
