#include "gather_failures.hpp"

#include <utility>

namespace crucible::testing {

void GatherFailures::OnTestPartResult(const ::testing::TestPartResult& result) {
  if (!result.failed() || reporting_) return;
  failures_ += "rank " + std::to_string(comm_.rank()) + ": " +
               (result.file_name() ? result.file_name() : "?") + ":" + std::to_string(result.line_number()) +
               "\n" + result.message() + "\n";
}

void GatherFailures::OnTestEnd(const ::testing::TestInfo& info) {
  const std::string mine = std::exchange(failures_, {});
  const bool failed_here = info.result()->Failed();
  if (!comm_.any(!mine.empty())) return;
  const std::vector<char> all = comm_.concatenate_all(std::span<const char>(mine));
  reporting_ = true;
  if (!failed_here) GTEST_NONFATAL_FAILURE_(std::string(all.begin(), all.end()).c_str());
  reporting_ = false;
}

}  // namespace crucible::testing
