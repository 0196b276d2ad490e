#include "doctor/self_checks.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/number_text.hpp"
#include "crucible/data/triplets.hpp"
#include "crucible/linalg/svd.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/synthetic/generate.hpp"
#include "crucible/synthetic/generate_matrix.hpp"
#include "crucible/train/trainer.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

namespace {

constexpr const char* mend_libraries =
    "build crucible and its libraries again and run its tests; OPENBLAS_CORETYPE=Haswell shows whether the "
    "kernels of "
    "BLAS are to blame";
/// What LAPACK's tests accept of a residual.
constexpr double largest_residual = 30;
/// A training that learns gets below this part of the spread of its ratings.
constexpr double learnt = 0.9;

/// Collective.
Finding svd_finding(const Communicator& comm) {
  const MatrixOptions options{120, 80, 1e3, 1};
  const IndexRange rows = even_part(options.rows, comm.size(), comm.rank());
  RowSlab matrix{options.rows, rows, on_every_rank(comm, [&] { return generate_matrix(options, rows); })};
  const SvdResult result = svd(comm, matrix);
  const std::vector<double> known = generated_singular_values(options);
  double off = 0;
  for (std::size_t i = 0; i < known.size(); ++i)
    off = std::max(off, std::abs(result.singular_values[i] - known[i]));
  const bool good = result.checks.residual < largest_residual &&
                    result.checks.orthogonality < largest_residual && off < 1e-12;
  return {"SVD", good ? Health::ok : Health::wrong,
          "residual " + shortest(result.checks.residual, 3) + ", orthogonality " +
              shortest(result.checks.orthogonality, 3) + " (below 30), values within " + shortest(off, 2),
          good ? "" : mend_libraries};
}

/// This rank's ratings of a small catalogue with planted tastes. Collective.
std::vector<Rating> small_catalogue(const Communicator& comm) {
  GenerateOptions options;
  options.users = 400;
  options.books = 120;
  options.ratings = 8000;
  const RatingTable table = generate(comm, options);
  std::vector<Rating> ratings;
  for (std::int64_t user = 0; user < table.ratings.users.size(); ++user) {
    const UserRow row = user_row(table.ratings, user);
    for (std::size_t i = 0; i < row.book.size(); ++i)
      ratings.push_back({table.ratings.users.begin + user, row.book[i], row.rating[i]});
  }
  return ratings;
}

/// Collective.
Finding training_finding(const Communicator& comm) {
  TrainOptions options;
  options.factors = 8;
  options.epochs = 10;
  Trainer trainer(comm, options,
                  shard_triplets(comm, small_catalogue(comm), {.scale_low = 1, .scale_high = 5}));
  trainer.run({});
  const double rmse = trainer.progress().history.back().train_rmse;
  const bool good = std::isfinite(rmse) && rmse < learnt * trainer.spread();
  return {"training", good ? Health::ok : Health::wrong,
          "RMSE from " + fixed(trainer.spread(), 3) + " to " + fixed(rmse, 3) + " in 10 epochs, " +
              std::string(name_of(trainer.instruction_set())) + " kernels",
          good ? "" : "try --instruction-set portable; if that helps, report the processor"};
}

/// The finding of `check`, or what it threw on all ranks. Collective.
template <typename Check>
Finding guarded(const Communicator& comm, const std::string& name, const Check& check) {
  try {
    return check(comm);
  } catch (const Error& error) {
    if (!error.on_all_ranks()) throw;
    return {name, Health::wrong, error.what(), mend_libraries};
  }
}

}  // namespace

std::vector<Finding> self_check_findings(const Communicator& comm) {
  return {guarded(comm, "SVD", svd_finding), guarded(comm, "training", training_finding)};
}

}  // namespace crucible
