#include "crucible/picture/compression_table.hpp"

#include "crucible/core/number_text.hpp"

#include <cmath>

namespace crucible {

namespace {

std::string decibels(double psnr, int digits) { return std::isinf(psnr) ? "inf" : fixed(psnr, digits); }

}  // namespace

std::string compression_csv(std::span<const CompressionRow> rows) {
  std::string text = "k,size_ratio,singular_value_share,energy_share,psnr,ssim,bytes,png_bytes\n";
  for (const CompressionRow& row : rows)
    text += std::to_string(row.k) + "," + fixed(row.size_ratio, 8) + "," +
            fixed(row.shares.singular_values, 8) + "," + fixed(row.shares.energy, 8) + "," +
            decibels(row.psnr, 6) + "," + (std::isnan(row.ssim) ? "" : fixed(row.ssim, 6)) + "," +
            std::to_string(row.bytes) + "," + std::to_string(row.png_bytes) + "\n";
  return text;
}

std::vector<std::string> compression_lines(std::span<const CompressionRow> rows) {
  std::vector<std::string> lines{
      "     k     size   variance     energy    PSNR dB     SSIM   factor file    rank-k PNG",
  };
  for (const CompressionRow& row : rows)
    lines.push_back(padded(std::to_string(row.k), 6) + padded(fixed(row.size_ratio, 4), 9) +
                    padded(fixed(row.shares.singular_values, 4), 11) +
                    padded(fixed(row.shares.energy, 6), 11) + padded(decibels(row.psnr, 2), 11) +
                    padded(std::isnan(row.ssim) ? "-" : fixed(row.ssim, 4), 9) +
                    padded(grouped(row.bytes), 14) + padded(grouped(row.png_bytes), 14));
  return lines;
}

nlohmann::ordered_json compression_json(std::span<const CompressionRow> rows) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const CompressionRow& row : rows) {
    nlohmann::ordered_json entry;
    entry["k"] = row.k;
    entry["size_ratio"] = row.size_ratio;
    entry["singular_value_share"] = row.shares.singular_values;
    entry["energy_share"] = row.shares.energy;
    entry["psnr"] = std::isinf(row.psnr) ? nlohmann::ordered_json() : nlohmann::ordered_json(row.psnr);
    entry["ssim"] = std::isnan(row.ssim) ? nlohmann::ordered_json() : nlohmann::ordered_json(row.ssim);
    entry["bytes"] = row.bytes;
    entry["png_bytes"] = row.png_bytes;
    list.push_back(entry);
  }
  return list;
}

std::string compression_caption(const CompressionRow& row, bool with_psnr) {
  std::string text =
      "size " + fixed(row.size_ratio, 2) + "   variance " + fixed(row.shares.singular_values, 2);
  if (with_psnr) text += std::isinf(row.psnr) ? "   exact" : "   " + fixed(row.psnr, 1) + " dB";
  return text;
}

}  // namespace crucible
