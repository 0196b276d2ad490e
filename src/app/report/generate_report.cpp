#include "report/generate_report.hpp"

#include "crucible/core/number_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace crucible {

namespace {

constexpr std::size_t shown_books = 3;

}  // namespace

void report_catalogue(Job& job, const RatingTable& table, double noise) {
  std::array<double, 2> sums{};
  for (const float rating : table.ratings.rating) {
    sums[0] += static_cast<double>(rating);
    sums[1] += static_cast<double>(rating) * static_cast<double>(rating);
  }
  job.comm.sum(std::span<double>(sums));
  const auto count = static_cast<double>(table.total_ratings);
  const double mean = sums[0] / count;
  const double deviation = std::sqrt(std::max(0.0, sums[1] / count - mean * mean));
  job.log.info("ratings: mean " + fixed(mean, 2) + ", standard deviation " + fixed(deviation, 2) +
               ", of which " + fixed(noise, 2) + " is noise");
  for (std::size_t b = 0; b < std::min(shown_books, table.book_titles.size()); ++b)
    job.log.info("  book " + table.book_ids[b] + ": " + table.book_titles[b]);
}

}  // namespace crucible
