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

/// A model of `train`, or of `svd` from ratings, without its factors.
struct ReportModel {
  ReportOrigin origin;
  ModelTraits traits;
  ModelRecord record;
  std::int64_t users = 0;
  std::int64_t books = 0;
  std::int64_t k = 0;
  std::int64_t steps_ended = 0;         ///< the last epoch of steps, where draws followed; 0: no draws
  std::string stopped;                  ///< why training ended; empty: it goes on, or there was none
  std::vector<double> singular_values;  ///< of models from svd
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
  std::string path;
  std::vector<std::pair<std::string, std::string>> config;
  std::string ratings;      ///< the file that was judged by; empty in JSON of before 0.2
  std::vector<Row> models;  ///< the model and those beside it
  std::vector<Row> baselines;
  std::int64_t pairs = 0;  ///< held-out ratings
  std::int64_t users = 0;
};

/// All that a page is made of, in the order in which files were given.
struct ReportFiles {
  std::vector<ReportModel> models;
  std::vector<ReportSpectrum> spectra;
  std::vector<ReportEvaluation> evaluations;
};

/// Collective over `comm`, which hashes the files. To let one rank read alone, pass a communicator of that
/// rank alone. Reads models, results of svd and pca, and JSON of evaluate; which of these a file is, its
/// content says. Throws InputError, which names the file, for every other file (it says what can be read) and
/// for one that is given twice; IoError for a failing device.
ReportFiles read_report_files(const Communicator& comm, const std::vector<std::string>& paths);

}  // namespace crucible
