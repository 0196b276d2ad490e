#include "crucible/store/svd_model.hpp"

#include "crucible/linalg/truncated_svd.hpp"

#include <algorithm>

namespace crucible {

namespace {

/// Factors of the differences from the fill, (this rank's users x k): what a user's ratings project to.
Matrix user_factors(const Communicator& comm, const RatingMatrix& matrix, const SvdResult& svd) {
  constexpr std::int64_t width = 16;
  Matrix factors(matrix.ratings.users.size(), svd.v.columns());
  for (std::int64_t begin = 0; begin < svd.v.columns(); begin += width) {
    const IndexRange panel{begin, std::min(svd.v.columns(), begin + width)};
    const RowMatrixD v = gather_columns(comm, svd.v, panel);
    factors.middleCols(begin, panel.size()) = multiply_rows(matrix.sparse(), {}, v).cast<float>();
  }
  return factors;
}

}  // namespace

FactorModel svd_model(const Communicator& comm, const RatingStore& store, const RatingMatrix& matrix,
                      const SvdResult& svd, FoldIn fold_in) {
  FactorModel model;
  model.traits.kind = ModelKind::svd;
  model.traits.fold_in = fold_in;
  model.traits.has_biases = matrix.fill == Fill::bias;
  model.traits.global_mean = static_cast<float>(matrix.global_mean);
  model.traits.scale_low = static_cast<float>(store.scale_low());
  model.traits.scale_high = static_cast<float>(store.scale_high());
  // Ridge fold-in: what a new user did not rate counts as the fill, with the weight of one rating.
  if (fold_in == FoldIn::ridge) model.traits.unrated_weight = 1;
  model.total_users = store.total_users();
  model.total_books = store.total_books();
  model.users = matrix.ratings.users;
  model.user_bias.assign(matrix.user_bias.begin(), matrix.user_bias.end());
  model.user_factors = user_factors(comm, matrix, svd);
  model.books = svd.v.rows;
  model.book_bias.assign(matrix.book_bias.begin() + model.books.begin,
                         matrix.book_bias.begin() + model.books.end);
  model.book_factors = svd.v.values.cast<float>();
  model.singular_values = svd.singular_values;
  return model;
}

}  // namespace crucible
