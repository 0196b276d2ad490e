#pragma once

#include "crucible/linalg/process_grid.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace crucible {

class BlockCyclicMatrix;
struct ProblemSizes;
struct RowSlab;
struct RowsSvd;
struct SvdOptions;
struct SvdResult;
struct TallSvd;
struct Wanted;

/// A route to a singular value decomposition: everything that differs between routes. Each has one file in
/// src/linalg/method and one row in svd_method.cpp. docs/svd.md compares the routes.
struct SvdRoute {
  const char* name;     ///< as users write it: "qr-dc"
  const char* summary;  ///< for help, continues the name: "never makes ratings dense"; null: nothing to say

  /// Collective. Decomposes a finite matrix with rows >= columns on its grid, and consumes it. Null for a
  /// route that finds a few triplets without a grid, by truncated_svd().
  TallSvd (*run)(BlockCyclicMatrix a, Wanted wanted, const SvdOptions& options);
  /// How far the sum of the squared singular values may be off, relative to the squared norm of the matrix;
  /// 0: only by rounding.
  double square_sum_tolerance;
  /// Says what is wrong with a result; empty if it is good. `tolerance` is that of KrylovOptions. Pure.
  std::string (*doubt)(const SvdResult& result, double tolerance);

  // Memory, for memory_plan(). Pure. Numbers of doubles. Null if `run` is null.
  /// The peak of a rank while `run` works, in addition to the rows that it was given.
  double (*elements_per_rank)(const ProblemSizes& sizes, const SvdOptions& options);
  /// The same of the stage that rank 0 alone has.
  double (*elements_on_root)(const ProblemSizes& sizes, const SvdOptions& options);
  /// Says why it cannot be done with any amount of memory; empty if it can.
  std::string (*obstacle)(const ProblemSizes& sizes, GridShape grid, const SvdOptions& options);

  /// Collective. Decomposes a finite matrix, multiplied by `scale`, by rows that stay on their ranks, without
  /// a grid. None, before anything is done, if these rows are not such that it can. Null for a route that
  /// needs a grid.
  std::optional<RowsSvd> (*run_by_rows)(const Communicator& comm, const RowSlab& a, double scale,
                                        Wanted wanted, const SvdOptions& options) = nullptr;
  /// Doubles at the peak of a rank while run_by_rows() works, in addition to the rows that it was given; on
  /// rank 0 elements_on_root() if that is more. None if the rows are not such that it can. Pure. Null if
  /// `run_by_rows` is.
  std::optional<double> (*elements_by_rows)(const ProblemSizes& sizes, const SvdOptions& options) = nullptr;

  /// True for a route that is faster on ranks with whole columns: row_grid() instead of square_grid().
  bool by_columns = false;

  bool truncated() const noexcept { return run == nullptr; }
};

/// A row of the table of routes. Null is `auto`: choose_svd_method() decides.
using SvdMethod = const SvdRoute*;

namespace svd_method {
inline constexpr SvdMethod automatic = nullptr;
/// ScaLAPACK's driver (QR iteration). It is the baseline, 5 to 11 times slower than dc and qr_dc.
extern const SvdRoute pdgesvd;
/// Bidiagonal form, divide and conquer on one rank, and back.
extern const SvdRoute dc;
/// QR, then dc on R (small R: LAPACK's dgesdd on one rank), then the product with Q.
extern const SvdRoute qr_dc;
/// Polar decomposition, then a symmetric eigenproblem: no stage on one rank alone.
extern const SvdRoute polar;
/// Eigenvalues of A^T A. The fastest, but it finds no singular value below 1e-6 of the largest.
extern const SvdRoute gram;
/// Block Krylov, for a few singular values only.
extern const SvdRoute krylov;
}  // namespace svd_method

/// The table of routes, in the order in which help and memory plans show them.
std::span<const SvdMethod> svd_methods();

/// "auto" or the route's name.
std::string to_string(SvdMethod method);
/// The reverse. Throws UsageError, which names `text` and the known names.
SvdMethod parse_svd_method(std::string_view text);

}  // namespace crucible
