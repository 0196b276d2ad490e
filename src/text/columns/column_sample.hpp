#pragma once

#include "columns/column_evidence.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace crucible {

/// Rows that are looked at before the columns of a file are judged.
inline constexpr std::size_t sampled_rows = 1000;

/// The first rows of a file, column by column.
struct ColumnSample {
  std::vector<std::vector<std::string>> values;
  std::vector<ColumnEvidence> evidence;  ///< one for each column
  std::int64_t first_line = 0;           ///< of the first row
  std::size_t rows = 0;                  ///< looked at
  std::size_t ragged = 0;                ///< of them with another number of columns, which are left out

  std::size_t columns() const noexcept { return values.size(); }
};

}  // namespace crucible
