#include "crucible/core/narrow.hpp"
#include "recommender.hpp"

#include <algorithm>
#include <numeric>

namespace crucible {
namespace {

/// Shows everybody the same order of books, less what the reader has rated.
class BaselineRecommender final : public Recommender {
 public:
  BaselineRecommender(BaselineKind kind, const Baselines& baselines, const EvaluationData& data, double low,
                      double high)
      : kind_(kind), baselines_(baselines), data_(data), low_(low), high_(high) {
    if (ranks()) sort_books();
  }

  bool predicts() const override { return kind_ != BaselineKind::popularity; }
  bool ranks() const override { return kind_ != BaselineKind::mean; }
  void start(std::span<const std::int64_t> users) override { users_.assign(users.begin(), users.end()); }

  double predict(std::size_t place, BookIndex book) const override {
    const auto b = static_cast<std::size_t>(book);
    double rating = baselines_.mean;
    if (kind_ == BaselineKind::book_mean) rating = baselines_.book_mean[b];
    if (kind_ == BaselineKind::biases)
      rating += baselines_.book_bias[b] + baselines_.user_bias[static_cast<std::size_t>(users_[place])];
    return low_ < high_ ? std::clamp(rating, low_, high_) : rating;
  }

  TopLists lists(std::int64_t top) const override {
    TopLists result;
    result.top = top;
    result.entries.resize(users_.size() * static_cast<std::size_t>(top));
    for (std::size_t i = 0; i < users_.size(); ++i) {
      const UserRow rated = user_row(data_.rated, users_[i]);
      std::int64_t shown = 0;
      for (const ScoredBook& book : order_) {
        if (shown == top) break;
        if (std::binary_search(rated.book.begin(), rated.book.end(), book.book)) continue;
        result.entries[i * static_cast<std::size_t>(top) + static_cast<std::size_t>(shown++)] = book;
      }
      result.shown.push_back(shown);
    }
    return result;
  }

 private:
  double value(std::size_t book) const {
    if (kind_ == BaselineKind::popularity) return static_cast<double>(baselines_.popularity[book]);
    if (kind_ == BaselineKind::book_mean) return baselines_.book_mean[book];
    return baselines_.book_bias[book];
  }

  void sort_books() {
    std::vector<BookIndex> books(baselines_.popularity.size());
    std::iota(books.begin(), books.end(), 0);
    std::stable_sort(books.begin(), books.end(), [this](BookIndex a, BookIndex b) {
      return value(static_cast<std::size_t>(a)) > value(static_cast<std::size_t>(b));
    });
    for (const BookIndex book : books)
      order_.push_back({static_cast<float>(value(static_cast<std::size_t>(book))), book});
  }

  BaselineKind kind_;
  const Baselines& baselines_;
  const EvaluationData& data_;
  double low_;
  double high_;
  std::vector<ScoredBook> order_;
  std::vector<std::int64_t> users_;
};

}  // namespace

std::unique_ptr<Recommender> make_baseline_recommender(BaselineKind kind, const Baselines& baselines,
                                                       const EvaluationData& data, double scale_low,
                                                       double scale_high) {
  return std::make_unique<BaselineRecommender>(kind, baselines, data, scale_low, scale_high);
}

}  // namespace crucible
