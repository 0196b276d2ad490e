// crucible/eval/evaluate.hpp against a second implementation.
#include "evaluate_case.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <Eigen/Cholesky>
#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::asking_for;
using testing::EvalCase;
using testing::evaluate_spread;
using testing::values_of;

/// A second implementation, for the model's row: straight from the definitions, whole and slow.
class Reference {
 public:
  explicit Reference(const EvalCase& whole)
      : whole_(whole), data_(evaluation_data(whole.ratings, whole.part)) {}

  std::map<std::string, double> values(std::int64_t top) {
    std::map<std::string, double> sum;
    double users = 0, pairs = 0, whole_users = 0;
    for (std::int64_t u = 0; u < whole_.model.total_users; ++u) {
      const UserRow test = user_row(data_.test, u);
      if (test.book.empty()) continue;
      turn_to(u);
      users += 1;
      for (std::size_t i = 0; i < test.book.size(); ++i) {
        const double error = prediction(test.book[i]) - static_cast<double>(test.rating[i]);
        sum["rmse"] += error * error;
        sum["mae"] += std::abs(error);
        pairs += 1;
      }
      const std::vector<BookIndex> shown = list(u);
      const std::set<BookIndex> wanted(test.book.begin(), test.book.end());
      double hits = 0, ap = 0, gain = 0, ideal = 0, first = 0;
      for (std::int64_t i = 0; i < std::min(top, std::ssize(shown)); ++i) {
        if (wanted.count(shown[static_cast<std::size_t>(i)]) == 0) continue;
        hits += 1;
        ap += hits / static_cast<double>(i + 1);
        gain += 1 / std::log2(static_cast<double>(i + 2));
        if (first == 0) first = 1 / static_cast<double>(i + 1);
      }
      const auto relevant = std::ssize(test.book);
      for (std::int64_t i = 0; i < std::min(top, relevant); ++i)
        ideal += 1 / std::log2(static_cast<double>(i + 2));
      sum["precision"] += hits / static_cast<double>(top);
      sum["recall"] += hits / static_cast<double>(relevant);
      sum["capped_recall"] += hits / static_cast<double>(std::min(top, relevant));
      sum["hit_rate"] += hits > 0 ? 1 : 0;
      sum["ap"] += ap / static_cast<double>(std::min(top, relevant));
      sum["ndcg"] += gain / ideal;
      sum["mrr"] += first;
      for (std::int64_t i = 0; i < std::min(top, std::ssize(shown)); ++i)
        covered_.insert(shown[static_cast<std::size_t>(i)]);
      if (u % 7 == 0 && whole_.ratings.offsets[static_cast<std::size_t>(u) + 1] -
                                whole_.ratings.offsets[static_cast<std::size_t>(u)] >=
                            20) {
        double found = 0;
        for (std::size_t i = 0; i < std::min<std::size_t>(10, shown.size()); ++i)
          found += wanted.count(shown[i]) > 0 ? 1 : 0;
        sum["overlap"] += found / 10;
        whole_users += 1;
      }
    }
    std::map<std::string, double> result;
    for (const auto& [name, total] : sum) result[name + "@" + std::to_string(top)] = total / users;
    result["rmse"] = std::sqrt(sum["rmse"] / pairs);
    result["mae"] = sum["mae"] / pairs;
    result["overlap@10"] = sum["overlap"] / whole_users;
    result["coverage@" + std::to_string(top)] =
        static_cast<double>(covered_.size()) / static_cast<double>(whole_.model.total_books);
    return result;
  }

 private:
  /// Factors and bias of user `u`: the model's, or for the held-out ones those of a dense ridge regression.
  void turn_to(std::int64_t u) {
    const FactorModel& model = whole_.model;
    const UserRow known = user_row(data_.fold_in, u);
    if (user_row(data_.train, u).book.empty() && !known.book.empty()) {
      const Eigen::Index k = model.k();
      Eigen::MatrixXd a =
          Eigen::MatrixXd::Identity(k + 1, k + 1) * 0.05 * static_cast<double>(known.book.size());
      Eigen::VectorXd b = Eigen::VectorXd::Zero(k + 1);
      for (std::size_t i = 0; i < known.book.size(); ++i) {
        Eigen::VectorXd q(k + 1);
        q << model.book_factors.row(known.book[i]).transpose().cast<double>(), 1;
        a += q * q.transpose();
        b += q * (static_cast<double>(known.rating[i]) - 3 -
                  static_cast<double>(model.book_bias[static_cast<std::size_t>(known.book[i])]));
      }
      const Eigen::VectorXd p = a.ldlt().solve(b);
      factors_ = p.head(k);
      bias_ = p(k);
    } else {
      factors_ = model.user_factors.row(u).transpose().cast<double>();
      bias_ = static_cast<double>(model.user_bias[static_cast<std::size_t>(u)]);
    }
  }

  double score(BookIndex book) const {
    return static_cast<double>(whole_.model.book_bias[static_cast<std::size_t>(book)]) +
           factors_.dot(whole_.model.book_factors.row(book).transpose().cast<double>());
  }
  double prediction(BookIndex book) const { return std::clamp(3 + bias_ + score(book), 1.0, 5.0); }
  std::vector<BookIndex> list(std::int64_t u) const {
    const UserRow rated = user_row(data_.rated, u);
    std::vector<BookIndex> books;
    for (BookIndex b = 0; b < whole_.model.total_books; ++b)
      if (std::find(rated.book.begin(), rated.book.end(), b) == rated.book.end()) books.push_back(b);
    std::stable_sort(books.begin(), books.end(),
                     [&](BookIndex a, BookIndex b) { return score(a) > score(b); });
    return books;
  }

  const EvalCase& whole_;
  EvaluationData data_;
  std::set<BookIndex> covered_;
  Eigen::VectorXd factors_;
  double bias_ = 0;
};

TEST(Evaluate, AgreesWithASecondImplementation) {
  const EvalCase whole = testing::random_case(70, 60, 4);
  const Evaluation evaluation = evaluate_spread(whole, asking_for({"all"}, {5}));
  const auto expected = Reference(whole).values(5);
  const auto actual = values_of(evaluation, "model");
  ASSERT_EQ(actual.size(), metric_table().size());
  for (const auto& [name, value] : actual) {
    ASSERT_TRUE(expected.contains(name)) << name << " has no second implementation here";
    EXPECT_NEAR(value, expected.at(name), 1e-6) << name;
  }
  EXPECT_GT(evaluation.folded_in_users, 0);
  EXPECT_GT(evaluation.unknown_pairs, 0);
  EXPECT_GT(evaluation.skipped_users, 0);
}

}  // namespace
}  // namespace crucible
