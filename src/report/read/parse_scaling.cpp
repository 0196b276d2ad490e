#include "crucible/core/error.hpp"
#include "read/read_parts.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <sstream>

namespace crucible {

namespace {

constexpr std::string_view header =
    "command,scaling,ranks,work,seconds,least,most,samples,speedup,efficiency,peak_rss_bytes\n";

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream text(line);
  for (std::string cell; std::getline(text, cell, ',');) cells.push_back(cell);
  return cells;
}

/// The number in a cell; NaN if it is none.
double number_of(const std::string& cell) {
  double number = std::nan("");
  const auto [stop, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
  return error == std::errc() && stop == cell.data() + cell.size() ? number : std::nan("");
}

bool is_sound(const ReportScaling::Row& row) {
  const std::array<double, 5> values{row.seconds, row.least, row.most, row.speedup, row.efficiency};
  return row.ranks > 0 &&
         std::all_of(values.begin(), values.end(), [](double v) { return v > 0 && v < 1e15; });
}

}  // namespace

bool is_scaling(std::string_view text) { return text.starts_with(header); }

ReportScaling parse_report_scaling(const std::string& path, std::string_view text) {
  ReportScaling scaling{path, {}};
  std::istringstream lines{std::string(text.substr(header.size()))};
  std::int64_t number = 1;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    const std::vector<std::string> cell = cells_of(line);
    const bool known = cell.size() == 11 && (cell[1] == "strong" || cell[1] == "weak");
    ReportScaling::Row row;
    if (known) {
      const double ranks = number_of(cell[2]);
      row = {cell[0],
             cell[1] == "strong",
             ranks >= 1 && ranks < 1e9 ? static_cast<std::int64_t>(ranks) : 0,
             number_of(cell[4]),
             number_of(cell[5]),
             number_of(cell[6]),
             number_of(cell[8]),
             number_of(cell[9])};
    }
    if (!known || !is_sound(row))
      throw InputError(path, "line " + std::to_string(number) +
                                 " is none that scaling.sbatch writes: " + printable(line, 80));
    scaling.rows.push_back(std::move(row));
  }
  if (scaling.rows.empty()) throw InputError(path, "has no measurements");
  return scaling;
}

}  // namespace crucible
