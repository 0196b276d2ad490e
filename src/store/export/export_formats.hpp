#pragma once

#include "crucible/store/export_ratings.hpp"

namespace crucible {

extern const ExportFormat csv_export;
extern const ExportFormat tsv_export;
extern const ExportFormat libsvm_export;
extern const ExportFormat matrix_market_export;
extern const ExportFormat csr_export;

}  // namespace crucible
