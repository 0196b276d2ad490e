#include "crucible/core/error.hpp"
#include "read/read_parts.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

namespace {

constexpr std::int64_t most_scores = 2000;  ///< more dots than a chart can show apart

void check_singular_values(const std::string& path, const std::vector<double>& values) {
  if (values.empty()) throw InputError(path, "dataset /singular_values is empty");
  const auto bad = [](double value) { return !std::isfinite(value) || value < 0; };
  if (std::any_of(values.begin(), values.end(), bad))
    throw InputError(path, "dataset /singular_values holds a value that is negative or not finite");
  if (!std::is_sorted(values.rbegin(), values.rend()))
    throw InputError(path, "dataset /singular_values does not descend");
}

/// Reads the first two scores of rows at even distances, row by row, because there may be any number of them.
void read_scores(const H5File& file, ReportSpectrum& spectrum) {
  if (!file.has("/scores") || file.shape("/scores").columns() < 2) return;
  spectrum.score_rows = file.shape("/scores").rows();
  const std::int64_t step = score_step(spectrum.score_rows);
  for (std::int64_t row = 0; row < spectrum.score_rows; row += step) {
    std::array<double, 2> scores{};
    file.read_block("/scores", {row, row + 1}, {0, 2}, std::span<double>(scores));
    spectrum.scores.push_back(scores);
  }
}

std::optional<double> optional_attribute(const H5File& file, const char* name) {
  if (!file.has_attribute("/", name)) return std::nullopt;
  return file.real_attribute("/", name);
}

}  // namespace

std::int64_t score_step(std::int64_t rows) { return (rows + most_scores - 1) / most_scores; }

ReportSpectrum read_report_spectrum(const H5File& file) {
  ReportSpectrum spectrum;
  spectrum.origin = read_origin(file);
  check_header(file, spectrum.origin.format);
  spectrum.principal = spectrum.origin.format == "crucible-pca";
  spectrum.method = file.text_attribute("/", "method");
  spectrum.rows = file.int_attribute("/", "rows");
  spectrum.columns = file.int_attribute("/", "columns");
  spectrum.frobenius = file.real_attribute("/", "frobenius_norm");
  spectrum.singular_values = file.read<double>("/singular_values");
  check_singular_values(file.path(), spectrum.singular_values);
  spectrum.residual = optional_attribute(file, "residual");
  spectrum.orthogonality = optional_attribute(file, "orthogonality");
  if (spectrum.principal) read_scores(file, spectrum);
  return spectrum;
}

}  // namespace crucible
