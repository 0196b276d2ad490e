#include "crucible/mpi/exact_sum.hpp"
#include "kernel/loss.hpp"
#include "schedule/batch_order.hpp"
#include "schedule/gram_step.hpp"
#include "schedule/schedule.hpp"
#include "schedule/sync_modes.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

namespace crucible {

namespace {

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

/// One rating of a batch that this rank owns.
struct BatchEntry {
  std::int64_t user;  ///< row of this rank
  BookIndex book;
  float slope;  ///< of the loss by the prediction
};

/// Mini-batches for optimizers with a `batch_step`. Steps are dense: every row moves in every step. A batch
/// is a part of a random permutation of all ratings. Every rank computes the gradient of its own ratings and
/// moves its own user rows. Book gradients are summed over the ranks, so that all ranks make the same step.
///
/// Gradients are summed in float, or with fixed shards exactly (see ExactSum). The exact sum gives the same
/// bits at any number of ranks, but needs messages of twice the size.
class BatchSchedule : public Schedule {
 public:
  explicit BatchSchedule(Workbench& bench)
      : bench_(bench),
        books_(bench.arrays.blocks.front()),
        user_gradient_(bench.users, bench.options.factors, false),
        book_gradient_({0, bench.total_books}, bench.options.factors, false),
        exact_(bench.options.sync->fixed_shards),
        first_rating_(bench.comm.sum_before(bench.ratings.size())) {
    for (std::int64_t u = 0; u < bench.users.size(); ++u) {
      while (bench.shard_bounds[at(bench.shards.begin + shards_seen_ + 1)] <= bench.users.begin + u)
        ++shards_seen_;
      shard_of_user_.push_back(static_cast<std::int32_t>(shards_seen_));
    }
    for (std::int64_t i = 0, u = 0; i < bench.ratings.size(); i += landmark_step) {
      while (bench.ratings.offsets[at(u + 1)] <= i) ++u;
      landmark_.push_back(u);
    }
  }

  EpochSums run_epoch(std::int64_t epoch, double rate_factor) override {
    const BatchOrder order(bench_.total_ratings, bench_.options.seed, epoch);
    const std::int64_t batches = (bench_.total_ratings + bench_.options.batch - 1) / bench_.options.batch;
    EpochSums sums;
    squared_error_.assign(at(bench_.shards.size()), 0.0);
    for (std::int64_t b = 0; b < batches; ++b) {
      const std::int64_t begin = b * bench_.options.batch;
      const std::int64_t end = std::min(bench_.total_ratings, begin + bench_.options.batch);
      find_errors(order, {begin, end});
      add_gradients(batch_loss_weight / static_cast<float>(end - begin));
      sums.bytes_sent += sum_book_gradient();
      if (bench_.options.unrated_weight > 0) add_unrated_gradients();
      step(epoch * batches + b + 1, rate_factor);
    }
    sums.squared_error = sum_in_shard_order(bench_.comm, squared_error_, 1)[0];
    sums.updates = bench_.total_ratings;
    return sums;
  }

  void predict_validation() override { predict_with_copy(bench_, books_); }

 private:
  static constexpr std::int64_t landmark_step = 64;

  std::int64_t user_of(std::int64_t rating) const noexcept {
    std::int64_t user = landmark_[at(rating / landmark_step)];
    while (bench_.ratings.offsets[at(user + 1)] <= rating) ++user;
    return user;
  }

  void find_errors(const BatchOrder& order, IndexRange positions) {
    entries_.clear();
    FactorRows& users = bench_.arrays.users;
    const float* user_bias = users.data(RowArray::bias);
    const float* book_bias = books_.data(RowArray::bias);
    for (std::int64_t j = positions.begin; j < positions.end; ++j) {
      const std::int64_t rating = order(j) - first_rating_;
      if (rating < 0 || rating >= bench_.ratings.size()) continue;
      const std::int64_t user = user_of(rating);
      const BookIndex book = bench_.ratings.book[at(rating)];
      const float guess = user_bias[user] + book_bias[book] +
                          bench_.kernels.dot(users.factors(user), books_.factors(book), users.stride());
      const float error = bench_.ratings.rating[at(rating)] - guess;
      entries_.push_back({user, book, -loss_slope(error)});
      squared_error_[at(shard_of_user_[at(user)])] += error_term(static_cast<double>(error));
    }
  }

  /// Gradients of the loss of the batch: `scale` is what the loss of one rating weighs.
  void add_gradients(float scale) {
    if (exact_) start_exact_sum(scale);
    const std::int64_t stride = books_.stride();
    for (const BatchEntry& entry : entries_) {
      const float* p = bench_.arrays.users.factors(entry.user);
      const float step = scale * entry.slope;
      bench_.kernels.add_scaled(user_gradient_.factors(entry.user), books_.factors(entry.book), step, stride);
      user_gradient_.data(RowArray::bias)[entry.user] += step;
      if (exact_) {
        const std::int64_t first = entry.book * (books_.k() + 1);
        for (std::int64_t i = 0; i < books_.k(); ++i) sum_.add(first + i, static_cast<double>(step * p[i]));
        sum_.add(first + books_.k(), static_cast<double>(step));
      } else {
        bench_.kernels.add_scaled(book_gradient_.factors(entry.book), p, step, stride);
        book_gradient_.data(RowArray::bias)[entry.book] += step;
      }
    }
  }

  /// Bounds the gradient of a book by the largest product of slope and factor (or 1), times the size of the
  /// batch.
  void start_exact_sum(float scale) {
    double largest = 0;
    for (const BatchEntry& entry : entries_) {
      const float* p = bench_.arrays.users.factors(entry.user);
      float most = 1;
      for (std::int64_t i = 0; i < books_.k(); ++i) most = std::max(most, std::abs(p[i]));
      largest = std::max(largest, static_cast<double>(std::abs(entry.slope) * most));
      if (!std::isfinite(entry.slope)) largest = INFINITY;
    }
    largest = bench_.comm.max_value(largest);
    const auto size = static_cast<double>(bench_.options.batch);
    sum_ = ExactSum(bench_.total_books * (books_.k() + 1), 2 * static_cast<double>(scale) * largest * size);
  }

  std::int64_t sum_book_gradient() {
    const std::span<float> gradient = book_gradient_.buffer();
    if (!exact_) {
      bench_.comm.sum(gradient);
      return bench_.comm.size() > 1 ? static_cast<std::int64_t>(gradient.size_bytes()) : 0;
    }
    const std::vector<double> total = sum_.total(bench_.comm);
    const std::int64_t width = books_.k() + 1;
    for (std::int64_t book = 0; book < bench_.total_books; ++book) {
      const double* row = total.data() + book * width;
      std::transform(row, row + books_.k(), book_gradient_.factors(book),
                     [](double x) { return static_cast<float>(x); });
      book_gradient_.data(RowArray::bias)[book] = static_cast<float>(row[books_.k()]);
    }
    return bench_.comm.size() > 1 ? static_cast<std::int64_t>(total.size() * sizeof(double)) : 0;
  }

  /// Adds the gradient of W times the squared predictions of all entries, per training rating. It is the rows
  /// times the Gram matrix of the other side.
  void add_unrated_gradients() {
    std::vector<RowSpan> users;
    for (std::int64_t s = bench_.shards.begin; s < bench_.shards.end; ++s)
      users.push_back(
          span_of(bench_.arrays.users, {bench_.shard_bounds[at(s)], bench_.shard_bounds[at(s + 1)]}));
    const RowSpan books = span_of(books_, books_.rows());
    const double weight =
        batch_loss_weight * bench_.options.unrated_weight / static_cast<double>(bench_.total_ratings);
    const AlignedFloats of_books = scaled(gram_of(bench_, {&books, 1}, true), weight);
    const AlignedFloats of_users = scaled(gram_of(bench_, users, false), weight);
    bench_.kernels.multiply(bench_.arrays.users.factors(), bench_.users.size(), books_.stride(),
                            of_books.data(), user_gradient_.factors());
    bench_.kernels.multiply(books_.factors(), bench_.total_books, books_.stride(), of_users.data(),
                            book_gradient_.factors());
  }

  static AlignedFloats scaled(const std::vector<double>& matrix, double weight) {
    AlignedFloats result;
    for (const double entry : matrix) result.push_back(static_cast<float>(weight * entry));
    return result;
  }

  void step(std::int64_t count, double rate_factor) {
    const KernelRates rates = kernel_rates(bench_.hyper, rate_factor);
    const auto move = [&](FactorRows& rows, const FactorRows& gradient, std::vector<FactorRows>& companions,
                          RowArray array, float rate, float l2) {
      if (array == RowArray::bias && !bench_.hyper.biases) return;
      std::vector<float*> beside;
      beside.reserve(companions.size());
      for (FactorRows& companion : companions) beside.push_back(companion.data(array));
      const std::int64_t columns = array == RowArray::factors ? rows.stride() : 1;
      bench_.options.optimizer->batch_step(bench_.kernels, {.parameters = rows.data(array),
                                                            .gradients = gradient.data(array),
                                                            .companions = beside,
                                                            .count = rows.rows().size() * columns,
                                                            .step = count,
                                                            .rate = rate,
                                                            .l2 = l2});
    };
    FactorRows& users = bench_.arrays.users;
    move(users, user_gradient_, bench_.arrays.user_companions, RowArray::factors, rates.user_factor_rate,
         rates.user_factor_l2);
    move(users, user_gradient_, bench_.arrays.user_companions, RowArray::bias, rates.user_bias_rate,
         rates.user_bias_l2);
    move(books_, book_gradient_, bench_.arrays.book_companions, RowArray::factors, rates.book_factor_rate,
         rates.book_factor_l2);
    move(books_, book_gradient_, bench_.arrays.book_companions, RowArray::bias, rates.book_bias_rate,
         rates.book_bias_l2);
    for (FactorRows* gradient : {&user_gradient_, &book_gradient_})
      std::fill(gradient->buffer().begin(), gradient->buffer().end(), 0.0F);
  }

  Workbench& bench_;
  FactorRows& books_;
  FactorRows user_gradient_;
  FactorRows book_gradient_;
  bool exact_;
  ExactSum sum_{0, 0};
  std::int64_t first_rating_;
  std::int64_t shards_seen_ = 0;
  std::vector<std::int32_t> shard_of_user_;  ///< counted from this rank's first shard
  std::vector<std::int64_t> landmark_;       ///< the user of every 64th rating
  std::vector<BatchEntry> entries_;
  std::vector<double> squared_error_;
};

std::unique_ptr<Schedule> make(Workbench& bench) { return std::make_unique<BatchSchedule>(bench); }

}  // namespace

const SyncMode batch_mode{
    .name = "batches", .summary = "steps of mini-batches", .make = &make, .raw_ratings = true};

}  // namespace crucible
