#include "schedule/sync_modes.hpp"
#include "table_row.hpp"

namespace crucible {

std::span<const SyncMode* const> sync_mode_table() noexcept { return sync_modes; }

const SyncMode& sync_mode_named(std::string_view name) { return row_named(sync_mode_table(), "sync", name); }

}  // namespace crucible
