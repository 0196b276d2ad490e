#include "crucible/cli/option_text.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/number_text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <utility>

namespace crucible {

namespace {

void check_limits(const std::string& text, double value, Limits limits) {
  if (value < limits.low)
    throw UsageError(printable(text) + " is too small; at least " + number_text(limits.low) + " is needed");
  if (value > limits.high)
    throw UsageError(printable(text) + " is too large; at most " + number_text(limits.high) + " is allowed");
}

std::size_t edits_between(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

}  // namespace

std::int64_t parse_integer(const std::string& text, Limits limits) {
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc::result_out_of_range)
    throw UsageError(printable(text) + " does not fit into 64 bits");
  if (error != std::errc() || stop != end) throw UsageError(printable(text) + " is not a whole number");
  if (value < 0 && limits.low >= 0) throw UsageError(printable(text) + " is negative");
  check_limits(text, static_cast<double>(value), limits);
  return value;
}

double parse_real(const std::string& text, Limits limits) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc::result_out_of_range)
    throw UsageError(printable(text) + " does not fit into double precision");
  if (error != std::errc() || stop != end) throw UsageError(printable(text) + " is not a number");
  if (!std::isfinite(value)) throw UsageError(printable(text) + " is not a finite number");
  check_limits(text, value, limits);
  return value;
}

bool parse_switch(const std::string& text) {
  if (text.empty() || text == "true" || text == "yes" || text == "1") return true;
  if (text == "false" || text == "no" || text == "0") return false;
  throw UsageError(printable(text) + " is neither true nor false");
}

std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    if (end == begin) throw UsageError(printable(text) + " has an empty entry");
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::string nearest_name(const std::string& name, const std::vector<std::string>& names) {
  return nearest_name(name, names, name.size() / 3 + 1);
}

std::string nearest_name(const std::string& name, const std::vector<std::string>& names,
                         std::size_t most_edits) {
  std::string best;
  std::size_t fewest = most_edits + 1;
  for (const std::string& candidate : names) {
    const std::size_t edits = edits_between(name, candidate);
    if (edits < fewest) {
      fewest = edits;
      best = candidate;
    }
  }
  return best;
}

}  // namespace crucible
