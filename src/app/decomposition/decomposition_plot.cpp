#include "decomposition/decomposition_plot.hpp"

#include "crucible/report/plot.hpp"

#include <array>
#include <span>

namespace crucible {

namespace {

using Score = std::array<double, 2>;

ReportSpectrum spectrum_of(const std::string& input, const SvdResult& result) {
  ReportSpectrum spectrum;
  spectrum.origin.path = input;
  spectrum.method = to_string(result.method);
  spectrum.rows = result.rows;
  spectrum.columns = result.columns;
  spectrum.frobenius = result.frobenius;
  spectrum.singular_values = result.singular_values;
  return spectrum;
}

/// The first two scores of the rows that are shown, on every rank. Collective.
std::vector<Score> scores_of(const Communicator& comm, const SvdResult& svd) {
  if (svd.k() < 2) return {};
  const std::int64_t step = score_step(svd.rows);
  std::vector<Score> mine;
  for (std::int64_t row = svd.u.rows.begin; row < svd.u.rows.end; ++row)
    if (row % step == 0) {
      const std::int64_t local = row - svd.u.rows.begin;
      mine.push_back(
          {svd.u.values(local, 0) * svd.singular_values[0], svd.u.values(local, 1) * svd.singular_values[1]});
    }
  return comm.concatenate_all(std::span<const Score>(mine));
}

}  // namespace

void plot_svd(Job& job, const PlotFile& plot, const std::string& input, const SvdResult& result) {
  plot.write(job, [&] { return spectrum_plot(spectrum_of(input, result)); });
}

void plot_pca(Job& job, const PlotFile& plot, const std::string& input, const PcaResult& result) {
  if (!plot.wanted()) return;
  ReportSpectrum spectrum = spectrum_of(input, result.svd);
  spectrum.principal = true;
  spectrum.score_rows = result.svd.rows;
  spectrum.scores = scores_of(job.comm, result.svd);
  plot.write(job, [&] { return spectrum_plot(spectrum); });
}

}  // namespace crucible
