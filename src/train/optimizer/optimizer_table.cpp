#include "optimizer/optimizers.hpp"
#include "table_row.hpp"

namespace crucible {

std::span<const Optimizer* const> optimizer_table() noexcept { return optimizers; }

const Optimizer& optimizer_named(std::string_view name) {
  return row_named(optimizer_table(), "optimizer", name);
}

}  // namespace crucible
