#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/cli/option_table.hpp"
#include "crucible/text/import_options.hpp"
#include "crucible/text/import_report.hpp"

namespace crucible {

/// Says what an import took its text for and what it found, for people and in job.result. `table` has the
/// names of options that the understanding speaks of.
void report_import(Job& job, const ImportReport& report, const ImportOptions& options,
                   const OptionTable& table);

}  // namespace crucible
