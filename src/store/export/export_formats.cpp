#include "export/export_formats.hpp"

#include "crucible/core/error.hpp"
#include "crucible/text/packed_output.hpp"

#include <array>

namespace crucible {

std::span<const ExportFormat> export_formats() {
  static const std::array table{csv_export, tsv_export, libsvm_export, matrix_market_export, csr_export};
  return table;
}

const ExportFormat& export_format(const std::string& name, const std::string& path) {
  const std::string bare = without_packing_suffix(path);
  std::string known;
  for (const ExportFormat& format : export_formats()) {
    const bool chosen = name == "auto" ? bare.ends_with(format.suffix) : name == format.name;
    if (chosen && !format.packable && bare != path)
      throw UsageError(printable(path) + ": a " + format.name + " file cannot be compressed as a whole");
    if (chosen) return format;
    known += (known.empty() ? "" : ", ") + std::string(format.name) + " (" + format.suffix + ")";
  }
  throw UsageError(name == "auto"
                       ? printable(path) + ": its suffix names no format; give `format`, one of " + known
                       : "`format`: " + printable(name) + " is none of " + known);
}

}  // namespace crucible
