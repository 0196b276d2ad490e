#include "crucible/linalg/svd.hpp"

#include "crucible/linalg/truncated_svd.hpp"
#include "norms.hpp"
#include "pdgesvd.hpp"
#include "svd_routes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace crucible {

namespace {

constexpr std::array<std::pair<SvdMethod, const char*>, 6> names{{{SvdMethod::automatic, "auto"},
                                                                  {SvdMethod::pdgesvd, "pdgesvd"},
                                                                  {SvdMethod::dc, "dc"},
                                                                  {SvdMethod::qr_dc, "qr-dc"},
                                                                  {SvdMethod::gram, "gram"},
                                                                  {SvdMethod::krylov, "krylov"}}};

/// Everything about a request that follows from sizes alone.
struct Task {
  std::int64_t wanted = 0;  ///< singular triplets
  bool transposed = false;  ///< the matrix is wide, so its transpose is worked on
  SvdChoice choice;
};

Task task_of(const RowSlab& a, const SvdOptions& options) {
  const std::int64_t all = std::min(a.total_rows, a.columns());
  if (options.rank < 0 || options.rank > all)
    throw UsageError("a matrix of " + std::to_string(a.total_rows) + " x " + std::to_string(a.columns()) +
                     " has " + std::to_string(all) + " singular values, not " + std::to_string(options.rank));
  if (options.block < 1) throw UsageError("the block size must be at least 1");
  return {options.rank == 0 ? all : options.rank, a.total_rows < a.columns(),
          choose_svd_method(a.total_rows, a.columns(), options)};
}

GridShape grid_for(const Communicator& comm, const SvdOptions& options, std::int64_t rows,
                   std::int64_t columns, std::string& reason) {
  const GridShape wanted = options.grid.value_or(square_grid(comm.size()));
  if (static_cast<std::int64_t>(wanted.rows) * wanted.columns > comm.size())
    throw UsageError("a process grid of " + to_string(wanted) + " needs more ranks than the " +
                     std::to_string(comm.size()) + " there are");
  const GridShape fitting = fitting_grid(wanted, rows, columns, options.block);
  if (options.grid && !(fitting == wanted))
    reason += "; grid cut from " + to_string(wanted) + " to " + to_string(fitting) +
              " so that every rank owns a block";
  return fitting;
}

RowSlab no_vectors(std::int64_t rows, IndexRange mine) { return {rows, mine, RowMatrixD(mine.size(), 0)}; }

RowSlab unit_columns(std::int64_t rows, IndexRange mine, std::int64_t k) {
  RowSlab slab{rows, mine, RowMatrixD::Zero(mine.size(), k)};
  for (std::int64_t i = mine.begin; i < std::min(mine.end, k); ++i) slab.values(i - mine.begin, i) = 1;
  return slab;
}

/// A zero matrix: any orthonormal vectors will do.
void decompose_zero(SvdResult& result, std::int64_t k, bool vectors) {
  result.singular_values.assign(static_cast<std::size_t>(k), 0.0);
  result.reason += "; the matrix is zero";
  if (!vectors) return;
  result.u = unit_columns(result.rows, result.u.rows, k);
  result.v = unit_columns(result.columns, result.v.rows, k);
}

/// A single row or column: its own norm and direction. ScaLAPACK hangs on some of these.
void decompose_vector(const Communicator& comm, const RowSlab& a, SvdResult& result, bool vectors) {
  result.singular_values = {result.frobenius};
  result.reason += "; a single row or column is decomposed by its norm";
  if (!vectors) return;
  if (result.columns == 1) {
    result.u.values = a.values / result.frobenius;
    result.v = unit_columns(1, result.v.rows, 1);
    return;
  }
  const RowMatrixD row = gather_rows(comm, a);
  result.u = unit_columns(1, result.u.rows, 1);
  result.v.values = row.transpose().middleRows(result.v.rows.begin, result.v.rows.size()) / result.frobenius;
}

TallSvd run_route(BlockCyclicMatrix a, SvdMethod method, Wanted wanted, const SvdOptions& options) {
  switch (method) {
    case SvdMethod::pdgesvd:
      return svd_by_pdgesvd(std::move(a), wanted);
    case SvdMethod::dc:
      return svd_by_dc(std::move(a), wanted);
    case SvdMethod::gram:
      return svd_by_gram(std::move(a), wanted);
    default:
      return svd_by_qr_dc(std::move(a), wanted, options.gather_limit);
  }
}

/// The wanted part of a tall decomposition, turned back and scaled back, into `result`.
void take(const TallSvd& tall, const Task& task, double scale, bool vectors, SvdResult& result) {
  const auto k = std::min(task.wanted, static_cast<std::int64_t>(tall.values.size()));
  if (k < task.wanted)
    result.reason +=
        "; " + std::to_string(task.wanted - k) + " singular values too small for it are left out";
  result.singular_values.assign(tall.values.begin(), tall.values.begin() + k);
  for (double& value : result.singular_values) value /= scale;
  if (!vectors) return;
  result.u = (task.transposed ? *tall.v : *tall.u).to_slab(result.u.rows, k);
  result.v = (task.transposed ? *tall.u : *tall.v).to_slab(result.v.rows, k);
}

void decompose(const Communicator& comm, const RowSlab& a, const Task& task, const SvdOptions& options,
               const Norms& norms, SvdResult& result) {
  const std::int64_t rows = std::max(result.rows, result.columns);
  const std::int64_t columns = std::min(result.rows, result.columns);
  result.grid = grid_for(comm, options, rows, columns, result.reason);
  const auto grid = std::make_shared<const ProcessGrid>(comm, result.grid);
  BlockCyclicMatrix tall = BlockCyclicMatrix::from_slab(grid, a, options.block, task.transposed);
  const double scale = safe_scale(norms.largest);
  for (std::int64_t i = 0; i < tall.local_rows() * tall.local_columns(); ++i) tall.data()[i] *= scale;
  const TallSvd parts =
      run_route(std::move(tall), result.method, {task.wanted, !options.values_only}, options);
  const bool approximate = result.method == SvdMethod::gram;
  check_singular_values(to_string(result.method).c_str(), parts.values, scale * norms.frobenius,
                        approximate ? 1e-8 : rounding_tolerance(rows));
  take(parts, task, scale, !options.values_only, result);
}

}  // namespace

std::string to_string(SvdMethod method) {
  for (const auto& [value, name] : names)
    if (value == method) return name;
  throw LogicError("unknown singular value decomposition method");
}

SvdMethod parse_svd_method(std::string_view text) {
  for (const auto& [value, name] : names)
    if (text == name) return value;
  throw UsageError(printable(text) + " is not a method: take auto, pdgesvd, dc, qr-dc, gram or krylov");
}

SvdChoice choose_svd_method(std::int64_t rows, std::int64_t columns, const SvdOptions& options) {
  if (options.method != SvdMethod::automatic) return {options.method, "asked for"};
  const std::int64_t longer = std::max(rows, columns);
  const std::int64_t shorter = std::min(rows, columns);
  const std::string turned = rows < columns ? ", transposed" : "";
  if (longer >= 2 * shorter) {
    const bool small = shorter <= options.gather_limit;
    return {SvdMethod::qr_dc, "at least twice as long as wide" + turned +
                                  ": QR first, then divide and conquer on R" +
                                  (small ? ", which is small enough for one rank" : "")};
  }
  return {SvdMethod::dc, "nearly square" + turned + ": bidiagonal form, then divide and conquer"};
}

SvdResult svd(const Communicator& comm, RowSlab a, const SvdOptions& options) {
  check_slab(comm, a, "the matrix");
  if (a.total_rows == 0 || a.columns() == 0)
    throw UsageError("an empty matrix has no singular value decomposition");
  const Task task = task_of(a, options);
  if (task.choice.method == SvdMethod::krylov) {
    KrylovOptions krylov;
    krylov.check = options.check;
    SvdResult result = truncated_svd(comm, a, task.wanted, krylov);
    if (options.values_only) {
      result.u.values.resize(result.u.rows.size(), 0);
      result.v.values.resize(result.v.rows.size(), 0);
    }
    return result;
  }
  SvdResult result;
  result.rows = a.total_rows;
  result.columns = a.columns();
  result.method = task.choice.method;
  result.reason = task.choice.reason;
  result.u = no_vectors(result.rows, a.rows);
  result.v = no_vectors(result.columns, even_part(result.columns, comm.size(), comm.rank()));
  const Norms norms = norms_of(comm, a.values);
  result.frobenius = norms.frobenius;
  if (norms.frobenius == 0)
    decompose_zero(result, task.wanted, !options.values_only);
  else if (std::min(result.rows, result.columns) == 1)
    decompose_vector(comm, a, result, !options.values_only);
  else
    decompose(comm, a, task, options, norms, result);
  normalise_signs(comm, result.u, result.v);
  if (options.check) result.checks = check_svd(comm, a, result);
  return result;
}

SvdResult svd(BlockCyclicMatrix a, const SvdOptions& options) {
  const Communicator& comm = a.grid().comm();
  RowSlab slab = a.to_slab(even_part(a.rows(), comm.size(), comm.rank()), a.columns());
  { const BlockCyclicMatrix released = std::move(a); }
  return svd(comm, std::move(slab), options);
}

}  // namespace crucible
