// The main of every test binary that runs under mpirun (and also alone, as one rank).
#include "crucible/mpi/session.hpp"
#include "gather_failures.hpp"
#include "world.hpp"

#include <gtest/gtest.h>

namespace {

const crucible::Communicator* the_world = nullptr;

}  // namespace

const crucible::Communicator& crucible::testing::world() { return *the_world; }

int main(int argc, char** argv) {
  crucible::MpiSession session(argc, argv);
  the_world = &session.world();
  ::testing::InitGoogleTest(&argc, argv);
  auto& listeners = ::testing::UnitTest::GetInstance()->listeners();
  if (!the_world->is_root()) delete listeners.Release(listeners.default_result_printer());
  listeners.Append(new crucible::testing::GatherFailures(*the_world));
  return the_world->max_value(RUN_ALL_TESTS());
}
