#include "crucible/core/error.hpp"
#include "crucible/model/predict.hpp"
#include "recommender.hpp"

namespace crucible {
namespace {

class ModelRecommender final : public Recommender {
 public:
  ModelRecommender(const FactorModel& model, const EvaluationData& data, const Seen& seen)
      : model_(model), data_(data), seen_(seen), gram_(book_gram(model)) {
    require(model.users == data.train.users, "a model to judge does not hold the users of the ratings");
    require(model.books == IndexRange{0, data.train.total_books},
            "a model to judge does not hold every book");
  }

  bool predicts() const override { return true; }
  bool ranks() const override { return true; }

  void start(std::span<const std::int64_t> users) override {
    users_.assign(users.begin(), users.end());
    factors_ = Matrix::Zero(std::ssize(users), model_.k());
    known_.assign(users.size(), {});
    offsets_.assign(1, 0);
    rated_.clear();
    for (std::size_t i = 0; i < users.size(); ++i) {
      known_[i] = user(users[i]);
      std::copy(known_[i].factors.begin(), known_[i].factors.end(),
                factors_.row(static_cast<Eigen::Index>(i)).data());
      const UserRow row = user_row(data_.rated, users[i]);
      rated_.insert(rated_.end(), row.book.begin(), row.book.end());
      offsets_.push_back(std::ssize(rated_));
    }
  }

  double predict(std::size_t place, BookIndex book, std::optional<std::int64_t> time) const override {
    const std::int64_t user = users_[place];
    if (!time || seen_.folded[static_cast<std::size_t>(user)] != 0)
      return crucible::predict(model_, known_[place], book);
    return predict_at(model_, model_.users.begin + user, book, *time);
  }

  TopLists lists(std::int64_t top) const override { return top_k(model_, {factors_, offsets_, rated_}, top); }

 private:
  UserFactors user(std::int64_t user) const {
    const auto u = static_cast<std::size_t>(user);
    if (seen_.folded[u] != 0) {
      const UserRow row = user_row(data_.fold_in, user);
      return fold_in(model_, gram_, row.book, row.rating);
    }
    return user_of(model_, model_.users.begin + user);
  }

  const FactorModel& model_;
  const EvaluationData& data_;
  const Seen& seen_;
  BookGram gram_;
  std::vector<std::int64_t> users_;  ///< of the batch
  std::vector<UserFactors> known_;
  Matrix factors_;
  std::vector<std::int64_t> offsets_;
  std::vector<BookIndex> rated_;
};

}  // namespace

Seen who_was_seen(const EvaluationData& data, const Baselines& baselines) {
  Seen seen;
  for (std::int64_t u = 0; u < data.train.users.size(); ++u) {
    const bool trained = !user_row(data.train, u).book.empty();
    const bool folded = !trained && !user_row(data.fold_in, u).book.empty();
    seen.users.push_back(trained || folded ? 1 : 0);
    seen.folded.push_back(folded ? 1 : 0);
  }
  for (const std::int64_t ratings : baselines.popularity) seen.books.push_back(ratings > 0 ? 1 : 0);
  return seen;
}

std::unique_ptr<Recommender> make_model_recommender(const FactorModel& model, const EvaluationData& data,
                                                    const Seen& seen) {
  return std::make_unique<ModelRecommender>(model, data, seen);
}

}  // namespace crucible
