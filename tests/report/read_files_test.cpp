#include "crucible/core/error.hpp"
#include "crucible/hdf5/sealed_file.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/picture/image_file.hpp"
#include "crucible/report/report_files.hpp"
#include "crucible/store/provenance.hpp"
#include "read/principal_axes.hpp"
#include "read/read_parts.hpp"
#include "scratch_folder.hpp"
#include "world.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
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

TEST(PrincipalPlane, IsAlongTheDirectionsOfMostVariance) {
  MatrixD rows(4, 3);
  rows << 5, 1, 7, -3, 1, 7, 1, 3, 7, 1, -1, 7;  // 4 along the first, 2 along the second column
  const auto plane = principal_plane(rows);
  ASSERT_TRUE(plane);
  EXPECT_NEAR(plane->shares[0], 0.8, 1e-12);
  EXPECT_NEAR(plane->shares[1], 0.2, 1e-12);
  MatrixD scores(4, 2);
  scores << 4, 0, -4, 0, 0, 2, 0, -2;
  EXPECT_LT((plane->scores - scores).norm(), 1e-12);
}

TEST(PrincipalPlane, NeedsTwoDimensionsAndVariance) {
  EXPECT_FALSE(principal_plane(MatrixD::Random(5, 1)));
  EXPECT_FALSE(principal_plane(MatrixD::Ones(5, 3)));
  EXPECT_FALSE(principal_plane(MatrixD::Random(1, 3)));
}

/// A model of one user and `books` books with three factors, the lengths of which ascend. Collective.
void write_model(const std::string& path, std::int64_t books) {
  const Communicator& comm = testing::world();
  FactorModel model;
  model.traits.scale_low = 1;
  model.traits.scale_high = 5;
  model.total_users = 1;
  model.total_books = books;
  model.users = even_part(1, comm.size(), comm.rank());
  model.books = even_part(books, comm.size(), comm.rank());
  model.user_bias.assign(static_cast<std::size_t>(model.users.size()), 0);
  model.book_bias.assign(static_cast<std::size_t>(model.books.size()), 0);
  model.user_factors = Matrix::Ones(model.users.size(), 3);
  model.book_factors.resize(model.books.size(), 3);
  ModelNames names{std::vector<std::string>(model.user_bias.size(), "user"), {}, {}};
  for (std::int64_t book = model.books.begin; book < model.books.end; ++book) {
    const float length = 1 + static_cast<float>(book);
    const auto angle = static_cast<float>(book);
    model.book_factors.row(book - model.books.begin) << length * std::cos(angle), length * std::sin(angle), 0;
    names.book_ids.push_back("id " + std::to_string(book));
    names.book_titles.push_back(book == 3 ? "" : "title " + std::to_string(book));
  }
  ModelStore::write(comm, path, model, names, {}, {"a test"});
}

TEST(ReadBookMap, HasTheMostRatedBooksOrThoseWithTheLongestFactors) {
  const testing::ScratchFolder folder(testing::world());
  write_model(folder / "m.h5", 6);
  const ModelStore model = ModelStore::open(testing::world(), folder / "m.h5");
  const std::vector<std::int64_t> counts{4, 9, 9, 20, 0, 1};
  const auto map = read_book_map(model, counts, 4);
  ASSERT_TRUE(map);
  ASSERT_EQ(map->places.size(), 4U);
  EXPECT_EQ(map->places[0].name, "id 3");  // it has no title
  EXPECT_EQ(map->places[0].ratings, 20);
  EXPECT_EQ(map->places[1].name, "title 1");
  EXPECT_EQ(map->places[2].name, "title 2");
  EXPECT_NEAR(map->shares[0] + map->shares[1], 1, 1e-12);  // the third factor is 0
  const auto unrated = read_book_map(model, {}, 4);
  ASSERT_TRUE(unrated);
  EXPECT_EQ(unrated->places[0].name, "title 5");
  EXPECT_FALSE(unrated->places[0].ratings);
}

/// What compress would write for a picture of 8 x 4 pixels, with `csv` as its table. Collective.
void write_compression(const std::string& folder, const std::string& csv) {
  on_root(testing::world(), [&] {
    std::filesystem::create_directory(folder);
    std::ofstream(folder + "/table.csv") << csv;
    for (const char* name : {"/rank-1.png", "/rank-3.png"})
      write_new_file(folder + name, encode_png(Image(4, 8, 3, 255, 77)));
  });
  write_sealed(testing::world(), folder + "/factors.h5", [&](H5File& file) {
    write_header(file, testing::world(), "crucible-compression", {"crucible compress x.png"});
    file.write_attribute("/", "height", std::int64_t{4});
    file.write_attribute("/", "width", std::int64_t{8});
  });
}

const std::string csv_header = "k,size_ratio,singular_value_share,energy_share,psnr,ssim,bytes,png_bytes\n";

TEST(ReadReportFiles, ReadsFoldersOfCompress) {
  const testing::ScratchFolder folder(testing::world());
  write_compression(folder / "c", csv_header + "1,0.25,0.5,0.75,20.5,,100,50\n3,1.5,1,1,inf,1,300,60\n");
  const ReportFiles files = read_report_files(testing::world(), {folder / "c"});
  ASSERT_EQ(files.compressions.size(), 1U);
  const ReportCompression& compression = files.compressions[0];
  EXPECT_EQ(compression.width, 8);
  ASSERT_EQ(compression.rows.size(), 2U);
  EXPECT_EQ(compression.rows[0].size, 0.25);
  EXPECT_EQ(compression.rows[0].energy, 0.75);
  EXPECT_TRUE(std::isnan(compression.rows[0].ssim));
  EXPECT_TRUE(std::isinf(compression.rows[1].psnr));
  EXPECT_EQ(compression.rows[1].png.substr(1, 3), "PNG");
}

TEST(ReadReportFiles, RefusesTablesThatCompressDoesNotWrite) {
  const testing::ScratchFolder folder(testing::world());
  int number = 0;
  for (const char* rows : {"", "1,2\n", "x,1,1,1,1,1,1,1\n", "3,1,1,1,1,1,1,1\n1,1,1,1,1,1,1,1\n",
                           "2,1,1,1,1,1,1,1\n"}) {  // there is no rank-2.png
    const std::string path = folder / ("c" + std::to_string(++number));
    write_compression(path, csv_header + rows);
    EXPECT_EQ(problem_of({path}).rfind(path + "/", 0), 0U) << rows << problem_of({path});
  }
}

}  // namespace
}  // namespace crucible
