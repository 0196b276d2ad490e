#include "crucible/recommend/fold_in.hpp"

#include "crucible/core/error.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Cholesky>

namespace crucible {
namespace {

using VectorD = Eigen::VectorXd;

/// The factors of the books, one column per rating, (k x n). If users have biases, there is one more row, of
/// ones.
MatrixD own_factors(const FactorModel& model, std::span<const BookIndex> books) {
  const Eigen::Index k = model.k();
  MatrixD own(k + (model.traits.has_biases ? 1 : 0), std::ssize(books));
  for (Eigen::Index j = 0; j < own.cols(); ++j) {
    const BookIndex book = books[static_cast<std::size_t>(j)];
    require(model.books.contains(book), "a user rated a book that this rank does not hold");
    own.col(j).head(k) = model.book_factors.row(book - model.books.begin).transpose().cast<double>();
  }
  if (model.traits.has_biases) own.row(k).setOnes();
  return own;
}

/// The targets minus the global mean and the books' biases.
VectorD residuals(const FactorModel& model, std::span<const BookIndex> books,
                  std::span<const float> ratings) {
  require(books.size() == ratings.size(), "a user has not as many ratings as books");
  VectorD result(std::ssize(books));
  for (std::size_t j = 0; j < books.size(); ++j)
    result(static_cast<Eigen::Index>(j)) =
        training_target(model.traits, ratings[j]) - static_cast<double>(model.traits.global_mean) -
        static_cast<double>(model.book_bias[static_cast<std::size_t>(books[j] - model.books.begin)]);
  return result;
}

/// The user's normal equations, factorised. `own` is from own_factors().
Eigen::LLT<MatrixD> normal_equations(const FactorModel& model, const BookGram& gram, const MatrixD& own) {
  const Eigen::Index k = model.k();
  const auto n = static_cast<double>(own.cols());
  MatrixD a = MatrixD::Zero(own.rows(), own.rows());
  a.selfadjointView<Eigen::Lower>().rankUpdate(own);
  if (model.traits.unrated_weight > 0) {
    require(gram.gram.rows() == k,
            "fold-in with an unrated weight was not given the Gram matrix of the books");
    a.topLeftCorner(k, k) += model.traits.unrated_weight * gram.gram;
  }
  // Without regularisation and with fewer ratings than factors the matrix is singular. A tiny ridge selects
  // the smallest solution.
  const double floor = 1e-9 * a.trace() / static_cast<double>(a.rows()) + 1e-30;
  a.diagonal().head(k).array() +=
      std::max(model.traits.user_factor_l2 * n + model.traits.user_factor_ridge, floor);
  if (own.rows() > k)
    a(k, k) += std::max(model.traits.user_bias_l2 * n + model.traits.user_bias_ridge, floor);
  Eigen::LLT<MatrixD> factorised(a);
  if (factorised.info() != Eigen::Success)
    throw NumericalError("a user's fold-in has no solution: the book factors are not finite or too large");
  return factorised;
}

/// Projection: the bias is this times the sum of the residuals.
double projection_bias_weight(const ModelTraits& traits, Eigen::Index n) {
  return traits.has_biases ? 1 / (static_cast<double>(n) * (1 + traits.user_bias_l2)) : 0;
}

/// What the link adds for each of the books, one column per rating, for as many unknowns as `own` has rows.
MatrixD linked(const FactorModel& model, std::span<const BookIndex> books, Eigen::Index unknowns) {
  MatrixD parts(unknowns, std::ssize(books));
  for (Eigen::Index j = 0; j < parts.cols(); ++j)
    parts.col(j) =
        model.link.book.row(books[static_cast<std::size_t>(j)]).head(unknowns).transpose().cast<double>();
  return parts / std::sqrt(static_cast<double>(books.size()));
}

/// The unknowns that are expected before any rating is looked at.
VectorD expected(const FactorModel& model, std::span<const BookIndex> books, Eigen::Index unknowns) {
  if (model.link.empty()) return VectorD::Zero(unknowns);
  return Eigen::Map<const Eigen::VectorXf>(model.link.mean.data(), unknowns).cast<double>() +
         linked(model, books, unknowns).rowwise().sum();
}

VectorD solve_ridge(const FactorModel& model, const BookGram& gram, const MatrixD& own, const VectorD& before,
                    const VectorD& target) {
  const Eigen::Index k = model.k();
  const Eigen::LLT<MatrixD> equations = normal_equations(model, gram, own);
  VectorD right = own * (target - own.transpose() * before);
  if (model.traits.unrated_weight > 0) {
    right.head(k) -= model.traits.unrated_weight * (gram.gram * before.head(k));
    const double pull = model.traits.unrated_weight * model.traits.unrated_target;
    if (pull != 0) right.head(k) += pull * Eigen::Map<const VectorD>(gram.column.data(), k);
  }
  return before + equations.solve(right);
}

VectorD project(const FactorModel& model, const MatrixD& own, const VectorD& target) {
  const double bias = projection_bias_weight(model.traits, own.cols()) * target.sum();
  VectorD solution = own * (target.array() - bias).matrix();
  if (own.rows() > model.k()) solution(model.k()) = bias;
  return solution;
}

}  // namespace

BookGram book_gram(const FactorModel& model) {
  BookGram result;
  if (model.traits.unrated_weight <= 0) return result;
  const Eigen::Index k = model.k();
  const Eigen::Index books = model.book_factors.rows();
  constexpr Eigen::Index block = 512;
  MatrixD sum = MatrixD::Zero(k, k);
  VectorD column = VectorD::Zero(k);
  for (Eigen::Index first = 0; first < books; first += block) {
    const MatrixD part = model.book_factors.middleRows(first, std::min(block, books - first)).cast<double>();
    sum.selfadjointView<Eigen::Lower>().rankUpdate(part.transpose());
    column += part.colwise().sum().transpose();
  }
  result.gram = sum.selfadjointView<Eigen::Lower>();
  result.column.assign(column.data(), column.data() + k);
  return result;
}

UserFactors fold_in(const FactorModel& model, const BookGram& gram, std::span<const BookIndex> books,
                    std::span<const float> ratings) {
  UserFactors user{std::vector<float>(static_cast<std::size_t>(model.k()), 0.0F), 0};
  if (books.empty()) return user;
  const MatrixD own = own_factors(model, books);
  const VectorD target = residuals(model, books, ratings);
  const VectorD solution = model.traits.fold_in == FoldIn::projection
                               ? project(model, own, target)
                               : solve_ridge(model, gram, own, expected(model, books, own.rows()), target);
  for (Eigen::Index i = 0; i < model.k(); ++i)
    user.factors[static_cast<std::size_t>(i)] = static_cast<float>(solution(i));
  if (own.rows() > model.k()) user.bias = static_cast<float>(solution(model.k()));
  return user;
}

std::vector<double> score_shares(const FactorModel& model, const BookGram& gram,
                                 std::span<const BookIndex> books, std::span<const float> ratings,
                                 BookIndex book) {
  if (books.empty()) return {};
  const MatrixD own = own_factors(model, books);
  const VectorD target = residuals(model, books, ratings);
  const VectorD wanted = own_factors(model, std::span<const BookIndex>(&book, 1)).col(0);
  VectorD shares;
  if (model.traits.fold_in == FoldIn::projection) {
    const double weight = projection_bias_weight(model.traits, own.cols());
    const VectorD likeness = own.topRows(model.k()).transpose() * wanted.head(model.k());
    shares = likeness.cwiseProduct((target.array() - weight * target.sum()).matrix()) + weight * target;
  } else {
    const VectorD solved = normal_equations(model, gram, own).solve(wanted);
    shares = (own.transpose() * solved).cwiseProduct(target);
    if (!model.link.empty()) {
      VectorD left = wanted - own * (own.transpose() * solved);
      if (model.traits.unrated_weight > 0)
        left.head(model.k()) -= model.traits.unrated_weight * (gram.gram * solved.head(model.k()));
      shares += linked(model, books, own.rows()).transpose() * left;
    }
  }
  return {shares.data(), shares.data() + shares.size()};
}

}  // namespace crucible
