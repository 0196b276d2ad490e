#include "ease/ease_recommender.hpp"
#include "recommender.hpp"

#include <algorithm>
#include <numeric>

namespace crucible {
namespace {

double mean(const Baselines& fitted, std::size_t /*user*/, std::size_t /*book*/) { return fitted.mean; }

double book_mean(const Baselines& fitted, std::size_t /*user*/, std::size_t book) {
  return fitted.book_mean[book];
}

double biases(const Baselines& fitted, std::size_t user, std::size_t book) {
  return fitted.mean + (fitted.book_bias[book] + fitted.user_bias[user]);
}

double popularity_value(const Baselines& fitted, std::size_t book) {
  return static_cast<double>(fitted.popularity[book]);
}

double book_mean_value(const Baselines& fitted, std::size_t book) { return fitted.book_mean[book]; }

double book_bias_value(const Baselines& fitted, std::size_t book) { return fitted.book_bias[book]; }

/// One row per baseline.
constexpr BaselineRow table[] = {
    {"popularity", nullptr, popularity_value},      {"mean", mean, nullptr},
    {"book mean", book_mean, book_mean_value},      {"user + book bias", biases, book_bias_value},
    {"ease", nullptr, nullptr, make_ease_baseline},
};

/// Shows every user the same order of books, without those that the user has rated.
class BaselineRecommender final : public Recommender {
 public:
  BaselineRecommender(const BaselineRow& row, const Baselines& fitted, const EvaluationData& data, double low,
                      double high)
      : row_(row), fitted_(fitted), data_(data), low_(low), high_(high) {
    if (ranks()) sort_books();
  }

  bool predicts() const override { return row_.predict != nullptr; }
  bool ranks() const override { return row_.value != nullptr; }
  void start(std::span<const std::int64_t> users) override { users_.assign(users.begin(), users.end()); }

  double predict(std::size_t place, BookIndex book, std::optional<std::int64_t> /*time*/) const override {
    const double rating =
        row_.predict(fitted_, static_cast<std::size_t>(users_[place]), static_cast<std::size_t>(book));
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
  double value(std::size_t book) const { return row_.value(fitted_, book); }

  void sort_books() {
    std::vector<BookIndex> books(fitted_.popularity.size());
    std::iota(books.begin(), books.end(), 0);
    std::stable_sort(books.begin(), books.end(), [this](BookIndex a, BookIndex b) {
      return value(static_cast<std::size_t>(a)) > value(static_cast<std::size_t>(b));
    });
    for (const BookIndex book : books)
      order_.push_back({static_cast<float>(value(static_cast<std::size_t>(book))), book});
  }

  const BaselineRow& row_;
  const Baselines& fitted_;
  const EvaluationData& data_;
  double low_;
  double high_;
  std::vector<ScoredBook> order_;
  std::vector<std::int64_t> users_;
};

}  // namespace

std::span<const BaselineRow> baseline_table() { return table; }

std::unique_ptr<Recommender> make_baseline_recommender(const BaselineRow& row, const Baselines& fitted,
                                                       const EvaluationData& data, double scale_low,
                                                       double scale_high) {
  return std::make_unique<BaselineRecommender>(row, fitted, data, scale_low, scale_high);
}

}  // namespace crucible
