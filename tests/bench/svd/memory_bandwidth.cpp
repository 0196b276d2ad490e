#include "memory_bandwidth.hpp"

#include "bench.hpp"

#include <algorithm>
#include <vector>

namespace crucible {

double triad_bandwidth(const Communicator& comm) {
  constexpr std::size_t count = std::size_t{8} << 20U;
  constexpr double factor = 3;
  std::vector<double> a(count);
  const std::vector<double> b(count, 1);
  const std::vector<double> c(count, 2);
  double best = 1e300;
  double sum = 0;
  for (int round = 0; round < 10; ++round) {
    best = std::min(best, bench::slowest_seconds(comm, [&] {
                      for (std::size_t i = 0; i < count; ++i) a[i] = b[i] + factor * c[i];
                    }));
    sum += a[static_cast<std::size_t>(round)];  // so that the loop is not left out
  }
  return sum > 0 ? 24e-9 * static_cast<double>(count) * comm.size() / best : 0;
}

}  // namespace crucible
