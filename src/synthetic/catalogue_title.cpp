#include "catalogue_title.hpp"

#include "catalogue_words.hpp"
#include "crucible/core/narrow.hpp"

#include <algorithm>
#include <array>

namespace crucible {

namespace {

constexpr std::string_view english_articles[] = {"The ", "A ", "An "};
constexpr std::string_view french_articles[] = {"Le ", "La ", "Les ", "L'", "Un ", "Une "};
constexpr std::string_view german_articles[] = {"Der ", "Die ", "Das ", "Ein ", "Eine "};
constexpr std::string_view spanish_articles[] = {"El ", "La ", "Los ", "Las ", "Un ", "Una "};

/// The ways to compose a title.
enum class Pattern : std::uint8_t { subject_complement, event_place, two_subjects };
constexpr std::int64_t pattern_count = 3;

std::int64_t size_of(Words words) noexcept { return static_cast<std::int64_t>(words.size()); }

std::string_view word(Words words, std::int64_t index) noexcept {
  return words[static_cast<std::size_t>(index)];
}

std::int64_t titles_of(Pattern pattern, const GenreWords& words) noexcept {
  switch (pattern) {
    case Pattern::subject_complement:
      return size_of(words.subjects) * size_of(words.complements);
    case Pattern::event_place:
      return size_of(words.events) * size_of(words.places);
    case Pattern::two_subjects:
      return size_of(words.subjects) * (size_of(words.subjects) - 1);
  }
  return 0;
}

/// `subject` for the middle of a title: "The Witch" becomes "the Witch".
std::string within(std::string_view subject, const LanguageWords& language) {
  std::string text(subject);
  const bool starts_with_article =
      std::any_of(language.articles.begin(), language.articles.end(),
                  [&](std::string_view article) { return text.starts_with(article); });
  if (starts_with_article) text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

std::string joined(std::string_view first, std::string_view second) {
  return std::string(first) + ' ' + std::string(second);
}

std::string compose(Pattern pattern, const GenreWords& words, const LanguageWords& language,
                    std::int64_t index) {
  const std::int64_t subjects = size_of(words.subjects);
  switch (pattern) {
    case Pattern::subject_complement:
      return joined(word(words.subjects, index % subjects), word(words.complements, index / subjects));
    case Pattern::event_place: {
      const std::int64_t events = size_of(words.events);
      return joined(word(words.events, index % events), word(words.places, index / events));
    }
    case Pattern::two_subjects: {
      const std::int64_t first = index % subjects;
      const std::int64_t second = (first + 1 + index / subjects) % subjects;
      return joined(joined(word(words.subjects, first), language.conjunction),
                    within(word(words.subjects, second), language));
    }
  }
  return {};
}

}  // namespace

GenreWords words_of(Language language, Genre genre) {
  switch (language) {
    case Language::english:
      return english_words(genre);
    case Language::french:
      return french_words(genre);
    case Language::german:
      return german_words(genre);
    case Language::spanish:
      return spanish_words(genre);
  }
  return {};
}

LanguageWords words_of(Language language) {
  switch (language) {
    case Language::english:
      return {"and", "Book", english_articles};
    case Language::french:
      return {"et", "Tome", french_articles};
    case Language::german:
      return {"und", "Band", german_articles};
    case Language::spanish:
      return {"y", "Libro", spanish_articles};
  }
  return {};
}

std::string made_up_title(std::uint64_t seed, Genre genre, Language language, std::int64_t number) {
  const GenreWords words = words_of(language, genre);
  const LanguageWords shared = words_of(language);
  const std::int64_t pattern = number % pattern_count;
  const std::int64_t titles = titles_of(static_cast<Pattern>(pattern), words);
  const std::int64_t in_pattern = number / pattern_count;
  const auto group = static_cast<std::uint64_t>(
      (static_cast<std::int64_t>(genre) * language_count + static_cast<std::int64_t>(language)) *
          pattern_count +
      pattern);
  // Purposes up to 9 are reserved for other permutations of the catalogue.
  const std::int64_t index = permuted(seed, 10 + group, titles, in_pattern % titles);
  std::string title = compose(static_cast<Pattern>(pattern), words, shared, index);
  const std::int64_t volume = in_pattern / titles + 1;
  if (volume > 1) title += ", " + std::string(shared.volume) + ' ' + std::to_string(volume);
  return title;
}

std::vector<std::string> planted_titles(std::uint64_t seed, const Catalogue& catalogue, IndexRange books) {
  std::array<std::array<std::int64_t, language_count>, genre_count> used{};
  std::vector<std::string> titles;
  titles.reserve(static_cast<std::size_t>(books.size()));
  for (std::int64_t book = 0; book < books.end; ++book) {
    const BookKind kind = catalogue.kind(narrow<BookIndex>(book));
    const std::int64_t number =
        used[static_cast<std::size_t>(kind.genre)][static_cast<std::size_t>(kind.language)]++;
    if (book < books.begin) continue;
    std::string title = made_up_title(seed, kind.genre, kind.language, number);
    title.append(" (").append(name_of(kind.genre)).append(", ").append(name_of(kind.audience));
    title.append(", ").append(name_of(kind.language)).append(")");
    titles.push_back(std::move(title));
  }
  return titles;
}

}  // namespace crucible
