#pragma once

#include "crucible/report/report_files.hpp"
#include "crucible/store/rating_store.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace crucible {

/// What messages say that a page can be made of.
inline constexpr const char* readable_files =
    "a report is made of models of train, ratings, results of svd and pca, folders of compress, JSON of "
    "commands, and scaling.csv";

/// Local. Reads the root attributes of a file of ours.
ReportOrigin read_origin(const H5File& file);

/// Local. All that is said of a model but for its map.
ReportModel read_report_model(const ModelStore& store);

/// Local. What is said of a file of ratings.
ReportRatings read_report_ratings(const RatingStore& store);

/// Local. The map of at most `most` books of a model: those with the most ratings, or where `ratings` is
/// empty, with the longest factors. Costs most x k^2 + k^3 operations. Throws what ModelStore::read() throws.
std::optional<BookMap> read_book_map(const ModelStore& store, std::span<const std::int64_t> ratings,
                                     std::size_t most);

/// Local. `file` is of the format `crucible-svd` or `crucible-pca`. Throws InputError.
ReportSpectrum read_report_spectrum(const H5File& file);

/// Local. True if the folder holds what `compress` writes.
bool is_compression(const std::string& folder);

/// Local. @pre is_compression(folder), and its factors.h5 matches its seal. Pictures come to about `budget`
/// bytes, for which they are made smaller if need be. Throws InputError and IoError.
ReportCompression read_report_compression(const std::string& folder, std::size_t budget);

/// Local. What models recommend to some users of `ratings`, whose users and books they have. Throws what
/// UserSource and RecommendationDesk throw.
ReportTastes read_tastes(const RatingStore& ratings, std::span<const ModelStore* const> models);

/// Pure. Adds what the JSON of a command says: of evaluate its scores, of each its timings. `text` is the
/// content of the file at `path`. Throws InputError unless it is that.
void parse_report_json(const std::string& path, std::string_view text, ReportFiles& files);

/// Pure. True if a text begins like scaling.csv.
bool is_scaling(std::string_view text);
/// Pure. @pre is_scaling(text). Throws InputError, which names the line.
ReportScaling parse_report_scaling(const std::string& path, std::string_view text);

}  // namespace crucible
