#include "options/generate_settings.hpp"

#include "crucible/cli/option_text.hpp"
#include "crucible/core/error.hpp"
#include "options/scale_text.hpp"

#include <tuple>

namespace crucible {

namespace {

constexpr Limits positive{1, 9e18};

}  // namespace

void GenerateSettings::declare(OptionTable& options) {
  options.group("Size");
  options.add("users", data_.users, "N", "users");
  options.add("books", data_.books, "N", "books");
  options.add("ratings", data_.ratings, "N",
              "ratings in all, exactly; some users give many more than others");
  options.group("What is planted");
  options.add("planted-factors", data_.planted_factors, "K",
              "hidden properties of books besides genre, audience and language");
  options.add("noise", data_.noise, "S",
              "standard deviation of what nobody can predict, in ratings (unset: an eighth of the scale)");
  options.add("scale", scale_, "LOW:HIGH", "lowest and highest rating");
  options.add("real-valued", data_.real_valued, "do not round ratings to whole steps");
  options.add("timestamps", data_.timestamps, "say when each rating was given");
  options.add("mood", data_.mood, "S",
              "with timestamps: standard deviation of what a user adds to all ratings of 30 days");
  options.add("seed", seed_, "N", "another seed, another catalogue");
  options.group("Instead of ratings");
  options.add(
      "matrix", matrix_, "M,N[,CONDITION]",
      "a dense matrix with known singular values, from 1 geometrically down to 1 / CONDITION (10000), "
      "as dataset /matrix, for svd");
}

GenerateOptions GenerateSettings::catalogue() const {
  GenerateOptions options = data_;
  options.seed = static_cast<std::uint64_t>(seed_);
  std::tie(options.scale_low, options.scale_high) = parse_scale(scale_, "generate");
  check(options);
  return options;
}

MatrixOptions GenerateSettings::matrix() const {
  if (matrix_.size() < 2 || matrix_.size() > 3)
    throw UsageError("crucible generate: --matrix: give M,N or M,N,CONDITION, for example 2000,500,1e6");
  MatrixOptions options;
  options.seed = static_cast<std::uint64_t>(seed_);
  try {
    options.rows = parse_integer(matrix_[0], positive);
    options.columns = parse_integer(matrix_[1], positive);
    if (matrix_.size() == 3) options.condition = parse_real(matrix_[2], {});
  } catch (const UsageError& error) {
    throw UsageError(std::string("crucible generate: --matrix: ") + error.what());
  }
  check(options);
  return options;
}

}  // namespace crucible
