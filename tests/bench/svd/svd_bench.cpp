// Times every route to a dense singular value decomposition, all singular vectors wanted, on the same
// matrices in one run, round after round so that a busy moment of the machine hits all alike. Beside them
// dgesdd on one process with one and with all threads, and the peak of dgemm. Prints JSON; medians and all
// samples in seconds.
//
//   mpirun -n 2 svd_bench [--rounds N] [--threads N] [--shape MxN]... [--method NAME]...
#include "bench.hpp"
#include "crucible/core/random.hpp"
#include "crucible/linalg/blas_library.hpp"
#include "crucible/linalg/svd.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/mpi/session.hpp"
#include "reference_times.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

namespace {

using namespace crucible;
using namespace crucible::bench;
using Json = nlohmann::ordered_json;

struct Settings {
  int rounds = 3;
  int threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  std::vector<GridShape> shapes;
  std::vector<SvdMethod> methods;
};

Settings settings_of(int argc, char** argv) {
  Settings settings;
  each_option(argc, argv, [&](const std::string& name, const std::string& value) {
    if (name == "--rounds") settings.rounds = std::stoi(value);
    if (name == "--threads") settings.threads = std::stoi(value);
    if (name == "--shape") settings.shapes.push_back(parse_grid(value));
    if (name == "--method") settings.methods.push_back(parse_svd_method(value));
  });
  if (settings.shapes.empty()) settings.shapes = {{2000, 1000}, {5355, 1004}, {6000, 1500}, {4000, 2000}};
  if (settings.methods.empty())
    settings.methods = {svd_method::automatic, &svd_method::pdgesvd, &svd_method::dc, &svd_method::qr_dc,
                        &svd_method::gram};
  return settings;
}

/// This rank's rows of a matrix of normal random numbers that does not depend on the number of ranks.
RowSlab random_slab(const Communicator& comm, std::int64_t rows, std::int64_t columns) {
  RowSlab slab = even_slab(rows, columns, comm.size(), comm.rank());
  for (std::int64_t i = 0; i < slab.rows.size(); ++i) {
    RandomStream stream(1, RandomPurpose::generate_matrix, static_cast<std::uint64_t>(slab.rows.begin + i));
    for (std::int64_t j = 0; j < columns; ++j) slab.values(i, j) = stream.normal();
  }
  return slab;
}

/// Seconds of the slowest rank from a common start, the checks not counted.
double seconds_of(const Communicator& comm, const RowSlab& a, SvdMethod method, SvdResult& result) {
  SvdOptions options;
  options.method = method;
  options.check = false;
  return slowest_seconds(comm, [&] { result = svd(comm, a, options); });
}

/// dgesdd's seconds on rank 0. The other ranks sleep meanwhile, for waiting in MPI would take a core from it:
/// for nearly as long as it took before, a first time that does not count included.
class AloneOnRankZero {
 public:
  AloneOnRankZero(const Communicator& comm, const MatrixD& a, int threads)
      : comm_(comm), a_(a), threads_(threads), cores_(host_cores(comm).cores) {
    expected_ = measure();
  }

  double measure() {
    double seconds = 0;
    if (!comm_.is_root()) std::this_thread::sleep_for(std::chrono::duration<double>(0.95 * expected_));
    on_root(comm_, [&] { seconds = dgesdd_seconds(a_, threads_, cores_); });
    seconds = comm_.broadcast_value(seconds);
    expected_ = expected_ > 0 ? std::min(expected_, seconds) : seconds;
    return seconds;
  }

 private:
  const Communicator& comm_;
  const MatrixD& a_;
  int threads_;
  CoreSet cores_;
  double expected_ = 0;
};

Json measure(const Communicator& comm, GridShape shape, const Settings& settings) {
  const RowSlab a = random_slab(comm, shape.rows, shape.columns);
  const MatrixD whole = gather_rows(comm, a);
  std::map<std::string, std::vector<double>> samples;
  std::map<std::string, SvdResult> results;
  const std::string all_threads = "dgesdd, " + std::to_string(settings.threads) + " threads";
  AloneOnRankZero one_thread(comm, whole, 1);
  AloneOnRankZero more_threads(comm, whole, settings.threads);
  for (int round = 0; round < settings.rounds; ++round) {
    for (const SvdMethod method : settings.methods)
      samples[to_string(method)].push_back(seconds_of(comm, a, method, results[to_string(method)]));
    samples["dgesdd, 1 thread"].push_back(one_thread.measure());
    if (settings.threads > 1) samples[all_threads].push_back(more_threads.measure());
  }
  Json routes;
  for (const auto& [name, seconds] : samples) {
    Json route{{"median", median(seconds)}, {"samples", seconds}};
    if (const auto found = results.find(name); found != results.end()) {
      const SvdChecks checks = check_svd(comm, a, found->second);
      route["method"] = to_string(found->second.method);
      route["residual"] = checks.residual;
      route["orthogonality"] = checks.orthogonality;
    }
    routes[name] = route;
  }
  return {{"rows", shape.rows}, {"columns", shape.columns}, {"seconds", routes}};
}

}  // namespace

int main(int argc, char** argv) {
  use_fast_blas_kernels(argv);
  MpiSession session(argc, argv);
  const Communicator& comm = session.world();
  use_one_blas_thread();
  const Settings settings = settings_of(argc, argv);
  Json report{{"benchmark", "svd"}, {"ranks", comm.size()}, {"rounds", settings.rounds}};
  report["dgemm_gigaflops_per_rank"] = comm.min_value(dgemm_gigaflops());
  for (const GridShape shape : settings.shapes) report["shapes"].push_back(measure(comm, shape, settings));
  if (comm.is_root()) std::printf("%s\n", report.dump(2).c_str());
  return 0;
}
