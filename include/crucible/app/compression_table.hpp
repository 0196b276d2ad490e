#pragma once

#include "crucible/app/compression.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace crucible {

/// What is known of one rank-k picture.
struct CompressionRow {
  std::int64_t k = 0;
  double size_ratio = 0;
  ComponentShares shares;
  double psnr = 0;             ///< decibels against the original; infinite where they are equal
  std::int64_t bytes = 0;      ///< of a stored file of k components, on disk
  std::int64_t png_bytes = 0;  ///< of the rank-k picture as PNG
};

/// table.csv, with a header line.
std::string compression_csv(std::span<const CompressionRow> rows);

/// The same for people: aligned lines, the header first.
std::vector<std::string> compression_lines(std::span<const CompressionRow> rows);

/// What --json holds of it. An infinite psnr is null.
nlohmann::ordered_json compression_json(std::span<const CompressionRow> rows);

/// "size 0.06   variance 0.70", with ", 31.2 dB" where `with_psnr`.
std::string compression_caption(const CompressionRow& row, bool with_psnr);

}  // namespace crucible
