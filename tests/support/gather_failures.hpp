#pragma once

#include "crucible/mpi/communicator.hpp"

#include <string>

#include <gtest/gtest.h>

namespace crucible::testing {

/// After each test: collects the failures of all ranks, prints those of the others on rank 0, and makes the
/// test fail on every rank where it failed on one, so that the exit code is the same everywhere. Ranks other
/// than 0 are otherwise silent.
class GatherFailures : public ::testing::EmptyTestEventListener {
 public:
  explicit GatherFailures(const Communicator& comm) : comm_(comm) {}

  void OnTestPartResult(const ::testing::TestPartResult& result) override;
  void OnTestEnd(const ::testing::TestInfo& info) override;

 private:
  const Communicator& comm_;
  std::string failures_;
  bool reporting_ = false;
};

}  // namespace crucible::testing
