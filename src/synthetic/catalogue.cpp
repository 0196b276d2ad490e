#include "catalogue.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/narrow.hpp"
#include "crucible/core/random.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <utility>

namespace crucible {

namespace {

// Shares of books, in percent.
constexpr std::array<unsigned, genre_count> genre_share = {17, 17, 15, 14, 10, 9, 7, 11};
constexpr std::array<unsigned, language_count> language_share = {55, 15, 15, 15};
constexpr std::array<std::array<unsigned, audience_count>, genre_count> audience_share = {{
    {25, 40, 35},  // fantasy
    {5, 15, 80},   // crime
    {0, 30, 70},   // romance
    {10, 35, 55},  // science fiction
    {15, 15, 70},  // history
    {0, 30, 70},   // horror
    {20, 15, 65},  // poetry
    {50, 30, 20},  // adventure
}};

/// The second number of a book's RandomStream: what the stream is for.
enum BookStream : std::uint64_t { kind_stream = 0, factor_stream = 1 };
constexpr std::uint64_t rank_permutation = 1;

template <std::size_t Count>
std::size_t drawn(const std::array<unsigned, Count>& shares, RandomStream& stream) noexcept {
  auto position = static_cast<unsigned>(stream.below(100));
  std::size_t i = 0;
  while (i + 1 < Count && position >= shares[i]) position -= shares[i++];
  return i;
}

/// 1 / (rank + shift) as a whole number, because sums of whole numbers do not depend on their order.
std::uint64_t popularity_weight(std::int64_t books, std::int64_t rank) noexcept {
  // Without the shift every user would read the most popular books. In real catalogues they do not.
  const double shift = 5.0 + static_cast<double>(books) / 100.0;
  return 1 + static_cast<std::uint64_t>(0x1.0p40 / (static_cast<double>(rank) + shift));
}

}  // namespace

std::string_view name_of(Genre genre) noexcept {
  constexpr std::array<std::string_view, genre_count> names = {
      "fantasy", "crime", "romance", "science fiction", "history", "horror", "poetry", "adventure"};
  return names[static_cast<std::size_t>(genre)];
}

std::string_view name_of(Audience audience) noexcept {
  constexpr std::array<std::string_view, audience_count> names = {"children", "young adults", "adults"};
  return names[static_cast<std::size_t>(audience)];
}

std::string_view name_of(Language language) noexcept {
  constexpr std::array<std::string_view, language_count> names = {"English", "French", "German", "Spanish"};
  return names[static_cast<std::size_t>(language)];
}

std::int64_t index_of(BookKind kind) noexcept {
  return (static_cast<std::int64_t>(kind.genre) * audience_count + static_cast<std::int64_t>(kind.audience)) *
             language_count +
         static_cast<std::int64_t>(kind.language);
}

BookKind kind_of(std::int64_t index) noexcept {
  return {static_cast<Genre>(index / (audience_count * language_count)),
          static_cast<Audience>(index / language_count % audience_count),
          static_cast<Language>(index % language_count)};
}

BookKind planted_kind(std::uint64_t seed, BookIndex book) noexcept {
  RandomStream stream(seed, RandomPurpose::generate_books, static_cast<std::uint64_t>(book), kind_stream);
  BookKind kind;
  kind.genre = static_cast<Genre>(drawn(genre_share, stream));
  kind.audience = static_cast<Audience>(drawn(audience_share[static_cast<std::size_t>(kind.genre)], stream));
  kind.language = static_cast<Language>(drawn(language_share, stream));
  return kind;
}

std::int64_t permuted(std::uint64_t seed, std::uint64_t purpose, std::int64_t count,
                      std::int64_t index) noexcept {
  // A Feistel network permutes the range up to the next power of 4. Applying it until the value is below
  // `count` permutes [0, count).
  const int bits = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(count - 1)));
  const int half = std::max(1, (bits + 1) / 2);
  const std::uint64_t mask = (std::uint64_t{1} << half) - 1;
  auto value = static_cast<std::uint64_t>(index);
  do {
    std::uint64_t left = value >> half;
    std::uint64_t right = value & mask;
    for (std::uint64_t round = 0; round < 4; ++round) {
      const std::uint64_t hash =
          random_hash(seed, RandomPurpose::generate_books, ~(purpose * 4 + round), right);
      left = std::exchange(right, (left ^ hash) & mask);
    }
    value = left << half | right;
  } while (value >= static_cast<std::uint64_t>(count));
  return static_cast<std::int64_t>(value);
}

Catalogue::Catalogue(std::uint64_t seed, std::int64_t books, std::int64_t planted_factors)
    : planted_factors_(planted_factors) {
  require(books > 0 && planted_factors >= 0, "catalogue: needs a book and no negative number of factors");
  const auto count = static_cast<std::size_t>(books);
  const BookIndex end = narrow<BookIndex>(books);
  kind_.resize(count);
  quality_.resize(count);
  factors_.reserve(count * static_cast<std::size_t>(planted_factors));
  std::vector<std::uint64_t> weights(count);
  for (BookIndex book = 0; book < end; ++book) {
    const auto b = static_cast<std::size_t>(book);
    const std::int64_t rank = permuted(seed, rank_permutation, books, book);
    kind_[b] = static_cast<std::uint8_t>(index_of(planted_kind(seed, book)));
    weights[b] = popularity_weight(books, rank);
    RandomStream stream(seed, RandomPurpose::generate_books, b, factor_stream);
    // Uniform in +-sqrt(3), so its variance is 1. It makes popular books better.
    const double fame =
        std::sqrt(3.0) * (1.0 - (2.0 * static_cast<double>(rank) + 1.0) / static_cast<double>(books));
    quality_[b] = static_cast<float>(0.4 * fame + 0.9 * stream.normal());
    for (std::int64_t k = 0; k < planted_factors; ++k)
      factors_.push_back(static_cast<float>(stream.normal()));
  }
  order_by_kind(weights);
}

void Catalogue::order_by_kind(std::span<const std::uint64_t> weights) {
  for (const std::uint8_t kind : kind_) ++first_[kind + 1U];
  std::partial_sum(first_.begin(), first_.end(), first_.begin());
  by_kind_.resize(kind_.size());
  weight_up_to_.resize(kind_.size());
  std::array<std::int64_t, kind_count + 1> next = first_;
  std::array<std::uint64_t, kind_count> sum{};
  for (std::size_t b = 0; b < kind_.size(); ++b) {
    const std::uint8_t kind = kind_[b];
    const auto place = static_cast<std::size_t>(next[kind]++);
    by_kind_[place] = static_cast<BookIndex>(b);
    weight_up_to_[place] = sum[kind] += weights[b];
  }
}

std::span<const BookIndex> Catalogue::books_of(std::int64_t kind_index) const noexcept {
  const auto k = static_cast<std::size_t>(kind_index);
  return {by_kind_.data() + first_[k], by_kind_.data() + first_[k + 1]};
}

std::span<const std::uint64_t> Catalogue::weight_up_to(std::int64_t kind_index) const noexcept {
  const auto k = static_cast<std::size_t>(kind_index);
  return {weight_up_to_.data() + first_[k], weight_up_to_.data() + first_[k + 1]};
}

std::uint64_t Catalogue::kind_weight(std::int64_t kind_index) const noexcept {
  const auto weights = weight_up_to(kind_index);
  return weights.empty() ? 0 : weights.back();
}

}  // namespace crucible
