#include "crucible/train/training_memory.hpp"

#include "crucible/train/draw_plan.hpp"
#include "crucible/train/optimizer.hpp"
#include "crucible/train/rate_schedule.hpp"
#include "crucible/train/regularization_choice.hpp"
#include "crucible/train/sync_mode.hpp"
#include "defaults/pilot.hpp"
#include "kernel/factor_rows.hpp"
#include "kernel/kernel.hpp"
#include "schedule/syncs.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

namespace {

constexpr double number = sizeof(float);
constexpr double place = sizeof(std::int64_t);
/// A rating as it is stored (RatingShard), or as a chain holds it (SideRatings).
constexpr double stored_rating = sizeof(BookIndex) + sizeof(float);
/// A short text, such as an id.
constexpr double text = sizeof(std::string);

/// Of a row of FactorRows.
double row_bytes(std::int64_t k, bool sums) {
  return number * (static_cast<double>(padded_factors(k)) + 1 + (sums ? 2 : 0));
}

/// A training whose sizes are doubles.
class Estimate {
 public:
  Estimate(const TrainingSizes& sizes, const TrainOptions& options)
      : s_(sizes),
        options_(options),
        users_(static_cast<double>(sizes.users)),
        books_(static_cast<double>(sizes.total_books)),
        ratings_(static_cast<double>(sizes.ratings)),
        validation_(static_cast<double>(sizes.validation)),
        ranks_(sizes.ranks) {
    if (options.optimizer->averages && weighs_parts())
      draws_ = plan_draws({.rows = sizes.total_users + sizes.total_books,
                           .ratings = sizes.total_ratings,
                           .validation = sizes.total_validation,
                           .factors = options.factors,
                           .books = sizes.total_books});
  }

  /// A TrainData.
  double data() const { return stored_rating * (ratings_ + validation_) + 2 * place * users_; }

  /// The ratings as they were read and as they are laid out, side by side.
  double laying_out() const { return data() + place * users_ + laid_out() + raw_validation() + plain(); }

  /// What stays from epoch to epoch of steps; also of pilots, but without the best epoch.
  double working() const {
    return laid_out() + raw_validation() + (draws() ? stored_rating * ratings_ + place * users_ : 0) +
           judged() + plain() + arrays() + sharing();
  }

  /// Another copy of what changes.
  double arrays() const { return (users_ + home_books()) * row(); }

  double of_steps() const {
    const bool takes_back = hyperparameters(options_, 1).schedule->takes_back;
    return working() + companions() + (s_.total_validation > 0 ? arrays() : 0) +
           (takes_back ? arrays() + companions() : 0);
  }

  /// Raw ratings of users and of books, while the one is sorted into the other.
  double sorting() const {
    constexpr double entry = 2 * sizeof(std::int32_t) + sizeof(float);
    const double entries = ratings_ * entry * (ranks_ > 1 ? 2 : 1);
    return 2 * stored_rating * ratings_ + entries;
  }

  double of_draws() const {
    const double chain = std::max(sorting(), 2 * stored_rating * ratings_ + draws_.bytes);
    return beside_chain() + std::max(chain, 2 * stored_rating * ratings_ + chain_rows() + pairs());
  }

  /// What stays when the last epoch is over.
  double at_end() const {
    return draws() ? beside_chain() + 2 * stored_rating * ratings_ + chain_rows() : of_steps();
  }

  /// A model as it is stored, and the largest array of a checkpoint, or what is in memory when the file is
  /// sealed.
  double checkpoint() const {
    const double k = static_cast<double>(options_.factors);
    const double own_books = books_ / ranks_;
    constexpr double slice = 16.0 * 1024 * 1024;  // of src/hdf5/sealed_file.cpp
    const double rows = static_cast<double>(s_.total_users) + books_;
    const double file = (s_.total_validation > 0 ? 3 : 2) * rows * number * k;
    return (users_ + own_books) * (number * (k + 1) + text) +
           std::max(number * k * std::max(users_, own_books), std::min(slice, file));
  }

  bool draws() const { return draws_.sweeps > 0; }

 private:
  bool weighs_parts() const { return s_.total_validation > 0 && options_.unrated_weight == 0; }
  bool rotates() const { return mode_of(options_).books_travel; }
  bool raw() const { return mode_of(options_).raw_ratings; }
  double row() const { return row_bytes(options_.factors, options_.optimizer->accumulators != nullptr); }
  double home_books() const {
    if (!rotates()) return books_;
    return books_ * static_cast<double>(s_.shards) / static_cast<double>(s_.total_shards);
  }
  double plain() const { return number * (users_ + books_); }
  double beside_chain() const {
    return judged() + raw_validation() + plain() + 2 * arrays() + draw_companions();
  }
  double raw_validation() const {
    return draws() || raw() ? stored_rating * validation_ + place * users_ : 0;
  }

  /// A ShardLayout of so many ratings: a number and a 16-bit place each, and another one for each run of a
  /// user in a tile of books.
  double layout(double ratings) const {
    constexpr double tile_bytes = 512.0 * 1024;
    constexpr double of_rating = sizeof(float) + sizeof(std::uint16_t);
    const double in_tile = tile_bytes / (number * static_cast<double>(padded_factors(options_.factors)));
    const double tiles = std::max(1.0, books_ / in_tile);
    const double of_user = ratings / std::max(1.0, users_);
    const double runs = users_ * tiles * (1 - std::pow(1 - 1 / tiles, of_user));
    return of_rating * ratings + sizeof(std::uint16_t) * std::min(ratings, runs);
  }
  double laid_out() const { return raw() ? stored_rating * ratings_ + place * users_ : layout(ratings_); }
  double judged() const {
    constexpr double parts = 5 * number;  // PlainParts and LearntParts
    return layout(validation_) + parts * validation_;
  }

  /// What ranks need to share books: the common state and the parts of a slice, or blocks on their way; or
  /// the rows of a chain.
  double sharing() const {
    if (raw() && options_.optimizer->companions.size() > 0 && !batches()) return chain_of_gibbs();
    if (rotates()) return ranks_ > 1 ? 2 * home_books() * row() : 0;
    if (!mode_of(options_).merges_copies || s_.total_shards * s_.ranks <= 1) return 0;
    return books_ * row();
  }
  bool batches() const { return options_.optimizer->batch_step != nullptr; }
  double chain_of_gibbs() const {
    const double rows = static_cast<double>(s_.total_users) + books_;
    const auto stride = static_cast<double>(padded_factors(options_.factors + 2));
    // Of all rows: a draw, its link, what that adds, and the mean. While the link is drawn, three arrays of
    // one side; and what ranks exchange.
    const double side = std::max(static_cast<double>(s_.total_users), books_);
    return stored_rating * ratings_ + number * stride * (4 * rows + (ranks_ > 1 ? 4 : 3) * side);
  }
  double companions() const {
    return static_cast<double>(options_.optimizer->companions.size()) * (users_ + books_) *
           row_bytes(options_.factors, false);
  }
  /// The users' (those of the books are in DrawPlan::bytes).
  double draw_companions() const {
    return users_ * (row_bytes(options_.factors, false) + 3 * row_bytes(draws_.factors, false));
  }
  double chain_rows() const {
    const double rows = static_cast<double>(s_.total_users) + books_;
    return 4 * number * static_cast<double>(padded_factors(draws_.factors + 2)) * rows;
  }
  double pairs() const {
    return number * static_cast<double>(padded_factors(options_.factors + draws_.factors)) *
           (users_ + books_);
  }

  const TrainingSizes& s_;
  const TrainOptions& options_;
  double users_;
  double books_;
  double ratings_;
  double validation_;
  double ranks_;
  DrawPlan draws_;
};

}  // namespace

TrainingSizes training_sizes(const Communicator& comm, const TrainData& data) {
  TrainingSizes sizes;
  sizes.ranks = comm.size();
  sizes.users = data.train.users.size();
  sizes.ratings = data.train.size();
  sizes.validation = data.validation.size();
  sizes.total_shards = data.shards();
  sizes.shards = shards_of_rank(data.shards(), comm.size(), comm.rank()).size();
  sizes.total_users = data.total_users;
  sizes.total_books = data.total_books;
  sizes.total_ratings = comm.sum_value(sizes.ratings);
  sizes.total_validation = comm.sum_value(sizes.validation);
  return sizes;
}

double training_bytes(const TrainingSizes& sizes, const TrainOptions& options, double finishing) {
  const Estimate all(sizes, options);
  const Optimizer& optimizer = *options.optimizer;
  const bool own = optimizer.bytes != nullptr;
  const double epochs = own ? optimizer.bytes(sizes, options.factors) : all.of_steps();
  double peak =
      std::max({all.laying_out(), epochs + all.checkpoint(), (own ? epochs : all.at_end()) + finishing});
  if (all.draws()) peak = std::max(peak, all.of_draws() + all.checkpoint());
  if (regularization_is_open(options)) {
    // The data stay, and pilots take a copy.
    const TrainOptions few = options_of_pilots(options);
    const Estimate pilot(sizes, few);
    peak = std::max(peak, all.data() + std::max(pilot.laying_out(), pilot.working() + 3 * pilot.arrays()));
  }
  return peak - all.data();
}

double finishing_bytes(const TrainingSizes& sizes, const TrainOptions& options, bool times) {
  constexpr double residual = stored_rating + place + 2 * sizeof(std::uint32_t);
  constexpr double cell = 4 * place;  // of a layer of all ranks, before it is one; every rank has all
  constexpr double layer = place + 2 * number;
  constexpr double judged = 5 * place;
  constexpr double spread = number;
  const double read = stored_rating + (times ? place : 0);
  const double label = 1;
  const auto ratings = static_cast<double>(sizes.ratings);
  const auto all = static_cast<double>(sizes.total_ratings);
  const double fitting =
      times ? residual * ratings + (cell * (sizes.ranks > 1 ? 2 : 1) + layer) * all : spread * ratings;
  const auto rows = static_cast<double>(sizes.users + sizes.total_books);
  return read * ratings + std::max((read + label) * ratings, fitting) +
         static_cast<double>(sizes.validation) * (read + judged) +
         rows * number * static_cast<double>(options.factors + 1);
}

}  // namespace crucible
