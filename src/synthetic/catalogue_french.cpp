#include "catalogue_words.hpp"

namespace crucible {

namespace {

using List = std::string_view;

constexpr List fantasy_subjects[] = {"Le Dernier Dragon",    "La Sorcière d'Argent", "Le Mage Errant",
                                     "La Couronne Brisée",   "L'Épée de Verre",      "La Tour de Lune",
                                     "La Reine des Voleurs", "Les Gardiens",         "Le Trône des Elfes",
                                     "Le Chevalier d'Hiver"};
constexpr List fantasy_complements[] = {
    "de Brumeval",   "des Sept Royaumes", "de la Forêt Enchantée", "de Corbelande",   "des Terres Oubliées",
    "du Vieux Nord", "de Lunargent",      "des Dieux Déchus",      "de l'Autre Rive", "de Valombre"};
constexpr List fantasy_events[] = {
    "La Guerre des Dragons", "Le Serment des Fées", "Un Sortilège", "Le Réveil des Géants",
    "La Nuit des Mages",     "Le Couronnement",     "Une Quête"};
constexpr List fantasy_places[] = {"à Brumeval",   "au Royaume des Elfes", "dans la Forêt Enchantée",
                                   "à Corbelande", "au Bout du Monde",     "sous la Montagne Noire",
                                   "à Valombre"};

constexpr List crime_subjects[] = {"Le Témoin Muet",        "L'Héritière Disparue", "Le Second Cadavre",
                                   "La Lettre Empoisonnée", "L'Alibi Parfait",      "La Chambre Close",
                                   "Le Commissaire",        "Le Dernier Suspect",   "Le Voleur Honnête",
                                   "Les Assassins"};
constexpr List crime_complements[] = {"de la Rue des Martyrs", "du Quai des Brumes", "du Canal Saint-Martin",
                                      "de Honfleur",           "de la Villa Rouge",  "du Train de Nuit",
                                      "de Montmartre",         "du Vieux-Port",      "de l'Impasse Noire",
                                      "de Saint-Malo"};
constexpr List crime_events[] = {"Meurtre",        "Mort Suspecte", "Un Corps",         "Chantage",
                                 "Double Enquête", "Disparition",   "Le Dernier Indice"};
constexpr List crime_places[] = {"au Quai des Brumes",      "à Honfleur", "à Montmartre", "sur le Vieux-Port",
                                 "à l'Hôtel des Voyageurs", "à Minuit",   "à Saint-Malo"};

constexpr List romance_subjects[] = {"Le Dernier Été",   "La Promesse",        "La Fiancée",   "L'Inconnu",
                                     "Le Baiser",        "Les Amants",         "La Fleuriste", "Le Mariage",
                                     "Le Premier Amour", "Les Lettres d'Amour"};
constexpr List romance_complements[] = {"de Camille",  "de Juliette",    "de Provence",         "des Lilas",
                                        "de Mon Cœur", "du Bord de Mer", "de la Rue des Roses", "d'Élise",
                                        "de Bretagne", "des Lavandes"};
constexpr List romance_events[] = {"Un Été",        "Deux Cœurs", "Un Baiser Volé", "Tomber Amoureux",
                                   "Une Rencontre", "Un Mariage", "Mots Doux"};
constexpr List romance_places[] = {
    "en Provence",          "à Paris",     "au Bord de Mer",     "sous les Tilleuls",
    "à la Ferme des Lilas", "en Bretagne", "au Jardin des Roses"};

constexpr List science_fiction_subjects[] = {
    "Le Pilote",        "La Dernière Colonie", "L'Androïde", "La Porte Quantique",  "Le Satellite Muet",
    "La Cité Orbitale", "Le Second Soleil",    "Les Robots", "Le Vaisseau Fantôme", "La Machine à Mémoire"};
constexpr List science_fiction_complements[] = {
    "de Titan",          "des Étoiles Mortes", "de Kepler Neuf",
    "du Dernier Siècle", "de Proxima",         "d'Andromède",
    "du Vide",           "de l'An 3000",       "de la Galaxie Perdue",
    "de Demain"};
constexpr List science_fiction_events[] = {"Premier Contact",     "Mutinerie",       "La Révolte des Robots",
                                           "Un Signal",           "Le Long Sommeil", "Évacuation",
                                           "Le Dernier Décollage"};
constexpr List science_fiction_places[] = {
    "sur Titan",       "à la Station Europe", "au-delà de Saturne",     "sous un Soleil Rouge",
    "sur Kepler Neuf", "en Orbite Basse",     "aux Confins de l'Espace"};

constexpr List history_subjects[] = {
    "L'Empereur",      "Les Marchands", "La Légion Perdue", "Le Médecin du Roi", "Les Bâtisseurs",
    "Les Navigateurs", "Le Siège",      "Les Cartographes", "La Régente",        "Le Peintre de Cour"};
constexpr List history_complements[] = {"de Rome",       "de Byzance",
                                        "de Versailles", "du Moyen Âge",
                                        "de Carthage",   "de l'Ancien Régime",
                                        "de Venise",     "de la Renaissance",
                                        "du Nil",        "de la Guerre de Cent Ans"};
constexpr List history_events[] = {"La Vie Quotidienne",  "Commerce et Pouvoir", "Le Grand Incendie",
                                   "Une Révolution",      "Les Années de Peste", "Un Couronnement",
                                   "Le Temps des Guildes"};
constexpr List history_places[] = {"à Versailles", "à Byzance",    "dans la Rome Antique",
                                   "à Venise",     "au Moyen Âge", "sur la Route de la Soie",
                                   "à Carthage"};

constexpr List horror_subjects[] = {"La Maison Vide",  "La Poupée qui Pleure", "Le Fossoyeur",
                                    "La Chose",        "Le Miroir Maudit",     "Le Vampire",
                                    "L'Escalier Noir", "Les Murmures",         "La Mariée sans Visage",
                                    "L'Ombre"};
constexpr List horror_complements[] = {
    "de la Colline aux Pendus", "sous la Chapelle",  "du Grenier", "des Bois Morts",
    "derrière la Porte",        "de l'Abbaye Noire", "du Marais",  "de la Treizième Nuit",
    "du Vieil Asile",           "de Corbeville"};
constexpr List horror_events[] = {"Hurlements",      "Une Hantise",    "Le Dernier Exorcisme",
                                  "La Nuit du Sang", "Un Enterrement", "Quelque Chose d'Affreux",
                                  "Les Griffes"};
constexpr List horror_places[] = {"au Grenier",        "à l'Abbaye Noire", "dans les Bois Morts",
                                  "sous la Crypte",    "à la Chambre 13",  "au Marais des Pendus",
                                  "derrière le Miroir"};

constexpr List poetry_subjects[] = {"Chansons", "Sonnets",  "La Couleur", "Élégies", "Le Silence",
                                    "Poèmes",   "Ballades", "Murmures",   "Haïkus",  "Les Ombres"};
constexpr List poetry_complements[] = {"de la Pluie",
                                       "des Premières Neiges",
                                       "pour une Ville Endormie",
                                       "du Soir",
                                       "des Feuilles Mortes",
                                       "pour ma Mère",
                                       "de l'Automne",
                                       "du Vent",
                                       "de Sel et de Lumière",
                                       "des Oies Sauvages"};
constexpr List poetry_events[] = {"Une Bougie",          "Marcher", "Douze Moineaux", "Clair de Lune",
                                  "Une Fenêtre Ouverte", "Givre",   "Quelques Vers"};
constexpr List poetry_places[] = {"sous la Pluie",      "au Crépuscule", "au Bord d'une Rivière",
                                  "parmi les Bouleaux", "avant l'Aube",  "dans la Neige",
                                  "sur le Rivage"};

constexpr List adventure_subjects[] = {"La Carte du Pirate",      "L'Expédition Perdue", "Le Contrebandier",
                                       "Le Trésor Englouti",      "Le Tunnel Secret",    "Les Naufragés",
                                       "Les Cavaliers du Désert", "Le Voyage Polaire",   "Le Ballon Rouge",
                                       "Les Jeunes Corsaires"};
constexpr List adventure_complements[] = {
    "de l'Île aux Perroquets", "de l'Amazone",    "du Cap Tonnerre", "du Temple Perdu",
    "de la Lagune Verte",      "du Grand Canyon", "de Zanzibar",     "des Mers du Sud",
    "de la Vallée du Tigre",   "du Récif Caché"};
constexpr List adventure_events[] = {
    "Une Course", "La Grande Évasion", "Naufrage", "Un Trésor", "Le Sauvetage", "Perdus", "Un Débarquement"};
constexpr List adventure_places[] = {
    "sur l'Île aux Perroquets",  "en Amazonie",          "au Cap Tonnerre",        "dans le Temple Perdu",
    "à travers le Grand Canyon", "dans les Mers du Sud", "dans la Vallée du Tigre"};

}  // namespace

GenreWords french_words(Genre genre) {
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
