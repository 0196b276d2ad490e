#pragma once

#include "crucible/mpi/communicator.hpp"
#include "crucible/store/model_store.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace crucible {

/// Where a file of ours comes from, as its root attributes say.
struct ReportOrigin {
  std::string path;  ///< as it was given
  std::string format;
  std::string software;  ///< version and commit
  std::string created;
  std::string host;
  std::string command_line;
};

/// Where books of a model lie on the two principal axes of their factors.
struct BookMap {
  struct Place {
    std::string name;                     ///< the title, or the id where there is none
    std::optional<std::int64_t> ratings;  ///< of the book, where a file of ratings is on the page
    double x = 0;
    double y = 0;
  };
  std::array<double, 2> shares{};  ///< of the variance of these books' factors
  std::vector<Place> places;       ///< the most rated first; where ratings are not known, the longest factors
};

/// A model of `train`, or of `svd` from ratings, without its factors.
struct ReportModel {
  ReportOrigin origin;
  ModelTraits traits;
  ModelRecord record;
  std::int64_t users = 0;
  std::int64_t books = 0;
  std::int64_t k = 0;
  std::int64_t steps_ended = 0;  ///< the last epoch of steps, where draws followed; 0: none, or draws alone
  std::string stopped;           ///< why training ended; empty: it goes on, or there was none
  std::vector<double> singular_values;  ///< of models from svd
  std::optional<BookMap> map;           ///< none where factors have fewer than two dimensions
};

/// A file of ratings, which says how often books of the models are rated.
struct ReportRatings {
  ReportOrigin origin;
  std::int64_t users = 0;
  std::int64_t books = 0;
  std::int64_t ratings = 0;
  std::string fingerprint;     ///< of the ratings
  std::string id_fingerprint;  ///< equal to that of a model whose books these are
};

/// A result of `svd` or `pca`.
struct ReportSpectrum {
  ReportOrigin origin;
  bool principal = false;  ///< of pca
  std::string method;
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  double frobenius = 0;                 ///< norm of the whole (of pca: centred) matrix
  std::vector<double> singular_values;  ///< descending, in the unit of the matrix
  std::optional<double> residual;       ///< scaled as in docs/svd.md; unset without vectors
  std::optional<double> orthogonality;
  std::int64_t score_rows = 0;                ///< rows of /scores; 0 where they are not stored
  std::vector<std::array<double, 2>> scores;  ///< the first two of rows score_step() apart
};

/// Of how many rows each has its scores shown, so that there are at most 2,000 of them. Pure.
std::int64_t score_step(std::int64_t rows);

/// What `evaluate --json` wrote.
struct ReportEvaluation {
  struct Score {
    std::string metric;
    double value = 0;  ///< NaN for null
    std::optional<std::pair<double, double>> interval;
  };
  struct Row {
    std::string name;  ///< a path of a model, or the key of a baseline
    std::vector<Score> scores;
  };
  /// How much the first model's figure differs from another row's, over the same resamples of the users.
  struct Difference {
    std::string metric;
    double value = 0;
    std::pair<double, double> interval;
    double p = 1;
  };
  /// How many of the judged ratings lie within intervals around the first model's predictions.
  struct Coverage {
    double level = 0;    ///< share that should
    double covered = 0;  ///< share that does
    double width = 0;    ///< mean, in ratings
  };
  struct Comparison {
    std::string name;  ///< of the other row
    std::vector<Difference> differences;
  };
  std::string path;
  std::vector<std::pair<std::string, std::string>> config;
  std::string ratings;      ///< the file that was judged by; empty in JSON of before 0.2
  std::vector<Row> models;  ///< the model and those beside it
  std::vector<Row> baselines;
  std::int64_t pairs = 0;  ///< held-out ratings
  std::int64_t users = 0;
  std::vector<Comparison> with_models = {};  ///< those beside it; empty without a bootstrap
  std::vector<Comparison> with_baselines = {};
  std::vector<Coverage> calibration = {};  ///< empty where it was not measured
};

/// What `compress` measured.
struct ReportCompression {
  struct Row {
    std::int64_t k = 0;
    double size = 0;             ///< numbers in the components as a share of the samples
    double energy = 0;           ///< share of the sum of squared singular values
    double psnr = 0;             ///< decibels; infinite where nothing differs
    double ssim = 0;             ///< NaN where the picture is too small for it
    std::int64_t bytes = 0;      ///< of a file with k components
    std::int64_t png_bytes = 0;  ///< of the rank-k picture as PNG
    std::string png = {};        ///< the picture itself, perhaps made smaller; empty where it is not shown
  };
  ReportOrigin origin;    ///< of its factors; the path is that of what was compressed, or of its folder
  std::vector<Row> rows;  ///< k ascends
  std::int64_t width = 0;
  std::int64_t height = 0;
};

/// Where the time of a command went, as its --json says.
struct ReportTiming {
  struct Phase {
    std::string name;
    double least = 0;  ///< seconds of the fastest rank
    double mean = 0;
    double most = 0;  ///< seconds of the slowest rank
    double share = 0;
    double message_seconds = 0;         ///< mean over the ranks
    std::int64_t message_bytes = 0;     ///< of all ranks
    std::vector<double> of_ranks = {};  ///< seconds by rank; as many as ranks; empty in old JSON
  };
  std::string path;
  std::string command;
  std::int64_t ranks = 0;
  std::vector<Phase> phases;  ///< without the total
  double total = 0;           ///< seconds of the slowest rank
  std::int64_t peak_bytes = 0;
};

/// What jobs/scaling.sbatch measured: its scaling.csv.
struct ReportScaling {
  struct Row {
    std::string command;
    bool strong = false;  ///< the same work on more ranks; else as much more work
    std::int64_t ranks = 0;
    double seconds = 0;  ///< median
    double least = 0;
    double most = 0;
    double speedup = 0;
    double efficiency = 0;
  };
  std::string path;
  std::vector<Row> rows;
};

/// Lists for some users of a file of ratings, by each model of these users.
struct ReportTastes {
  struct Entry {
    std::string title;  ///< or the id where there is none
    double value = 0;   ///< rating or score
  };
  struct Reader {
    std::string user;
    std::int64_t rated = 0;                 ///< books
    std::vector<Entry> liked;               ///< rated highest
    std::vector<std::vector<Entry>> lists;  ///< one for each of `models`, best first
  };
  std::string ratings;              ///< path
  std::vector<std::string> models;  ///< paths
  std::vector<Reader> readers;
};

/// All that a page is made of, in the order in which files were given.
struct ReportFiles {
  std::vector<ReportModel> models;
  std::vector<ReportSpectrum> spectra;
  std::vector<ReportEvaluation> evaluations;
  std::vector<ReportRatings> ratings = {};
  std::vector<ReportCompression> compressions = {};
  std::vector<ReportTiming> timings = {};
  std::vector<ReportScaling> scalings = {};
  std::vector<ReportTastes> tastes = {};
};

/// Collective over `comm`, which hashes the files. To let one rank read alone, pass a communicator of that
/// rank alone. Reads models, ratings, results of svd and pca, and JSON of evaluate; which of these a file is,
/// its content says. Throws InputError, which names the file, for every other file (it says what can be read)
/// and for one that is given twice; IoError for a failing device.
ReportFiles read_report_files(const Communicator& comm, const std::vector<std::string>& paths);

}  // namespace crucible
