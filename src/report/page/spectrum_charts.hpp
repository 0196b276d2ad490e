#pragma once

#include "chart/chart.hpp"
#include "crucible/report/report_files.hpp"
#include "page/names.hpp"

#include <string>
#include <vector>

namespace crucible {

// Charts of one decomposition. Pure.

PlaneChart value_chart(const ReportSpectrum& spectrum, const Names& names);
/// Without a curve where the energy is not known.
PlaneChart energy_chart(const ReportSpectrum& spectrum, const Names& names);
/// The first two scores of rows. @pre there are some, and two singular values, and the norm is above 0
PlaneChart component_chart(const ReportSpectrum& spectrum, const Names& names);

/// A share of the energy, and the k that reaches it: "12", or "> 100" where none of those that are known
/// does.
struct ShareRank {
  double share = 0;
  std::string k;
};

/// Those that are shown, ascending.
std::vector<ShareRank> share_ranks(const ReportSpectrum& spectrum, const Names& names);

}  // namespace crucible
