#include "crucible/core/error.hpp"
#include "crucible/hdf5/sealed_file.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/report/report_files.hpp"
#include "crucible/store/provenance.hpp"
#include "scratch_folder.hpp"
#include "world.hpp"

#include <cmath>
#include <fstream>

#include <gtest/gtest.h>

namespace crucible {
namespace {

/// Collective. Rank 0 writes all rows.
void write_all(H5File& file, const std::string& dataset, std::int64_t rows, std::int64_t columns,
               const std::vector<double>& values) {
  const bool mine = testing::world().is_root();
  const std::span<const double> all(values);
  file.write<double>(dataset, rows, columns, {mine ? 0 : rows, rows}, mine ? all : all.first(0),
                     "for a test");
}

/// Collective. A pca file with these singular values and `rows` scores (row, -row, 0).
void write_pca(const std::string& path, const std::vector<double>& singular_values, std::int64_t rows) {
  std::vector<double> scores;
  for (std::int64_t row = 0; row < rows; ++row) {
    const auto value = static_cast<double>(row);
    scores.insert(scores.end(), {value, -value, 0.0});
  }
  write_sealed(testing::world(), path, [&](H5File& file) {
    write_header(file, testing::world(), "crucible-pca", {"crucible pca x.h5"});
    file.write_attribute("/", "method", std::string("dc"));
    file.write_attribute("/", "rows", rows);
    file.write_attribute("/", "columns", std::int64_t{9});
    file.write_attribute("/", "frobenius_norm", 5.0);
    write_all(file, "/singular_values", static_cast<std::int64_t>(singular_values.size()), 0,
              singular_values);
    write_all(file, "/scores", rows, 3, scores);
  });
}

std::string problem_of(const std::vector<std::string>& paths) {
  try {
    read_report_files(testing::world(), paths);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::input);
    return error.what();
  }
  return "none";
}

TEST(ReadReportFiles, ReadsScoresAtEvenDistances) {
  const testing::ScratchFolder folder(testing::world());
  write_pca(folder / "p.h5", {4, 3}, 4001);
  const ReportFiles files = read_report_files(testing::world(), {folder / "p.h5"});
  ASSERT_EQ(files.spectra.size(), 1U);
  const ReportSpectrum& spectrum = files.spectra[0];
  EXPECT_TRUE(spectrum.principal);
  EXPECT_EQ(spectrum.origin.command_line, "crucible pca x.h5");
  EXPECT_EQ(spectrum.singular_values, (std::vector<double>{4, 3}));
  EXPECT_EQ(spectrum.columns, 9);
  EXPECT_EQ(spectrum.score_rows, 4001);
  ASSERT_EQ(spectrum.scores.size(), 1334U);  // every third
  EXPECT_EQ(spectrum.scores[1], (std::array<double, 2>{3, -3}));
  EXPECT_FALSE(spectrum.residual);
}

TEST(ReadReportFiles, RefusesSingularValuesThatCannotBe) {
  const testing::ScratchFolder folder(testing::world());
  const std::string path = folder / "p.h5";
  for (const auto& [values, problem] : {std::pair{std::vector<double>{3, 4}, "does not descend"},
                                        {{4, -3}, "negative or not finite"},
                                        {{4, std::nan("")}, "negative or not finite"}}) {
    write_pca(path, values, 2);
    EXPECT_NE(problem_of({path}).find(path + ": dataset /singular_values "), std::string::npos);
    EXPECT_NE(problem_of({path}).find(problem), std::string::npos) << problem_of({path});
  }
}

TEST(ReadReportFiles, RefusesOtherFilesOfOursByName) {
  const testing::ScratchFolder folder(testing::world());
  const std::string path = folder / "x.h5";
  write_sealed(testing::world(), path,
               [&](H5File& file) { write_header(file, testing::world(), "crucible-matrix", {""}); });
  EXPECT_EQ(problem_of({path}).rfind(path + ": is a 'crucible-matrix' file; a report is made of", 0), 0U);
}

TEST(ReadReportFiles, RefusesAFileThatIsGivenTwice) {
  const testing::ScratchFolder folder(testing::world());
  write_pca(folder / "p.h5", {4, 3}, 2);
  EXPECT_EQ(problem_of({folder / "p.h5", folder / "./p.h5"}), (folder / "./p.h5") + ": is given twice");
}

TEST(ReadReportFiles, RefusesTextThatIsTooLongToBeJson) {
  const testing::ScratchFolder folder(testing::world());
  const std::string path = folder / "long.json";
  on_root(testing::world(), [&] {
    std::ofstream file(path);
    file.seekp(65 << 20);  // a hole
    file << "}";
  });
  EXPECT_NE(problem_of({path}).find("nor short enough to be JSON"), std::string::npos);
}

}  // namespace
}  // namespace crucible
