#pragma once

#include "crucible/data/catalogue.hpp"

#include <span>
#include <string_view>

namespace crucible {

using Words = std::span<const std::string_view>;

/// The parts of which titles of one genre in one language are made. Each is inflected as it stands, so that
/// any subject goes with any complement ("The Last Dragon" + "of Emberfall"), any event with any place
/// ("Murder" + "at Blackwater Quay"), and any two subjects with the language's "and".
struct GenreWords {
  Words subjects;
  Words complements;
  Words events;
  Words places;
};

/// What titles of all genres in one language share.
struct LanguageWords {
  std::string_view conjunction;  ///< "and"
  std::string_view volume;       ///< "Book", before a volume's number
  Words articles;                ///< written small within a title, with the space or apostrophe after them
};

GenreWords english_words(Genre genre);
GenreWords french_words(Genre genre);
GenreWords german_words(Genre genre);
GenreWords spanish_words(Genre genre);

/// The words of `genre` in `language`.
GenreWords words_of(Language language, Genre genre);
LanguageWords words_of(Language language);

}  // namespace crucible
