#include "crucible/linalg/process_grid.hpp"

#include "crucible/mpi/collective.hpp"
#include "grid/scalapack.hpp"

#include <algorithm>
#include <charconv>
#include <exception>

namespace crucible {

namespace {

/// `text` as a positive whole number, or 0 if it is not one.
int whole_number(std::string_view text) noexcept {
  int value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  return problem == std::errc() && end == text.data() + text.size() && value > 0 ? value : 0;
}

std::int64_t blocks_of(std::int64_t count, int block) noexcept {
  return std::max<std::int64_t>(1, (count + block - 1) / block);
}

/// PBLAS as it starts. Some routines of ScaLAPACK leave other topologies behind on the ranks that called
/// them, and on a later grid with ranks that did not, both sides then wait for ever.
void reset_topologies(int context) {
  for (const char* operation : {"B", "C"})
    for (const char* scope : {"R", "C", "A"}) pb_topset_(&context, operation, scope, " ");
}

}  // namespace

GridShape square_grid(int ranks) noexcept {
  int columns = 1;
  for (int c = 2; c <= ranks / c; ++c)
    if (ranks % c == 0) columns = c;
  return {ranks / columns, columns};
}

GridShape row_grid(int ranks, std::int64_t column_blocks) noexcept {
  constexpr int most = 16;
  return ranks <= most && ranks <= column_blocks ? GridShape{1, ranks} : square_grid(ranks);
}

GridShape fitting_grid(GridShape wanted, std::int64_t rows, std::int64_t columns, int block) noexcept {
  const auto cut = [](int parts, std::int64_t blocks) {
    return static_cast<int>(std::min<std::int64_t>(parts, blocks));
  };
  return {cut(wanted.rows, blocks_of(rows, block)), cut(wanted.columns, blocks_of(columns, block))};
}

GridShape parse_grid(std::string_view text) {
  const std::size_t cross = text.find('x');
  if (cross != std::string_view::npos) {
    const GridShape shape{whole_number(text.substr(0, cross)), whole_number(text.substr(cross + 1))};
    if (shape.rows > 0 && shape.columns > 0) return shape;
  }
  throw UsageError(printable(text) + " is not a process grid: give rows and columns like 2x3");
}

std::string to_string(GridShape shape) {
  return std::to_string(shape.rows) + "x" + std::to_string(shape.columns);
}

ProcessGrid::ProcessGrid(const Communicator& comm, GridShape shape) : comm_(comm), shape_(shape) {
  require(shape.rows > 0 && shape.columns > 0, "a process grid needs at least one row and one column");
  if (static_cast<std::int64_t>(shape.rows) * shape.columns > comm.size())
    throw_on_all_ranks(UsageError("a process grid of " + to_string(shape) + " needs " +
                                  std::to_string(static_cast<std::int64_t>(shape.rows) * shape.columns) +
                                  " ranks, but there are " + std::to_string(comm.size())));
  handle_ = Csys2blacs_handle(comm.native());
  context_ = handle_;
  Cblacs_gridinit(&context_, "R", shape.rows, shape.columns);
  if (!member()) return;
  reset_topologies(context_);
  int rows = 0;
  int columns = 0;
  Cblacs_gridinfo(context_, &rows, &columns, &row_, &column_);
}

ProcessGrid::~ProcessGrid() {
  // Leaving a grid frees communicators, which is collective. While an exception unwinds, ranks may be
  // anywhere.
  if (std::uncaught_exceptions() > 0) return;
  if (member()) Cblacs_gridexit(context_);
  Cfree_blacs_system_handle(handle_);
}

}  // namespace crucible
