#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/linalg/memory_plan.hpp"
#include "crucible/linalg/svd.hpp"
#include "crucible/picture/compression_table.hpp"
#include "crucible/picture/image.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace crucible {

/// Says and notes what picture `name` is as a matrix, and what decomposing it takes. `image` is the picture,
/// on rank 0. Collective.
void say_compression_plan(Job& job, const std::string& name, const Image& image, const PictureShape& shape,
                          const MemoryPlan& plan);

/// Says and notes what came out of compressing picture `name`, of which k = `stored` is kept.
void report_compression(Job& job, const std::string& name, const Image& image, const SvdResult& svd,
                        std::span<const CompressionRow> rows, std::int64_t stored);

}  // namespace crucible
