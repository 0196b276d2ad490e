#include "options/compress_settings.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/number_text.hpp"

#include <algorithm>

namespace crucible {

namespace {

void sort_once(std::vector<std::int64_t>& ranks) {
  std::sort(ranks.begin(), ranks.end());
  ranks.erase(std::unique(ranks.begin(), ranks.end()), ranks.end());
}

}  // namespace

void CompressSettings::declare(OptionTable& options) {
  options.positional("PICTURE", picture_, "a PNG or JPEG file");
  options.group("How many components");
  options.add("ranks", ranks_, "K,K,...", "the k to show, side by side", {1, 1e9});
  options.add("energy", energy_, "SHARE",
              "add the smallest k that keeps this share of the energy, and store it", {1e-6, 1});
  options.add("size", size_, "SHARE",
              "add the largest k that needs at most this share of the picture's numbers, and store it",
              {1e-9, 1e9});
  options.group("Limits");
  options.add("max-pixels", limits_.max_pixels, "N", "refuse pictures with more pixels", {1, 1e10});
}

void CompressSettings::settle(const OptionTable& options) {
  if (energy_ && size_)
    throw UsageError(
        "crucible compress: --energy and --size both pick the k that is stored; give one of them");
  ranks_given_ = options.given("ranks");
  if (!ranks_given_ && (energy_ || size_)) ranks_.clear();
}

void CompressSettings::pick(const PictureShape& shape) {
  const std::int64_t full = shape.full_rank();
  const auto too_large = std::find_if(ranks_.begin(), ranks_.end(), [&](std::int64_t k) { return k > full; });
  if (too_large != ranks_.end()) {
    if (ranks_given_)
      throw UsageError("crucible compress: --ranks: " + std::to_string(*too_large) + " is more than the " +
                       std::to_string(full) + " components of a " + std::to_string(shape.rows()) + " x " +
                       std::to_string(shape.columns()) + " matrix, which this picture is");
    std::erase_if(ranks_, [&](std::int64_t k) { return k >= full; });
    ranks_.push_back(full);
  }
  if (size_) {
    stored_ = k_for_size(shape, *size_);
    if (stored_ < 1)
      throw UsageError("crucible compress: --size: " + shortest(*size_) +
                       " is too small, one component alone needs " + shortest(size_ratio(shape, 1), 3));
    ranks_.push_back(stored_);
  }
  sort_once(ranks_);
}

void CompressSettings::pick(std::span<const double> singular_values) {
  if (energy_) {
    stored_ = k_for_energy(singular_values, *energy_);
    ranks_.push_back(stored_);
    sort_once(ranks_);
  }
  if (stored_ == 0) stored_ = ranks_.back();
}

}  // namespace crucible
