#include "groups.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace crucible {
namespace {

/// The number of ratings with which each group of users begins, after the group without ratings.
constexpr std::array<std::int64_t, 7> user_edges = {1, 10, 20, 50, 100, 200, 500};
/// The share of all books at which each group of books ends.
constexpr std::array<double, 4> book_edges = {0.01, 0.1, 0.5, 1};

}  // namespace

std::vector<std::string> user_group_names() {
  std::vector<std::string> names = {"no ratings"};
  for (std::size_t i = 0; i + 1 < user_edges.size(); ++i)
    names.push_back(std::to_string(user_edges[i]) + "-" + std::to_string(user_edges[i + 1] - 1) + " ratings");
  names.push_back(std::to_string(user_edges.back()) + " ratings or more");
  return names;
}

std::size_t user_group(std::int64_t ratings) noexcept {
  return static_cast<std::size_t>(std::upper_bound(user_edges.begin(), user_edges.end(), ratings) -
                                  user_edges.begin());
}

std::vector<std::string> book_group_names() {
  return {"most popular 1 %", "next 9 %", "next 40 %", "least popular 50 %"};
}

std::vector<std::uint8_t> book_groups(std::span<const std::int64_t> popularity) {
  std::vector<std::size_t> order(popularity.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return popularity[a] > popularity[b]; });
  std::vector<std::uint8_t> groups(popularity.size());
  std::uint8_t group = 0;
  for (std::size_t place = 0; place < order.size(); ++place) {
    while (static_cast<double>(place) >= book_edges[group] * static_cast<double>(order.size())) ++group;
    groups[order[place]] = group;
  }
  return groups;
}

}  // namespace crucible
