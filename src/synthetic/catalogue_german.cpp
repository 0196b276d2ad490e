#include "catalogue_words.hpp"

namespace crucible {

namespace {

using List = std::string_view;

constexpr List fantasy_subjects[] = {"Der letzte Drache",     "Die silberne Hexe",
                                     "Der wandernde Magier",  "Die zerbrochene Krone",
                                     "Das gläserne Schwert",  "Der Mondturm",
                                     "Die Königin der Diebe", "Der Thron der Elfen",
                                     "Der Winterritter",      "Das vergessene Zauberbuch"};
constexpr List fantasy_complements[] = {
    "von Nebelheim",    "der Sieben Reiche", "des Nordens",        "von Rabenstein", "aus dem Finsterwald",
    "der alten Götter", "von Silbertann",    "jenseits der Nebel", "der Zwerge",     "von Aschental"};
constexpr List fantasy_events[] = {"Der Drachenkrieg",   "Ein gebrochener Zauber", "Der Rat der Magier",
                                   "Die Nacht der Feen", "Ein Fest der Elfen",     "Der Schwur",
                                   "Eine Queste"};
constexpr List fantasy_places[] = {"in Nebelheim",     "auf Rabenstein",        "im Finsterwald",
                                   "am Ende der Welt", "unter dem Drachenberg", "im Reich der Zwerge",
                                   "in Aschental"};

constexpr List crime_subjects[] = {"Der stumme Zeuge",       "Die verschwundene Erbin", "Die zweite Leiche",
                                   "Der vergiftete Brief",   "Das perfekte Alibi",      "Die Kommissarin",
                                   "Der letzte Verdächtige", "Der ehrliche Dieb",       "Das Geheimnis",
                                   "Der ungelöste Fall"};
constexpr List crime_complements[] = {"von der Speicherstadt",
                                      "aus der Hafenstraße",
                                      "vom Alexanderplatz",
                                      "aus dem Nachtzug",
                                      "von Lübeck",
                                      "aus der Villa Falkenhorst",
                                      "von Sankt Pauli",
                                      "im Nebel",
                                      "vom Wannsee",
                                      "aus Zimmer 13"};
constexpr List crime_events[] = {"Mord",           "Ein Toter",       "Erpressung",
                                 "Drei Zeugen",    "Die letzte Spur", "Eine Verhaftung",
                                 "Doppeltes Spiel"};
constexpr List crime_places[] = {
    "in der Speicherstadt", "am Wannsee",     "in der Hafenstraße", "im Grandhotel",
    "auf Gleis vier",       "um Mitternacht", "in Lübeck"};

constexpr List romance_subjects[] = {
    "Der letzte Sommer", "Die widerspenstige Braut", "Das Versprechen",   "Der heimliche Verehrer",
    "Der erste Kuss",    "Die Blumenhändlerin",      "Der Hochzeitsgast", "Die Liebenden",
    "Das Herz",          "Der charmante Fremde"};
constexpr List romance_complements[] = {
    "von Rosenhof",        "aus der Toskana", "vom Bodensee",    "von Sylt", "der Liebe",
    "aus der Lindenallee", "von nebenan",     "vom Lavendelhof", "aus Wien", "am Meer"};
constexpr List romance_events[] = {"Ein Sommer",    "Zwei Herzen",  "Ein Antrag",    "Verliebt",
                                   "Eine Hochzeit", "Liebesbriefe", "Der erste Tanz"};
constexpr List romance_places[] = {"am Bodensee",    "auf Sylt",         "in Wien",
                                   "in der Toskana", "unter den Linden", "auf dem Lavendelhof",
                                   "am Meer"};

constexpr List science_fiction_subjects[] = {"Der Sternenpilot", "Die letzte Kolonie",     "Der Androide",
                                             "Das Quantentor",   "Der stumme Satellit",    "Die Raumstation",
                                             "Die zweite Sonne", "Das Generationenschiff", "Die Maschine",
                                             "Das dunkle Signal"};
constexpr List science_fiction_complements[] = {
    "von Titan",   "von Kepler Neun",      "jenseits von Andromeda", "aus dem Jahr 3000", "von Proxima",
    "der Zukunft", "vom Rand der Galaxis", "aus der Leere",          "vom Neunten Orbit", "der Roboter"};
constexpr List science_fiction_events[] = {"Erstkontakt",     "Meuterei",         "Der Aufstand der Roboter",
                                           "Ein Signal",      "Der lange Schlaf", "Schwerelos",
                                           "Der letzte Start"};
constexpr List science_fiction_places[] = {"auf Titan",         "an Bord der Meridian", "hinter dem Saturn",
                                           "unter roter Sonne", "auf Kepler Neun",      "im Orbit",
                                           "am Rand des Alls"};

constexpr List history_subjects[] = {
    "Der Kaiser",    "Die Kaufleute",  "Die verlorene Legion", "Der Leibarzt", "Die Baumeister",
    "Die Seefahrer", "Die Belagerung", "Die Kartenmacher",     "Der Hofmaler", "Der Bauernaufstand"};
constexpr List history_complements[] = {"von Rom",
                                        "der Hanse",
                                        "von Byzanz",
                                        "des Mittelalters",
                                        "von Karthago",
                                        "der Renaissance",
                                        "des Dreißigjährigen Krieges",
                                        "von Venedig",
                                        "der Habsburger",
                                        "von Alt-Nürnberg"};
constexpr List history_events[] = {
    "Alltag",     "Handel und Macht",       "Eine Krönung", "Der große Brand", "Die Jahre der Pest",
    "Revolution", "Der Aufstieg der Zünfte"};
constexpr List history_places[] = {"im alten Rom",         "in Byzanz",      "zur Zeit der Hanse",
                                   "in Venedig",           "im Mittelalter", "an der Seidenstraße",
                                   "am Hof der Habsburger"};

constexpr List horror_subjects[] = {
    "Das leere Haus",         "Die weinende Puppe", "Der Totengräber",     "Das Ding",
    "Der verfluchte Spiegel", "Der Vampir",         "Die schwarze Treppe", "Das Flüstern",
    "Die Braut ohne Gesicht", "Der Schatten"};
constexpr List horror_complements[] = {"vom Galgenberg",   "unter der Kapelle",     "vom Dachboden",
                                       "der toten Wälder", "hinter der Tür",        "von Kloster Grauenstein",
                                       "aus dem Moor",     "der dreizehnten Nacht", "aus der alten Anstalt",
                                       "von Krähenhain"};
constexpr List horror_events[] = {"Schreie",    "Ein Spuk",      "Der letzte Exorzismus",
                                  "Blut",       "Ein Begräbnis", "Etwas Grauenvolles",
                                  "Das Kratzen"};
constexpr List horror_places[] = {"am Galgenberg",         "im Moor",      "auf dem Dachboden",
                                  "unter der Gruft",       "in Zimmer 13", "hinter dem Spiegel",
                                  "in Kloster Grauenstein"};

constexpr List poetry_subjects[] = {"Lieder",   "Sonette",  "Die Farbe", "Elegien", "Die Stille",
                                    "Gedichte", "Balladen", "Verse",     "Haikus",  "Das Flüstern"};
constexpr List poetry_complements[] = {
    "vom leisen Regen", "vom ersten Schnee", "für eine schlafende Stadt", "von Salz und Licht",
    "für meine Mutter", "vom Herbst",        "aus blauer Ferne",          "von Brot und Sternen",
    "für den Wind",     "vom Abend"};
constexpr List poetry_events[] = {"Eine Kerze", "Zwölf Spatzen",  "Mondlicht", "Ein offenes Fenster",
                                  "Raureif",    "Ein paar Verse", "Wandern"};
constexpr List poetry_places[] = {"im Regen",          "in der Dämmerung", "am Fluss", "unter Birken",
                                  "vor Sonnenaufgang", "im ersten Schnee", "am Ufer"};

constexpr List adventure_subjects[] = {
    "Die Piratenkarte",   "Die verschollene Expedition", "Der Schmuggler",   "Der versunkene Schatz",
    "Der geheime Tunnel", "Die Schiffbrüchigen",         "Die Wüstenreiter", "Die Polarfahrt",
    "Der Ballonflug",     "Die jungen Freibeuter"};
constexpr List adventure_complements[] = {"von der Papageieninsel", "vom Amazonas",     "von Kap Donner",
                                          "des verlorenen Tempels", "der Südsee",       "aus Sansibar",
                                          "der großen Schlucht",    "aus dem Tigertal", "vom Kestrelberg",
                                          "vom Schildkrötenriff"};
constexpr List adventure_events[] = {"Ein Wettrennen", "Die große Flucht", "Schiffbruch",       "Ein Schatz",
                                     "Die Rettung",    "Verschollen",      "Eine kühne Landung"};
constexpr List adventure_places[] = {"auf der Papageieninsel", "am Amazonas",   "vor Kap Donner",
                                     "im verlorenen Tempel",   "in der Südsee", "im Tigertal",
                                     "am Schildkrötenriff"};

}  // namespace

GenreWords german_words(Genre genre) {
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
