// Times the scoring of every user and book and the choice of the best books, as `crucible recommend --all`
// does it, beside the peak of single-precision matrix products of the same machine: all ranks at once, round
// after round in turn, so that a busy moment hits both alike. Prints JSON; seconds of the slowest rank.
//
//   mpirun -n 2 topn_bench [--users N] [--books N] [--factors K] [--top N] [--rated N] [--rounds N]
#include "bench.hpp"
#include "crucible/core/narrow.hpp"
#include "crucible/core/random.hpp"
#include "crucible/linalg/blas_library.hpp"
#include "crucible/mpi/session.hpp"
#include "crucible/recommend/top_k.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

extern "C" void sgemm_(const char* transa, const char* transb, const int* m, const int* n, const int* k,
                       const float* alpha, const float* a, const int* lda, const float* b, const int* ldb,
                       const float* beta, float* c, const int* ldc);

namespace {

using namespace crucible;
using namespace crucible::bench;
using Json = nlohmann::ordered_json;

/// Users answered at a time, as in the command.
constexpr std::int64_t batch_size = 4096;

struct Settings {
  std::int64_t users = 53'424;
  std::int64_t books = 10'000;
  std::int64_t factors = 128;
  std::int64_t top = 10;
  std::int64_t rated = 23;  ///< books that a user has rated and is not shown
  std::int64_t rounds = 5;
};

Settings settings_of(int argc, char** argv) {
  Settings settings;
  each_option(argc, argv, [&](const std::string& name, const std::string& text) {
    const std::int64_t value = std::stoll(text);
    if (name == "--users") settings.users = value;
    if (name == "--books") settings.books = value;
    if (name == "--factors") settings.factors = value;
    if (name == "--top") settings.top = value;
    if (name == "--rated") settings.rated = value;
    if (name == "--rounds") settings.rounds = value;
  });
  return settings;
}

Matrix normal_rows(IndexRange rows, std::int64_t columns, std::uint64_t seed) {
  Matrix result(rows.size(), columns);
  for (std::int64_t r = 0; r < rows.size(); ++r) {
    RandomStream stream(seed, RandomPurpose::test, static_cast<std::uint64_t>(rows.begin + r));
    for (std::int64_t c = 0; c < columns; ++c) result(r, c) = static_cast<float>(stream.normal());
  }
  return result;
}

/// This rank's users with what they have rated, and a model of all books.
struct Scene {
  FactorModel model;
  Matrix users;
  std::vector<std::int64_t> offsets{0};
  std::vector<BookIndex> rated;
};

Scene scene_of(const Communicator& comm, const Settings& settings) {
  Scene scene;
  scene.model.total_books = settings.books;
  scene.model.books = {0, settings.books};
  scene.model.book_factors = normal_rows(scene.model.books, settings.factors, 1);
  scene.model.book_bias.assign(static_cast<std::size_t>(settings.books), 0.0F);
  const IndexRange mine = even_part(settings.users, comm.size(), comm.rank());
  scene.users = normal_rows(mine, settings.factors, 2);
  for (std::int64_t r = 0; r < mine.size(); ++r) {
    RandomStream stream(3, RandomPurpose::test, static_cast<std::uint64_t>(mine.begin + r));
    std::vector<BookIndex> own;
    for (std::int64_t i = 0; i < settings.rated; ++i)
      own.push_back(narrow<BookIndex>(stream.below(static_cast<std::uint64_t>(settings.books))));
    std::sort(own.begin(), own.end());
    own.erase(std::unique(own.begin(), own.end()), own.end());
    scene.rated.insert(scene.rated.end(), own.begin(), own.end());
    scene.offsets.push_back(std::ssize(scene.rated));
  }
  return scene;
}

void answer_all(const Scene& scene, std::int64_t top) {
  const std::int64_t count = scene.users.rows();
  for (std::int64_t first = 0; first < count; first += batch_size) {
    const std::int64_t size = std::min(batch_size, count - first);
    const auto offsets =
        std::span(scene.offsets).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(size) + 1);
    const auto rated = std::span(scene.rated)
                           .subspan(static_cast<std::size_t>(offsets.front()),
                                    static_cast<std::size_t>(offsets.back() - offsets.front()));
    const TopLists lists = top_k(scene.model, {scene.users.middleRows(first, size), offsets, rated}, top);
    if (lists.shown.front() == 0) std::abort();  // also keeps the work from being optimised away
  }
}

/// A square product, large enough to run at the machine's peak.
struct Product {
  int n = 2048;
  Matrix a = Matrix::Constant(n, n, 0.5F);
  Matrix b = Matrix::Constant(n, n, 0.25F);
  Matrix c = Matrix::Zero(n, n);

  void run() {
    const float one = 1;
    const float zero = 0;
    sgemm_("N", "N", &n, &n, &n, &one, a.data(), &n, b.data(), &n, &zero, c.data(), &n);
  }
  double operations() const { return 2.0 * n * n * n; }
};

}  // namespace

int main(int argc, char** argv) {
  MpiSession session(argc, argv);
  const Communicator& comm = session.world();
  use_one_blas_thread();
  const Settings settings = settings_of(argc, argv);
  const Scene scene = scene_of(comm, settings);
  Product product;
  product.run();
  std::vector<double> peak;
  std::vector<double> engine;
  const double scores = static_cast<double>(settings.users) * static_cast<double>(settings.books);
  const double operations = 2.0 * scores * static_cast<double>(settings.factors);
  for (std::int64_t round = 0; round < settings.rounds; ++round) {
    const double seconds = slowest_seconds(comm, [&] { product.run(); });
    peak.push_back(1e-9 * product.operations() * comm.size() / seconds);
    engine.push_back(1e-9 * operations / slowest_seconds(comm, [&] { answer_all(scene, settings.top); }));
  }
  const Json report{{"benchmark", "topn"},
                    {"ranks", comm.size()},
                    {"users", settings.users},
                    {"books", settings.books},
                    {"factors", settings.factors},
                    {"top", settings.top},
                    {"kernel", usable_score_kernels().front().name},
                    {"sgemm_gigaflops", {{"median", median(peak)}, {"samples", peak}}},
                    {"topn_gigaflops", {{"median", median(engine)}, {"samples", engine}}},
                    {"topn_seconds", 1e-9 * operations / median(engine)},
                    {"share_of_peak", median(engine) / median(peak)}};
  if (comm.is_root()) std::printf("%s\n", report.dump(2).c_str());
  return 0;
}
