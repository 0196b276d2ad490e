// Updates a second of every inner loop, on one core: all instruction sets that this CPU has, rows of 8 to 256
// factors, beside the core's multiply-add peak and memory bandwidth, measured in turn with them. Prints a
// table of medians over the rounds; an update counts 8 k operations.
//
//   kernel_bench [--rounds N] [--k N]... [--set NAME]... [--pass sgd|adagrad]
//                [--shape USERS,BOOKS,RATINGS] [--json FILE]
#include "bench.hpp"
#include "bench_cells.hpp"
#include "core_limits.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace {

using namespace crucible;
using namespace crucible::bench;
using Json = nlohmann::ordered_json;
using Samples = std::vector<double>;

struct Settings {
  int rounds = 5;
  std::vector<std::int64_t> k;
  std::vector<InstructionSet> sets;
  BenchCells::Pass pass = BenchCells::Pass::sgd;
  Shape shape;
  std::string json;
};

Shape parse_shape(const std::string& text) {
  Shape shape;
  long long users = 0;
  long long books = 0;
  long long ratings = 0;
  if (std::sscanf(text.c_str(), "%lld,%lld,%lld", &users, &books, &ratings) == 3)
    shape = {users, books, ratings};
  return shape;
}

Settings settings_of(int argc, char** argv) {
  Settings settings;
  each_option(argc, argv, [&](const std::string& name, const std::string& value) {
    if (name == "--rounds") settings.rounds = std::stoi(value);
    if (name == "--k") settings.k.push_back(std::stoll(value));
    if (name == "--set" && parse_instruction_set(value))
      settings.sets.push_back(*parse_instruction_set(value));
    if (name == "--pass" && value == "adagrad") settings.pass = BenchCells::Pass::adagrad;
    if (name == "--shape") settings.shape = parse_shape(value);
    if (name == "--json") settings.json = value;
  });
  if (settings.k.empty()) settings.k = {8, 16, 32, 64, 96, 100, 128, 160, 192, 256};
  if (settings.sets.empty())
    settings.sets = {InstructionSet::portable, InstructionSet::avx2, InstructionSet::avx512};
  std::erase_if(settings.sets, [](InstructionSet set) { return set > best_instruction_set(); });
  return settings;
}

struct Results {
  std::map<InstructionSet, Samples> peak;
  Samples memory;
  std::map<InstructionSet, Samples> rate;  ///< updates a second
};

Results measure(BenchCells& cells, std::int64_t k, const Settings& settings) {
  Results results;
  for (const InstructionSet set : settings.sets) cells.epoch(kernels_for(set, k), settings.pass);
  for (int round = 0; round < settings.rounds; ++round) {
    results.memory.push_back(measure_memory_gigabytes());
    for (const InstructionSet set : settings.sets) {
      results.peak[set].push_back(measure_gigaflops(set));
      const double seconds = cells.epoch(kernels_for(set, k), settings.pass);
      results.rate[set].push_back(static_cast<double>(cells.ratings()) / seconds);
    }
  }
  return results;
}

Json row_of(const BenchCells& cells, std::int64_t k, InstructionSet set, const Results& results,
            InstructionSet best) {
  const double rate = median(results.rate.at(set));
  const double gigaflops = rate * 8 * static_cast<double>(k) * 1e-9;
  const double own_peak = median(results.peak.at(set));
  const double best_peak = median(results.peak.at(best));
  return {{"k", k},
          {"instruction_set", name_of(set)},
          {"updates_per_second", rate},
          {"gigaflops", gigaflops},
          {"peak_gigaflops_of_set", own_peak},
          {"peak_gigaflops_of_core", best_peak},
          {"share_of_core_peak", gigaflops / best_peak},
          {"memory_gigabytes_per_second", median(results.memory)},
          {"layout_gigabytes_per_second", rate * cells.bytes_per_rating() * 1e-9},
          {"layout_bytes_per_rating", cells.bytes_per_rating()},
          {"book_tiles", cells.book_tiles()},
          {"samples", results.rate.at(set)}};
}

void print(const Json& row) {
  std::printf("%4lld  %-8s %8.1f %9.1f %9.1f %9.1f %6.0f %% %11.1f %11.2f\n", row["k"].get<long long>(),
              row["instruction_set"].get<std::string>().c_str(),
              row["updates_per_second"].get<double>() * 1e-6, row["gigaflops"].get<double>(),
              row["peak_gigaflops_of_set"].get<double>(), row["peak_gigaflops_of_core"].get<double>(),
              100 * row["share_of_core_peak"].get<double>(), row["memory_gigabytes_per_second"].get<double>(),
              row["layout_bytes_per_rating"].get<double>());
}

}  // namespace

int main(int argc, char** argv) {
  const Settings settings = settings_of(argc, argv);
  const RatingShard ratings = make_ratings(settings.shape);
  Json report{{"benchmark", "kernel"}, {"ratings", ratings.size()}, {"rounds", settings.rounds}};
  std::printf("%lld ratings, medians of %d rounds\n", static_cast<long long>(ratings.size()),
              settings.rounds);
  std::printf("   k  set        M upd/s   GFLOP/s  set peak core peak   share memory GB/s bytes/rating\n");
  for (const std::int64_t k : settings.k) {
    BenchCells cells(ratings, k);
    const Results results = measure(cells, k, settings);
    const InstructionSet best =
        std::max_element(results.peak.begin(), results.peak.end(), [](const auto& a, const auto& b) {
          return median(a.second) < median(b.second);
        })->first;
    for (const InstructionSet set : settings.sets) {
      report["kernels"].push_back(row_of(cells, k, set, results, best));
      print(report["kernels"].back());
    }
    std::fflush(stdout);
  }
  if (!settings.json.empty()) std::ofstream(settings.json) << report.dump(2) << '\n';
  return 0;
}
