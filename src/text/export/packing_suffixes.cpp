#include "export/encoder.hpp"

#include <algorithm>
#include <array>

namespace crucible {

std::span<const PackingSuffix> packing_suffixes() {
  static constexpr std::array table{
      PackingSuffix{".gz", make_gzip_encoder},
      PackingSuffix{".bz2", make_bzip2_encoder},
      PackingSuffix{".xz", make_xz_encoder},
      PackingSuffix{".zst", make_zstd_encoder},
  };
  return table;
}

const PackingSuffix* packing_of(std::string_view path) {
  const auto rows = packing_suffixes();
  const auto found = std::find_if(rows.begin(), rows.end(),
                                  [&](const PackingSuffix& row) { return path.ends_with(row.suffix); });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace crucible
