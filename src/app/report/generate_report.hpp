#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/data/rating_table.hpp"

namespace crucible {

/// Prints a few books of a generated catalogue, its mean rating and its deviation. `noise` is the part of the
/// deviation that is noise. Collective.
void report_catalogue(Job& job, const RatingTable& table, double noise);

}  // namespace crucible
