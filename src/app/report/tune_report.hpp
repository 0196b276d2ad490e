#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/tune/tune_results.hpp"
#include "crucible/tune/tune_search.hpp"

#include <string>

namespace crucible {

/// A trial's figures and options, for people.
std::string tune_line(const TuneResults& results, const TuneTrial& trial);

/// Says and notes what would be trained.
void say_tune_plan(Job& job, const TunePlan& plan);

/// Says what is left to do of a search.
void announce_search(Job& job, const TunePlan& plan, const TuneSearch& search);

/// Prints the best trials, a line each, with their numbers; notes all of them.
void report_search(Job& job, const TuneResults& results);

}  // namespace crucible
