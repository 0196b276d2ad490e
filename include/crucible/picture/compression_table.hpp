#pragma once

#include "crucible/picture/compression.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace crucible {

/// The figures of one rank-k picture.
struct CompressionRow {
  std::int64_t k = 0;
  double size_ratio = 0;
  ComponentShares shares;
  double psnr = 0;             ///< decibels against the original; infinite if they are equal
  double ssim = 1;             ///< see structural_similarity(); NaN for a picture too small for it
  std::int64_t bytes = 0;      ///< size of a file with k components
  std::int64_t png_bytes = 0;  ///< size of the rank-k picture as PNG
};

/// The text of table.csv, with a header line.
std::string compression_csv(std::span<const CompressionRow> rows);

/// The same to read on a terminal: aligned lines, the header first.
std::vector<std::string> compression_lines(std::span<const CompressionRow> rows);

/// The same as JSON. An infinite psnr and a NaN are null.
nlohmann::ordered_json compression_json(std::span<const CompressionRow> rows);

/// "size 0.06 variance 0.70", followed by " 31.2 dB" if `with_psnr`.
std::string compression_caption(const CompressionRow& row, bool with_psnr);

}  // namespace crucible
