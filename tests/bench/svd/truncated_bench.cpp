// The block Krylov method beside ARPACK (PARPACK's implicitly restarted Lanczos on A^T A) and, where it is
// installed, SLEPc (Krylov-Schur on the same) on sparse ratings, in one run, round after round, so that a
// busy moment of the machine hits all alike. All stop at the same tolerance: |A^T A v - s^2 v| <= T s^2 for
// each triplet; the largest residual of each is measured afterwards. Beside them the bandwidth of the sparse
// products and that of STREAM's triad. Prints tables;
// --json FILE has all samples.
//
//   mpirun -n 2 truncated_bench --file ratings.h5 [--rank K]... [--rounds N] [--tolerance T] [--block N]
//   [--json FILE]
#include "bench.hpp"
#include "crucible/core/number_text.hpp"
#include "crucible/linalg/blas_library.hpp"
#include "crucible/linalg/truncated_svd.hpp"
#include "crucible/mpi/session.hpp"
#include "crucible/store/matrix_source.hpp"
#include "memory_bandwidth.hpp"
#include "truncated/row_operator.hpp"
#include "truncated_peers.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace {

using namespace crucible;
using namespace crucible::bench;
using Json = nlohmann::ordered_json;

struct Settings {
  std::string file;
  std::string json;
  std::vector<std::int64_t> ranks;
  int rounds = 3;
  double tolerance = 1e-3;
  std::int64_t block = 0;  ///< of krylov; 0: its own choice
};

Settings settings_of(int argc, char** argv) {
  Settings settings;
  each_option(argc, argv, [&](const std::string& name, const std::string& value) {
    if (name == "--file") settings.file = value;
    if (name == "--json") settings.json = value;
    if (name == "--rank") settings.ranks.push_back(std::stoll(value));
    if (name == "--rounds") settings.rounds = std::stoi(value);
    if (name == "--tolerance") settings.tolerance = std::stod(value);
    if (name == "--block") settings.block = std::stoll(value);
  });
  if (settings.ranks.empty()) settings.ranks = {10, 100, 500};
  return settings;
}

/// What all methods give: singular values and right vectors, and U, which is only timed.
struct Triplets {
  std::vector<double> values;
  RowSlab v;
  std::int64_t products = 0;  ///< vectors multiplied by A^T A
};

struct Peer {
  const char* name;
  GramEigen (*eigen)(const Communicator& comm, std::int64_t columns, std::int64_t rank, double tolerance,
                     const GramProduct& gram);
};

constexpr Peer peers[] = {
    {"ARPACK", &arpack_eigen},
#ifdef CRUCIBLE_WITH_SLEPC
    {"SLEPc", &slepc_eigen},
#endif
};

class Contest {
 public:
  Contest(const Communicator& comm, const SparseRows& a, const Settings& settings)
      : comm_(comm), a_(a), operator_(a, none_), settings_(settings) {}

  Triplets krylov(std::int64_t rank, double tolerance) const {
    KrylovOptions options;
    options.tolerance = tolerance;
    options.block = settings_.block;
    options.check = false;
    SvdResult result = truncated_svd(comm_, a_, none_, rank, options);
    return {std::move(result.singular_values), std::move(result.v), 0};
  }

  /// With U = A V / S, as krylov() has it.
  Triplets of_peer(const Peer& peer, std::int64_t rank) const {
    GramEigen eigen = peer.eigen(comm_, a_.columns, rank, settings_.tolerance, [&](const RowMatrixD& x) {
      return operator_.transposed_times(operator_.times(x));
    });
    for (double& value : eigen.values) value = std::sqrt(value);
    constexpr std::int64_t width = 64;
    for (std::int64_t begin = 0; begin < rank; begin += width)
      operator_.times(gather_columns(comm_, eigen.vectors, {begin, std::min(rank, begin + width)}));
    return {std::move(eigen.values), std::move(eigen.vectors), eigen.products};
  }

  /// The largest |A^T A v - s^2 v| / s^2.
  double residual(const Triplets& found) const {
    double worst = 0;
    for (std::size_t i = 0; i < found.values.size(); ++i) {
      const auto column = static_cast<std::int64_t>(i);
      RowMatrixD z =
          operator_.transposed_times(operator_.times(gather_columns(comm_, found.v, {column, column + 1})));
      comm_.sum(std::span<double>(z.data(), static_cast<std::size_t>(z.size())));
      const double square = found.values[i] * found.values[i];
      const RowMatrixD off =
          z.middleRows(found.v.rows.begin, found.v.rows.size()) - square * found.v.values.col(column);
      worst = std::max(worst, std::sqrt(comm_.sum_value(off.squaredNorm())) / square);
    }
    return worst;
  }

  Json measure(const Peer& peer, std::int64_t rank) const;
  Json products() const;

 private:
  const Communicator& comm_;
  const SparseRows& a_;
  LowRankTerms none_;
  SparseOperator operator_;
  const Settings& settings_;
};

/// A contestant's samples and what it found last.
struct Samples {
  std::vector<double> seconds;
  Triplets found;
};

Json Contest::measure(const Peer& peer, std::int64_t rank) const {
  // Peers look only at their restarts, and often come further than they were asked to. So the Krylov method
  // is also asked for what the peer came to, which this run tells.
  const double reached = std::max(1e-10, residual(of_peer(peer, rank)));
  Samples by_krylov;
  Samples as_far;
  Samples by_peer;
  std::vector<double> ratios;
  const auto time = [&](Samples& samples, auto&& work) {
    samples.seconds.push_back(slowest_seconds(comm_, [&] { samples.found = work(); }));
  };
  for (int round = 0; round < settings_.rounds; ++round) {
    time(by_krylov, [&] { return krylov(rank, settings_.tolerance); });
    time(by_peer, [&] { return of_peer(peer, rank); });
    time(as_far, [&] { return krylov(rank, reached); });
    ratios.push_back(by_peer.seconds.back() / as_far.seconds.back());
  }
  double apart = 0;
  for (std::size_t i = 0; i < by_peer.found.values.size(); ++i)
    apart = std::max(apart, std::abs(as_far.found.values.at(i) / by_peer.found.values[i] - 1));
  const auto json = [&](const Samples& samples) {
    return Json{{"median", median(samples.seconds)},
                {"samples", samples.seconds},
                {"residual", residual(samples.found)}};
  };
  Json row{{"rank", rank},
           {"peer", peer.name},
           {"krylov", json(by_krylov)},
           {"of_peer", json(by_peer)},
           {"equal", json(as_far)}};
  row["of_peer"]["products"] = by_peer.found.products;
  row["ratio"] = median(ratios);
  row["values_apart"] = apart;
  return row;
}

/// GB/s of A X and A^T Y: `least` counts each array once (A, X and Y), `touched` the row of X, or of A^T Y
/// twice, for each entry.
Json Contest::products() const {
  Json rows = Json::array();
  const auto entries = static_cast<double>(comm_.sum_value(static_cast<std::int64_t>(a_.entries())));
  const auto m = static_cast<double>(a_.total_rows);
  const auto n = static_cast<double>(a_.columns) * comm_.size();  // every rank has all of X
  for (const std::int64_t width : {1, 16}) {
    const RowMatrixD x = RowMatrixD::Ones(a_.columns, width);
    const RowMatrixD y = RowMatrixD::Ones(a_.rows.size(), width);
    std::vector<double> forward;
    std::vector<double> back;
    for (int round = 0; round < 3 * settings_.rounds; ++round) {
      forward.push_back(slowest_seconds(comm_, [&] { operator_.times(x); }));
      back.push_back(slowest_seconds(comm_, [&] { operator_.transposed_times(y); }));
    }
    const auto w = static_cast<double>(width);
    const double matrix = 8 * entries + 8 * m;
    const double least = matrix + 8 * w * (m + n);
    rows.push_back({{"vectors", width},
                    {"times",
                     {{"seconds", median(forward)},
                      {"least", 1e-9 * least / median(forward)},
                      {"touched", 1e-9 * (matrix + 8 * w * (entries + m)) / median(forward)}}},
                    {"transposed",
                     {{"seconds", median(back)},
                      {"least", 1e-9 * (least + 8 * w * n) / median(back)},
                      {"touched", 1e-9 * (matrix + 8 * w * (2 * entries + m)) / median(back)}}}});
  }
  return rows;
}

void print(const Json& report) {
  std::printf(
      "Seconds (largest residual); the ratio is of equal residuals\n\n"
      "| triplets | krylov | peer | | krylov as far as the peer | peer / that "
      "|\n|---|---|---|---|---|---|\n");
  for (const Json& row : report["ranks"]) {
    const auto cell = [&](const char* name) {
      return shortest(row[name]["median"], 3) + " (" + shortest(row[name]["residual"], 2) + ")";
    };
    std::printf("| %lld | %s | %s | %s | %s | %s |\n", row["rank"].get<long long>(), cell("krylov").c_str(),
                row["peer"].get<std::string>().c_str(), cell("of_peer").c_str(), cell("equal").c_str(),
                shortest(row["ratio"], 3).c_str());
  }
  std::printf(
      "\nGB/s, all ranks; STREAM triad: %s\n\n"
      "| product | vectors | each array once | all that is touched |\n|---|---|---|---|\n",
      shortest(report["triad_gigabytes_per_second"], 3).c_str());
  for (const Json& row : report["products"])
    for (const auto& [name, shown] : {std::pair{"times", "A X"}, std::pair{"transposed", "A^T Y"}})
      std::printf("| %s | %lld | %s | %s |\n", shown, row["vectors"].get<long long>(),
                  shortest(row[name]["least"], 3).c_str(), shortest(row[name]["touched"], 3).c_str());
}

}  // namespace

int main(int argc, char** argv) {
  use_fast_blas_kernels(argv);
  MpiSession session(argc, argv);
  const Communicator& comm = session.world();
  use_one_blas_thread();
  const Settings settings = settings_of(argc, argv);
  const MatrixSource source = MatrixSource::open(comm, settings.file, "");
  const RatingMatrix ratings = source.read_ratings(comm, "", Fill::zero);
  const SparseRows sparse = ratings.sparse();
  const Contest contest(comm, sparse, settings);
  Json report{{"benchmark", "truncated"},        {"mpi_ranks", comm.size()}, {"rounds", settings.rounds},
              {"tolerance", settings.tolerance}, {"rows", source.rows()},    {"columns", source.columns()},
              {"entries", source.entries()}};
  report["triad_gigabytes_per_second"] = triad_bandwidth(comm);
  report["products"] = contest.products();
  for (const std::int64_t rank : settings.ranks)
    for (const Peer& peer : peers) report["ranks"].push_back(contest.measure(peer, rank));
  if (comm.is_root()) {
    print(report);
    if (!settings.json.empty()) std::ofstream(settings.json) << report.dump(2) << '\n';
  }
  return 0;
}
