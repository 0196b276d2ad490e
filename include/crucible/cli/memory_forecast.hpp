#pragma once

#include <cstdint>

namespace crucible {

/// What a dry run says of the memory of this rank: the resident memory (RSS) that `ps` will show at the peak
/// of the real run. The libraries' part is not computed but measured: it is what the process has when a
/// command says what else it expects.
class MemoryForecast {
 public:
  /// Local. From now on, `bytes` will be in use at one time in addition to what is now. Called again, for
  /// another part of the work, the larger of both counts.
  void expect(double bytes);
  /// Local. The peak, in bytes.
  std::int64_t peak() const;

 private:
  double expected_ = 0;
};

}  // namespace crucible
