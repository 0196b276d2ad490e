#include "catalogue_words.hpp"

namespace crucible {

namespace {

using List = std::string_view;

constexpr List fantasy_subjects[] = {
    "The Last Dragon",   "The Silver Witch",   "The Wandering Mage",  "The Broken Crown", "The Glass Sword",
    "The Moonlit Tower", "The Thief Queen",    "The Oath of Ravens",  "The Elven Throne", "The Shadow Court",
    "The Runesmith",     "The Dragon's Bride", "The Forgotten Spell", "The Winter Knight"};
constexpr List fantasy_complements[] = {"of Emberfall",         "of the Seven Kingdoms", "of Mistwood",
                                        "of Ravenhold",         "of the Starless Night", "of Thornmere",
                                        "beyond the Veil",      "of the Old Magic",      "of Wyvern's Reach",
                                        "of Silverpine",        "of the Fallen Gods",    "of Ashenvale",
                                        "from the Deep Forest", "of High Caldera"};
constexpr List fantasy_events[] = {"A Crown of Ashes",     "The Dragon War",    "A Spell Broken",
                                   "The Wizards' Council", "A Quest Begun",     "The Long Enchantment",
                                   "A Feast of Elves",     "The Night of Wands"};
constexpr List fantasy_places[] = {
    "in Emberfall",        "at Ravenhold",        "beneath Mistwood", "in the Goblin Market",
    "at World's End",      "in Ashenvale",        "on Griffin Rock",  "at the Gates of Thornmere",
    "in the Hollow Hills", "under Wyvern's Reach"};

constexpr List crime_subjects[] = {"The Silent Witness",   "The Missing Heiress",  "The Second Body",
                                   "The Coroner's Secret", "The Night Detective",  "The Poisoned Letter",
                                   "The Perfect Alibi",    "The Locked Room",      "The Cold Case",
                                   "The Honest Thief",     "The Hangman's Cousin", "The Last Suspect",
                                   "The Stolen Ledger",    "The Inspector's Wife"};
constexpr List crime_complements[] = {
    "of Harrow Street",   "of Blackwater Quay", "of Dunmore Lane",  "from Scotland Yard", "of Pier Nine",
    "of St Giles",        "of the Old Bailey",  "of Marlow Bridge", "in the Fog",         "of Canal Row",
    "of Number Thirteen", "in the Cellar",      "of Foxley Manor",  "on the Night Train"};
constexpr List crime_events[] = {"Murder",        "A Body",    "Death",          "Three Witnesses",
                                 "The Last Clue", "An Arrest", "A Double Alibi", "Blackmail"};
constexpr List crime_places[] = {"at Blackwater Quay",     "on Harrow Street",   "at Foxley Manor",
                                 "in the Vicarage Garden", "at the Grand Hotel", "in Dunmore Lane",
                                 "below Marlow Bridge",    "at Midnight",        "in the Reading Room",
                                 "on Platform Four"};

constexpr List romance_subjects[] = {"The Reluctant Bride",  "The Duke's Promise",   "The Summer Sweetheart",
                                     "The Second Proposal",  "The Florist",          "The Secret Admirer",
                                     "The Runaway Bachelor", "The Last Love Letter", "The Wedding Guest",
                                     "The Charming Rival",   "The Lovers",           "The Baker's Daughter",
                                     "The Perfect Stranger", "The Christmas Kiss"};
constexpr List romance_complements[] = {
    "of Lavender Hill",     "of Rosewood Hall",  "of Willow Bay",  "from Tuscany",
    "of Honeysuckle Lane",  "of My Heart",       "of Cedar Creek", "next Door",
    "of Magnolia Street",   "of Sunset Harbour", "of Paris",       "of Cranberry Cottage",
    "from the Old Orchard", "of Bluebell Farm"};
constexpr List romance_events[] = {"A Summer",   "Falling in Love", "A Wedding",  "Kisses",
                                   "Two Hearts", "The First Dance", "A Proposal", "Love Letters"};
constexpr List romance_places[] = {
    "in Lavender Hill",   "at Rosewood Hall", "by the Sea",           "in Tuscany",          "at Willow Bay",
    "on Magnolia Street", "in the Orchard",   "at Cranberry Cottage", "under the Mistletoe", "in Paris"};

constexpr List science_fiction_subjects[] = {
    "The Star Pilot",       "The Last Colony",     "The Clockwork Mind", "The Quantum Gate",
    "The Silent Satellite", "The Martian Archive", "The Android",        "The Generation Ship",
    "The Dark Signal",      "The Memory Engine",   "The Orbital City",   "The Gravity Thief",
    "The Second Sun",       "The Terraformers"};
constexpr List science_fiction_complements[] = {
    "of Titan",           "of Kepler Nine",     "of the Outer Rim",    "beyond Andromeda",
    "of Proxima",         "of the Last Galaxy", "from Europa Station", "of Tomorrow",
    "of the Ninth Orbit", "from the Year 3000", "of the Machine Age",  "of New Ganymede",
    "of the Void",        "at Light Speed"};
constexpr List science_fiction_events[] = {"First Contact", "A Mutiny",        "The Robot Uprising",
                                           "Zero Gravity",  "A Signal",        "The Long Sleep",
                                           "Evacuation",    "The Final Launch"};
constexpr List science_fiction_places[] = {
    "on Titan",        "at Europa Station",    "in the Kuiper Belt", "on Kepler Nine", "aboard the Meridian",
    "under a Red Sun", "at the Edge of Space", "on New Ganymede",    "in Low Orbit",   "beyond Saturn"};

constexpr List history_subjects[] = {"The Emperor",       "The Merchant Princes",  "The Silk Road",
                                     "The Lost Legion",   "The Queen's Physician", "The Stonemasons",
                                     "The Navigators",    "The Rebel Bishop",      "The Salt Traders",
                                     "The Siege",         "The Mapmakers",         "The Iron Chancellor",
                                     "The Court Painter", "The Peasants' Revolt"};
constexpr List history_complements[] = {
    "of Ancient Rome",      "of Byzantium",          "of Medieval England", "of the Hanseatic League",
    "of Old Venice",        "of the Tudor Age",      "of the Renaissance",  "of Carthage",
    "of the Ottoman Court", "of the Industrial Age", "of the Nile",         "of the Thirty Years' War",
    "of Constantinople",    "of Viking York"};
constexpr List history_events[] = {"Trade and Power", "A Coronation",      "Kings and Treaties",
                                   "The Great Fire",  "Everyday Life",     "Plague Years",
                                   "Revolution",      "The Rise of Guilds"};
constexpr List history_places[] = {
    "in Ancient Rome", "in Old Venice", "at the Tudor Court", "in Byzantium",        "along the Silk Road",
    "in Viking York",  "on the Nile",   "in the Age of Sail", "in Medieval England", "in Constantinople"};

constexpr List horror_subjects[] = {"The Hollow House",     "The Crawling Dark",   "The Bone Orchard",
                                    "The Weeping Doll",     "The Gravedigger",     "The Thing",
                                    "The Faceless Bride",   "The Cursed Mirror",   "The Hungry Ghost",
                                    "The Black Staircase",  "The Whispering Wall", "The Night Nurse",
                                    "The Drowned Children", "The Vampire"};
constexpr List horror_complements[] = {"of Gallows Hill",    "beneath the Chapel",     "of Wraithmoor",
                                       "in the Attic",       "of Shadow Creek",        "of the Dead Woods",
                                       "behind the Door",    "of Crow Hollow",         "from the Old Asylum",
                                       "of Grimstone Abbey", "under the Bed",          "of Coffin Bay",
                                       "at the Window",      "of the Thirteenth Night"};
constexpr List horror_events[] = {"Screams",         "A Haunting", "The Last Exorcism", "Nightfall",
                                  "Something Awful", "Blood",      "A Funeral",         "The Scratching"};
constexpr List horror_places[] = {
    "at Gallows Hill", "on Wraithmoor", "in the Attic", "at Grimstone Abbey", "in Crow Hollow",
    "below the Crypt", "at Coffin Bay", "in Room 13",   "in the Dead Woods",  "behind the Mirror"};

constexpr List poetry_subjects[] = {"Songs",    "Sonnets",       "The Colour", "A Small Anthology",
                                    "Elegies",  "The Stillness", "Love Poems", "Ballads",
                                    "Haiku",    "The Silence",   "Verses",     "Odes",
                                    "Whispers", "A Garland"};
constexpr List poetry_complements[] = {"of the Quiet Rain", "of First Snow",     "for a Sleeping City",
                                       "of Salt and Light", "of Falling Leaves", "of the Evening Tide",
                                       "for My Mother",     "of Wild Geese",     "of the Open Window",
                                       "for Autumn",        "of Blue Distance",  "of Bread and Stars",
                                       "for the Wind",      "of a Slow River"};
constexpr List poetry_events[] = {"A Candle",       "Walking", "Twelve Sparrows", "Moonlight",
                                  "An Open Window", "Frost",   "Listening",       "A Handful of Verses"};
constexpr List poetry_places[] = {
    "in the Quiet Rain", "at Dusk",        "by a Slow River",  "in the Orchard of Words", "on the Shore",
    "among the Birches", "before Sunrise", "under Bare Trees", "in First Snow",           "over the Marshes"};

constexpr List adventure_subjects[] = {
    "The Pirate's Map",        "The Lost Expedition", "The Jungle Explorers", "The Smuggler",
    "The Golden Compass Rose", "The Cliff Climbers",  "The Young Buccaneers", "The Sunken Treasure",
    "The Balloon Flight",      "The Secret Tunnel",   "The River Runners",    "The Shipwreck",
    "The Desert Riders",       "The Polar Voyage"};
constexpr List adventure_complements[] = {
    "of Parrot Island",    "of Captain Flint's Bay", "of the Amazon",        "of Cape Thunder",
    "of the Lost Temple",  "of Turtle Lagoon",       "of the Frozen Pass",   "from Zanzibar",
    "of the Great Canyon", "of Tiger Valley",        "of the Southern Seas", "of Storm Point",
    "of Mount Kestrel",    "of the Hidden Reef"};
constexpr List adventure_events[] = {"A Race",     "Treasure", "The Great Escape", "Stranded", "Shipwrecked",
                                     "The Rescue", "Lost",     "A Daring Landing"};
constexpr List adventure_places[] = {"on Parrot Island",    "in Tiger Valley",         "off Cape Thunder",
                                     "in the Lost Temple",  "across the Great Canyon", "on Mount Kestrel",
                                     "in Turtle Lagoon",    "along the Amazon",        "at Storm Point",
                                     "in the Southern Seas"};

}  // namespace

GenreWords english_words(Genre genre) {
  switch (genre) {
    case Genre::fantasy:
      return {fantasy_subjects, fantasy_complements, fantasy_events, fantasy_places};
    case Genre::crime:
      return {crime_subjects, crime_complements, crime_events, crime_places};
    case Genre::romance:
      return {romance_subjects, romance_complements, romance_events, romance_places};
    case Genre::science_fiction:
      return {science_fiction_subjects, science_fiction_complements, science_fiction_events,
              science_fiction_places};
    case Genre::history:
      return {history_subjects, history_complements, history_events, history_places};
    case Genre::horror:
      return {horror_subjects, horror_complements, horror_events, horror_places};
    case Genre::poetry:
      return {poetry_subjects, poetry_complements, poetry_events, poetry_places};
    case Genre::adventure:
      return {adventure_subjects, adventure_complements, adventure_events, adventure_places};
  }
  return {};
}

}  // namespace crucible
