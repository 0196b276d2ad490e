#pragma once

#include "catalogue.hpp"

#include <span>
#include <string_view>

namespace crucible {

using Words = std::span<const std::string_view>;

/// The parts of titles of one genre in one language. They are inflected so that they fit without changes: any
/// subject with any complement ("The Last Dragon" + "of Emberfall"), any event with any place ("Murder" + "at
/// Blackwater Quay"), and any two subjects joined by the language's "and".
struct GenreWords {
  Words subjects;
  Words complements;
  Words events;
  Words places;
};

/// The words that titles of all genres in one language share.
struct LanguageWords {
  std::string_view conjunction;  ///< "and"
  std::string_view volume;       ///< "Book", before a volume's number
  Words articles;                ///< lower case within a title; each ends with its space or apostrophe
};

GenreWords english_words(Genre genre);
GenreWords french_words(Genre genre);
GenreWords german_words(Genre genre);
GenreWords spanish_words(Genre genre);

/// The words of `genre` in `language`.
GenreWords words_of(Language language, Genre genre);
LanguageWords words_of(Language language);

}  // namespace crucible
