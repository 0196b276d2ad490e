#include "catalogue_words.hpp"

namespace crucible {

namespace {

using List = std::string_view;

constexpr List fantasy_subjects[] = {
    "El último dragón",          "La bruja de plata",   "El mago errante",          "La corona rota",
    "La espada de cristal",      "La torre de la luna", "La reina de los ladrones", "El trono de los elfos",
    "El caballero del invierno", "El hechizo olvidado"};
constexpr List fantasy_complements[] = {"de Brumaval",
                                        "de los Siete Reinos",
                                        "del bosque encantado",
                                        "de Cuervonegro",
                                        "de las tierras perdidas",
                                        "del viejo norte",
                                        "de los dioses caídos",
                                        "de Valsombra",
                                        "del otro mundo",
                                        "de la montaña de fuego"};
constexpr List fantasy_events[] = {"La guerra de los dragones",
                                   "Un hechizo roto",
                                   "El consejo de los magos",
                                   "La noche de las hadas",
                                   "Un juramento",
                                   "El despertar de los gigantes",
                                   "Una búsqueda"};
constexpr List fantasy_places[] = {
    "en Brumaval",         "en el bosque encantado",   "en Cuervonegro",
    "en el fin del mundo", "bajo la montaña de fuego", "en el reino de los elfos",
    "en Valsombra"};

constexpr List crime_subjects[] = {"El testigo mudo",      "La heredera desaparecida", "El segundo cadáver",
                                   "La carta envenenada",  "La coartada perfecta",     "La inspectora",
                                   "El último sospechoso", "El ladrón honrado",        "El secreto",
                                   "El caso frío"};
constexpr List crime_complements[] = {"de la calle Mayor",
                                      "del muelle viejo",
                                      "de Lavapiés",
                                      "del tren nocturno",
                                      "de la villa roja",
                                      "del barrio gótico",
                                      "de la habitación trece",
                                      "de San Sebastián",
                                      "de la plaza Real",
                                      "de Cádiz"};
constexpr List crime_events[] = {"Asesinato",     "Muerte",          "Un cadáver",  "Chantaje",
                                 "Tres testigos", "La última pista", "Desaparición"};
constexpr List crime_places[] = {
    "en el muelle viejo", "en la calle Mayor",   "en el Gran Hotel", "en San Sebastián",
    "a medianoche",       "en el barrio gótico", "en Cádiz"};

constexpr List romance_subjects[] = {"El último verano",         "La promesa",     "La novia rebelde",
                                     "El admirador secreto",     "El primer beso", "La florista",
                                     "El invitado de la boda",   "Los amantes",    "El corazón",
                                     "El encantador desconocido"};
constexpr List romance_complements[] = {"de Lucía",
                                        "de Sevilla",
                                        "de la Toscana",
                                        "de mi vida",
                                        "de la calle de las Rosas",
                                        "del jardín de los naranjos",
                                        "de Carmen",
                                        "de Mallorca",
                                        "de al lado",
                                        "de la playa"};
constexpr List romance_events[] = {"Un verano",      "Dos corazones",   "Un beso robado", "Una boda",
                                   "Cartas de amor", "El primer baile", "Enamorarse"};
constexpr List romance_places[] = {"en Sevilla",        "en la Toscana", "junto al mar", "en Mallorca",
                                   "bajo los naranjos", "en París",      "en la playa"};

constexpr List science_fiction_subjects[] = {
    "El piloto",        "La última colonia",       "El androide",    "La puerta cuántica",
    "El satélite mudo", "La ciudad orbital",       "El segundo sol", "Los robots",
    "La nave perdida",  "La máquina de la memoria"};
constexpr List science_fiction_complements[] = {"de Titán",
                                                "de las estrellas muertas",
                                                "de Kepler Nueve",
                                                "del último siglo",
                                                "de Próxima",
                                                "de Andrómeda",
                                                "del vacío",
                                                "del año 3000",
                                                "de la galaxia perdida",
                                                "del mañana"};
constexpr List science_fiction_events[] = {"Primer contacto",   "Motín",          "La rebelión de los robots",
                                           "Una señal",         "El largo sueño", "Evacuación",
                                           "El último despegue"};
constexpr List science_fiction_places[] = {
    "en Titán",        "en la estación Europa", "más allá de Saturno",        "bajo un sol rojo",
    "en Kepler Nueve", "en órbita baja",        "en los confines del espacio"};

constexpr List history_subjects[] = {
    "El emperador",      "Los mercaderes",       "La legión perdida", "El médico de la reina",
    "Los constructores", "Los navegantes",       "El asedio",         "Los cartógrafos",
    "La regente",        "El pintor de la corte"};
constexpr List history_complements[] = {
    "de Roma",          "de Bizancio", "de Al-Ándalus",    "de la Edad Media", "de Cartago",
    "del Siglo de Oro", "de Venecia",  "del Renacimiento", "del Nilo",         "de la Ruta de la Seda"};
constexpr List history_events[] = {"La vida cotidiana",       "Comercio y poder",     "Una coronación",
                                   "El gran incendio",        "Los años de la peste", "Revolución",
                                   "El tiempo de los gremios"};
constexpr List history_places[] = {"en la antigua Roma", "en Bizancio",        "en Al-Ándalus", "en Venecia",
                                   "en la Edad Media",   "en el Siglo de Oro", "en Cartago"};

constexpr List horror_subjects[] = {"La casa vacía",     "La muñeca que llora", "El sepulturero",
                                    "La cosa",           "El espejo maldito",   "El vampiro",
                                    "La escalera negra", "Los susurros",        "La novia sin rostro",
                                    "La sombra"};
constexpr List horror_complements[] = {
    "de la colina del ahorcado", "bajo la capilla",    "del desván",  "del bosque muerto",
    "detrás de la puerta",       "de la abadía negra", "del pantano", "de la decimotercera noche",
    "del viejo manicomio",       "de Cuervalia"};
constexpr List horror_events[] = {"Gritos",      "Un embrujo",     "El último exorcismo", "Sangre",
                                  "Un entierro", "Algo espantoso", "Los arañazos"};
constexpr List horror_places[] = {"en el desván",     "en la abadía negra",  "en el bosque muerto",
                                  "bajo la cripta",   "en la habitación 13", "en el pantano",
                                  "detrás del espejo"};

constexpr List poetry_subjects[] = {"Canciones", "Sonetos", "El color", "Elegías", "El silencio",
                                    "Poemas",    "Baladas", "Versos",   "Haikus",  "La luz"};
constexpr List poetry_complements[] = {"de la lluvia",    "de la primera nieve", "para una ciudad dormida",
                                       "de sal y de luz", "para mi madre",       "del otoño",
                                       "del viento",      "de la tarde",         "de pan y estrellas",
                                       "de un río lento"};
constexpr List poetry_events[] = {"Una vela", "Doce gorriones", "Luz de luna", "Una ventana abierta",
                                  "Escarcha", "Caminar",        "Unos versos"};
constexpr List poetry_places[] = {"bajo la lluvia",     "al anochecer",   "junto a un río lento",
                                  "entre los abedules", "antes del alba", "en la primera nieve",
                                  "en la orilla"};

constexpr List adventure_subjects[] = {
    "El mapa del pirata", "La expedición perdida", "El contrabandista",        "El tesoro hundido",
    "El túnel secreto",   "Los náufragos",         "Los jinetes del desierto", "El viaje polar",
    "El globo rojo",      "Los jóvenes corsarios"};
constexpr List adventure_complements[] = {
    "de la isla de los Loros", "del Amazonas",       "del cabo Trueno", "del templo perdido",
    "de la laguna verde",      "del gran cañón",     "de Zanzíbar",     "de los mares del sur",
    "del valle del Tigre",     "del arrecife oculto"};
constexpr List adventure_events[] = {"Una carrera", "La gran fuga", "Naufragio",    "Un tesoro",
                                     "El rescate",  "Perdidos",     "Un desembarco"};
constexpr List adventure_places[] = {"en la isla de los Loros", "en el Amazonas",   "en el cabo Trueno",
                                     "en el templo perdido",    "en el gran cañón", "en los mares del sur",
                                     "en el valle del Tigre"};

}  // namespace

GenreWords spanish_words(Genre genre) {
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
