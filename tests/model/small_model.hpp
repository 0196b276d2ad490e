#pragma once

#include "crucible/core/random.hpp"
#include "crucible/model/factor_model.hpp"

#include <cstdint>

namespace crucible::testing {

/// A model of random numbers, whole on this rank: factors in (-1, 1), biases in (-0.5, 0.5), ratings from 1
/// to 5.
inline FactorModel small_model(std::int64_t users, std::int64_t books, std::int64_t k,
                               std::uint64_t seed = 1) {
  RandomStream random(seed, RandomPurpose::test);
  const auto number = [&](double low, double high) {
    return static_cast<float>(low + (high - low) * random.uniform());
  };
  FactorModel model;
  model.traits.global_mean = 3.5F;
  model.traits.scale_low = 1;
  model.traits.scale_high = 5;
  model.traits.user_factor_l2 = 0.05;
  model.traits.user_bias_l2 = 0.02;
  model.total_users = users;
  model.total_books = books;
  model.users = {0, users};
  model.books = {0, books};
  model.user_factors = Matrix::NullaryExpr(users, k, [&] { return number(-1, 1); });
  model.book_factors = Matrix::NullaryExpr(books, k, [&] { return number(-1, 1); });
  for (std::int64_t u = 0; u < users; ++u) model.user_bias.push_back(number(-0.5, 0.5));
  for (std::int64_t b = 0; b < books; ++b) model.book_bias.push_back(number(-0.5, 0.5));
  return model;
}

}  // namespace crucible::testing
