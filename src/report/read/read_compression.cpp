#include "crucible/core/error.hpp"
#include "crucible/picture/image_file.hpp"
#include "read/read_parts.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <sstream>

namespace crucible {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_pictures = 12;                          ///< of a montage
constexpr std::array<std::int64_t, 4> sides{1200, 800, 500, 300};  ///< of pictures, in pixels: the longer one
constexpr std::uintmax_t most_file_bytes = 256U << 20U;            ///< of a file that is read
constexpr const char* header = "k,size_ratio,singular_value_share,energy_share,psnr,ssim,bytes,png_bytes";

std::string text_of(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored) || fs::file_size(path, ignored) > most_file_bytes)
    throw InputError(path.string(), "is no file that compress wrote: run compress again");
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) throw IoError(path.string(), "cannot be read");
  return text;
}

/// The numbers of a line of table.csv. An empty cell is NaN. Throws InputError.
std::vector<double> numbers_of(const std::string& path, const std::string& line) {
  std::vector<double> numbers;
  std::size_t begin = 0;
  while (begin <= line.size()) {
    const std::size_t end = std::min(line.find(',', begin), line.size());
    double number = std::numeric_limits<double>::quiet_NaN();
    if (end > begin) {
      const auto [stop, error] = std::from_chars(line.data() + begin, line.data() + end, number);
      if (error != std::errc() || stop != line.data() + end)
        throw InputError(path,
                         "has a cell that is no number: " + printable(line.substr(begin, end - begin), 40));
    }
    numbers.push_back(number);
    begin = end + 1;
  }
  return numbers;
}

bool is_count(double value) { return value >= 0 && value < 1e15 && value == std::floor(value); }

/// The rows of table.csv. Throws InputError.
std::vector<ReportCompression::Row> rows_of(const std::string& path) {
  std::istringstream lines(text_of(path));
  std::string line;
  std::getline(lines, line);
  if (line != header) throw InputError(path, "does not begin as compress begins it: run compress again");
  std::vector<ReportCompression::Row> rows;
  while (std::getline(lines, line)) {
    const std::vector<double> cell = numbers_of(path, line);
    if (cell.size() != 8 || !is_count(cell[0]) || !is_count(cell[6]) || !is_count(cell[7]) ||
        (!rows.empty() && cell[0] <= static_cast<double>(rows.back().k)))
      throw InputError(path, "has a row that compress does not write: " + printable(line, 80));
    rows.push_back({static_cast<std::int64_t>(cell[0]),
                    cell[1],
                    cell[3],
                    cell[4],
                    cell[5],
                    static_cast<std::int64_t>(cell[6]),
                    static_cast<std::int64_t>(cell[7]),
                    {}});
  }
  if (rows.empty()) throw InputError(path, "has no rows: run compress again");
  return rows;
}

/// A PNG with no side above `side`: `png` itself, or a smaller picture.
std::string fitted(const std::string& png, const std::string& name, std::int64_t side) {
  const std::span<const std::uint8_t> bytes(reinterpret_cast<const std::uint8_t*>(png.data()), png.size());
  const Image image = decode_png(bytes, name);
  if (std::max(image.width, image.height) <= side) return png;
  const std::vector<std::uint8_t> small = encode_png(fit(to_rgb8(image), 1, side));
  return {small.begin(), small.end()};
}

/// Reads the pictures of at most `most_pictures` rows, so small that all come to at most `budget` bytes, or
/// to what those of the smallest size come to.
void read_pictures(const std::string& folder, std::size_t budget, ReportCompression& compression) {
  std::vector<ReportCompression::Row>& rows = compression.rows;
  const std::size_t shown = std::min(rows.size(), most_pictures);
  for (const std::int64_t side : sides) {
    std::size_t sum = 0;
    for (std::size_t i = 0; i < shown; ++i) {
      ReportCompression::Row& row = rows[shown == 1 ? 0 : i * (rows.size() - 1) / (shown - 1)];
      const fs::path path = fs::path(folder) / ("rank-" + std::to_string(row.k) + ".png");
      row.png = fitted(text_of(path), path.string(), side);
      sum += row.png.size();
    }
    if (sum <= budget) return;
  }
}

}  // namespace

bool is_compression(const std::string& folder) {
  std::error_code ignored;
  return fs::is_regular_file(fs::path(folder) / "factors.h5", ignored) &&
         fs::is_regular_file(fs::path(folder) / "table.csv", ignored);
}

ReportCompression read_report_compression(const std::string& folder, std::size_t budget) {
  const H5File file = H5File::open((fs::path(folder) / "factors.h5").string());
  check_header(file, "crucible-compression");
  ReportCompression compression;
  compression.origin = read_origin(file);
  compression.origin.path = folder;
  compression.width = file.int_attribute("/", "width");
  compression.height = file.int_attribute("/", "height");
  compression.rows = rows_of((fs::path(folder) / "table.csv").string());
  read_pictures(folder, budget, compression);
  return compression;
}

}  // namespace crucible
