#include "generate_user.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/narrow.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace crucible {

namespace {

// These are for a scale of 1 to 5. For other scales they are stretched.
constexpr double base_score = 3.7;
constexpr double user_spread = 0.35;
constexpr double quality_spread = 0.25;
constexpr double factor_spread = 0.4;  ///< of the dot product of the hidden factors

Taste<genre_count> genre_taste(RandomStream& stream) {
  Taste<genre_count> taste;
  const auto favourite = static_cast<std::size_t>(stream.below(genre_count));
  const auto second = static_cast<std::size_t>((favourite + 1 + stream.below(genre_count - 1)) % genre_count);
  for (std::size_t g = 0; g < genre_count; ++g) {
    taste.appetite[g] = static_cast<std::uint32_t>(2 + stream.below(4));
    taste.liking[g] = -1.6 + 0.2 * taste.appetite[g] + 0.15 * stream.normal();
  }
  taste.appetite[favourite] = 32;
  taste.liking[favourite] = 0.7;
  taste.appetite[second] = 14;
  taste.liking[second] = 0.4;
  return taste;
}

Taste<audience_count> audience_taste(RandomStream& stream) {
  // 0 children (mostly their parents), 1 young adults, 2 adults.
  const std::uint64_t draw = stream.below(100);
  const std::size_t own = draw < 12 ? 0 : draw < 35 ? 1 : 2;
  Taste<audience_count> taste;
  for (std::size_t a = 0; a < audience_count; ++a) {
    const std::size_t distance = a > own ? a - own : own - a;
    taste.appetite[a] = distance == 0 ? 16 : distance == 1 ? 6 : 3;
    taste.liking[a] = distance == 0 ? 0.2 : distance == 1 ? -0.3 : -0.9;
  }
  return taste;
}

Taste<language_count> language_taste(RandomStream& stream) {
  const std::uint64_t draw = stream.below(100);
  const std::size_t native = draw < 55 ? 0 : (draw - 55) / 15 + 1;
  const bool reads_english = stream.below(2) == 0;
  Taste<language_count> taste;
  taste.appetite.fill(4);
  taste.liking.fill(-1.4);
  if (reads_english) {
    taste.appetite[0] = 8;
    taste.liking[0] = -0.1;
  }
  taste.appetite[native] = 32;
  taste.liking[native] = 0.2;
  return taste;
}

}  // namespace

PlantedUser planted_user(const GenerateOptions& options, std::int64_t user) {
  RandomStream stream(options.seed, RandomPurpose::generate_users, static_cast<std::uint64_t>(user));
  PlantedUser planted;
  planted.genre = genre_taste(stream);
  planted.audience = audience_taste(stream);
  planted.language = language_taste(stream);
  planted.bias = user_spread * stream.normal();
  planted.factors.resize(static_cast<std::size_t>(options.planted_factors));
  for (float& factor : planted.factors) factor = static_cast<float>(stream.normal());
  return planted;
}

double planted_score(const GenerateOptions& options, const Catalogue& catalogue, const PlantedUser& user,
                     BookIndex book) {
  const BookKind kind = catalogue.kind(book);
  double score = base_score + user.bias + quality_spread * static_cast<double>(catalogue.quality(book)) +
                 user.genre.liking[static_cast<std::size_t>(kind.genre)] +
                 user.audience.liking[static_cast<std::size_t>(kind.audience)] +
                 user.language.liking[static_cast<std::size_t>(kind.language)];
  if (!user.factors.empty()) {
    const float* factors = catalogue.factors(book);
    float product = 0;
    for (std::size_t k = 0; k < user.factors.size(); ++k) product += user.factors[k] * factors[k];
    score +=
        factor_spread / std::sqrt(static_cast<double>(user.factors.size())) * static_cast<double>(product);
  }
  return options.scale_low + (score - 1) * (options.scale_high - options.scale_low) / 4;
}

float as_rating(const GenerateOptions& options, double score) {
  const double above = std::clamp(score, options.scale_low, options.scale_high) - options.scale_low;
  if (options.real_valued) return static_cast<float>(options.scale_low + above);
  const double steps = std::min(std::round(above), std::floor(options.scale_high - options.scale_low));
  return static_cast<float>(options.scale_low + steps);
}

BookChooser::BookChooser(const Catalogue& catalogue)
    : catalogue_(catalogue), taken_(static_cast<std::size_t>((catalogue.books() + 63) / 64)) {}

std::span<const BookIndex> BookChooser::choose(const PlantedUser& user, std::int64_t count,
                                               RandomStream& stream) {
  require(count <= catalogue_.books(), "book chooser: more books asked for than there are");
  chosen_.clear();
  weigh_kinds(user);
  draw(count, stream);
  const auto missing = count - static_cast<std::int64_t>(chosen_.size());
  if (missing > 0) draw_from_the_rest(missing, stream);
  // Reading the bits in order sorts the books. If few bits are set, sorting the chosen books is faster.
  if (taken_.size() > 16 * chosen_.size()) {
    std::sort(chosen_.begin(), chosen_.end());
    for (const BookIndex book : chosen_) taken_[static_cast<std::size_t>(book) / 64] = 0;
  } else {
    chosen_.clear();
    for (std::size_t word = 0; word < taken_.size(); ++word)
      for (std::uint64_t bits = std::exchange(taken_[word], 0); bits != 0; bits &= bits - 1)
        chosen_.push_back(
            static_cast<BookIndex>(64 * word + static_cast<std::size_t>(std::countr_zero(bits))));
  }
  return chosen_;
}

void BookChooser::weigh_kinds(const PlantedUser& user) {
  std::uint64_t sum = 0;
  for (std::int64_t index = 0; index < kind_count; ++index) {
    const BookKind kind = kind_of(index);
    const auto i = static_cast<std::size_t>(index);
    appetite_[i] = std::uint64_t{user.genre.appetite[static_cast<std::size_t>(kind.genre)]} *
                   user.audience.appetite[static_cast<std::size_t>(kind.audience)] *
                   user.language.appetite[static_cast<std::size_t>(kind.language)];
    sum += appetite_[i] * catalogue_.kind_weight(index);
    weight_up_to_[i] = sum;
  }
}

void BookChooser::draw(std::int64_t count, RandomStream& stream) {
  // If a book is taken already, draw again. If that happens too often, draw_from_the_rest() draws the others.
  const std::int64_t attempts = 4 * count + 16;
  for (std::int64_t i = 0; i < attempts && static_cast<std::int64_t>(chosen_.size()) < count; ++i) {
    const std::uint64_t position = stream.below(weight_up_to_.back());
    const auto kind = static_cast<std::size_t>(
        std::upper_bound(weight_up_to_.begin(), weight_up_to_.end(), position) - weight_up_to_.begin());
    const std::uint64_t before = kind == 0 ? 0 : weight_up_to_[kind - 1];
    const auto weights = catalogue_.weight_up_to(static_cast<std::int64_t>(kind));
    const auto place =
        std::upper_bound(weights.begin(), weights.end(), (position - before) / appetite_[kind]);
    const BookIndex book = catalogue_.books_of(
        static_cast<std::int64_t>(kind))[static_cast<std::size_t>(place - weights.begin())];
    if (!has(book)) add(book);
  }
}

void BookChooser::draw_from_the_rest(std::int64_t count, RandomStream& stream) {
  // Efraimidis and Spirakis, "Weighted random sampling with a reservoir" (2006): give each book an
  // exponential waiting time with its weight as the rate. The `count` shortest times are distributed like
  // draws one after the other, and the cost does not depend on chance.
  keys_.clear();
  for (std::int64_t kind = 0; kind < kind_count; ++kind) {
    const auto books = catalogue_.books_of(kind);
    const auto weights = catalogue_.weight_up_to(kind);
    for (std::size_t i = 0; i < books.size(); ++i) {
      if (has(books[i])) continue;
      const std::uint64_t weight =
          appetite_[static_cast<std::size_t>(kind)] * (weights[i] - (i == 0 ? 0 : weights[i - 1]));
      keys_.push_back({-std::log(1.0 - stream.uniform()) / static_cast<double>(weight), books[i]});
    }
  }
  const auto end = keys_.begin() + count;
  std::nth_element(keys_.begin(), end - 1, keys_.end(), [](const Key& a, const Key& b) {
    return a.time < b.time || (a.time == b.time && a.book < b.book);
  });
  std::for_each(keys_.begin(), end, [&](const Key& key) { add(key.book); });
}

void BookChooser::add(BookIndex book) {
  taken_[static_cast<std::size_t>(book) / 64] |= std::uint64_t{1} << (static_cast<unsigned>(book) % 64U);
  chosen_.push_back(book);
}

}  // namespace crucible
