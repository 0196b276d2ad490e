#include "crucible/recommend/top_k.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/narrow.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>

namespace crucible {
namespace {

constexpr float minus_infinity = -std::numeric_limits<float>::infinity();

/// Floats that start on a cache line, because the kernels load whole lines.
class AlignedFloats {
 public:
  explicit AlignedFloats(std::int64_t count) : lines_(static_cast<std::size_t>(count + 15) / 16) {}
  float* data() noexcept { return lines_.data()->value; }

 private:
  struct alignas(64) Line {
    float value[16] = {};
  };
  std::vector<Line> lines_;
};

/// The factors and biases of some books, tile after tile, each tile (k x tile width). Places without a book
/// have a score of minus infinity.
class BookPanel {
 public:
  BookPanel(std::int64_t k, std::int64_t width, std::int64_t tiles)
      : k_(k), width_(width), factors_(k * width * tiles), bias_(width * tiles) {}

  /// Copies the factors and biases of `books` (global indices).
  void fill(const FactorModel& model, std::span<const float> bias, std::span<const BookIndex> books) {
    tiles_ = (std::ssize(books) + width_ - 1) / width_;
    std::fill_n(bias_.data(), tiles_ * width_, minus_infinity);
    for (std::int64_t i = 0; i < std::ssize(books); ++i) {
      const std::int64_t row = books[static_cast<std::size_t>(i)] - model.books.begin;
      const float* source = model.book_factors.data() + row * k_;
      float* target = factors_.data() + (i / width_) * width_ * k_ + i % width_;
      for (std::int64_t f = 0; f < k_; ++f) target[f * width_] = source[f];
      bias_.data()[i] = bias[static_cast<std::size_t>(row)];
    }
  }

  std::int64_t tiles() const noexcept { return tiles_; }
  const float* factors(std::int64_t tile) noexcept { return factors_.data() + tile * width_ * k_; }
  const float* bias(std::int64_t tile) noexcept { return bias_.data() + tile * width_; }

 private:
  std::int64_t k_;
  std::int64_t width_;
  std::int64_t tiles_ = 0;
  AlignedFloats factors_;
  AlignedFloats bias_;
};

/// The unfinished lists. The places of each user are a heap with the worst book in front.
class Heaps {
 public:
  Heaps(const UserBatch& users, std::int64_t top)
      : users_(users), threshold_(static_cast<std::size_t>(users.factors.rows()), minus_infinity) {
    lists_.top = top;
    lists_.shown.assign(threshold_.size(), 0);
    lists_.entries.resize(threshold_.size() * static_cast<std::size_t>(top));
  }

  const float* thresholds(std::int64_t user) const noexcept { return threshold_.data() + user; }

  void offer(std::int64_t user, ScoredBook candidate) {
    const auto r = static_cast<std::size_t>(user);
    if (!(candidate.score > threshold_[r]) || is_left_out(r, candidate.book)) return;
    ScoredBook* heap = lists_.entries.data() + user * lists_.top;
    std::int64_t& size = lists_.shown[r];
    if (size == lists_.top) {
      std::pop_heap(heap, heap + size, stands_before);
      heap[size - 1] = candidate;
    } else {
      heap[size++] = candidate;
    }
    std::push_heap(heap, heap + size, stands_before);
    if (size == lists_.top) threshold_[r] = heap->score;
  }

  TopLists finish() && {
    for (std::size_t r = 0; r < lists_.shown.size(); ++r) {
      ScoredBook* heap = lists_.entries.data() + static_cast<std::int64_t>(r) * lists_.top;
      std::sort_heap(heap, heap + lists_.shown[r], stands_before);
    }
    return std::move(lists_);
  }

 private:
  bool is_left_out(std::size_t user, BookIndex book) const {
    if (users_.offsets.empty()) return false;
    const BookIndex* base = users_.left_out.data() - users_.offsets.front();
    return std::binary_search(base + users_.offsets[user], base + users_.offsets[user + 1], book);
  }

  const UserBatch& users_;
  std::vector<float> threshold_;
  TopLists lists_;
};

/// Packs users [first, first + count) tile after tile, each (k x tile width). The rest of the last tile is
/// zeros.
void pack_users(const Eigen::Ref<const Matrix>& factors, std::int64_t first, std::int64_t count,
                std::int64_t width, float* packed) {
  const std::int64_t k = factors.cols();
  std::fill_n(packed, (count + width - 1) / width * width * k, 0.0F);
  for (std::int64_t i = 0; i < count; ++i) {
    const float* source = factors.data() + (first + i) * factors.outerStride();
    float* target = packed + (i / width) * width * k + i % width;
    for (std::int64_t f = 0; f < k; ++f) target[f * width] = source[f];
  }
}

/// Scores one panel of books for blocks of users.
class Sweep {
 public:
  Sweep(const ScoreKernel& kernel, std::int64_t k, std::span<const BookIndex> books, Heaps& heaps)
      : kernel_(kernel), k_(k), books_(books), heaps_(heaps), scores_(kernel.users * kernel.books) {}

  void run(BookPanel& panel, const float* packed, std::int64_t first, std::int64_t count) {
    for (std::int64_t tile = 0; tile < panel.tiles(); ++tile)
      for (std::int64_t done = 0; done < count; done += kernel_.users)
        run_tile(panel, tile, packed + done * k_, first + done, std::min(kernel_.users, count - done));
  }

 private:
  void run_tile(BookPanel& panel, std::int64_t tile, const float* packed, std::int64_t user,
                std::int64_t count) {
    float threshold[ScoreKernel::max_users];
    std::uint64_t above[ScoreKernel::max_users];
    std::copy_n(heaps_.thresholds(user), count, threshold);
    std::fill(threshold + count, threshold + kernel_.users, std::numeric_limits<float>::infinity());
    kernel_.run(packed, panel.factors(tile), panel.bias(tile), k_, threshold, scores_.data(), above);
    for (std::int64_t r = 0; r < count; ++r)
      for (std::uint64_t left = above[r]; left != 0; left &= left - 1) {
        const int column = std::countr_zero(left);
        const auto place = static_cast<std::size_t>(tile * kernel_.books + column);
        heaps_.offer(user + r, {scores_.data()[r * kernel_.books + column], books_[place]});
      }
  }

  const ScoreKernel& kernel_;
  std::int64_t k_;
  std::span<const BookIndex> books_;
  Heaps& heaps_;
  AlignedFloats scores_;
};

/// Number of tiles in a panel of books, for about half a megabyte, which fits into a second-level cache.
std::int64_t panel_tiles(std::int64_t k, std::int64_t width) {
  return std::max<std::int64_t>(1, (512 << 10) / (4 * width * std::max<std::int64_t>(k, 1)));
}

std::vector<BookIndex> all_books(const FactorModel& model) {
  std::vector<BookIndex> books(static_cast<std::size_t>(model.books.size()));
  std::iota(books.begin(), books.end(), narrow<BookIndex>(model.books.begin));
  return books;
}

void check(const FactorModel& model, const UserBatch& users, std::int64_t top, const TopOptions& options) {
  const std::span<const BookIndex> candidates = options.candidates;
  require(top >= 0, "a negative number of books was asked for");
  require(users.factors.cols() == model.k(), "users' factors do not have the model's length");
  require(users.offsets.empty() || std::ssize(users.offsets) == users.factors.rows() + 1,
          "a batch of users has not as many offsets as users");
  require(candidates.empty() ||
              (model.books.contains(candidates.front()) && model.books.contains(candidates.back())),
          "a candidate is a book that this rank does not hold");
  require(options.book_bias.empty() || std::ssize(options.book_bias) == model.books.size(),
          "there are not as many biases as books");
}

}  // namespace

TopLists top_k(const FactorModel& model, const UserBatch& users, std::int64_t top,
               const TopOptions& options) {
  check(model, users, top, options);
  const ScoreKernel& kernel = options.kernel != nullptr ? *options.kernel : usable_score_kernels().front();
  const std::span<const float> bias =
      options.book_bias.empty() ? std::span(model.book_bias) : options.book_bias;
  Heaps heaps(users, top);
  const std::int64_t count = users.factors.rows();
  if (top == 0 || count == 0) return std::move(heaps).finish();
  const std::vector<BookIndex> all = options.candidates.empty() ? all_books(model) : std::vector<BookIndex>();
  const std::span<const BookIndex> books = options.candidates.empty() ? std::span(all) : options.candidates;

  const std::int64_t k = model.k();
  const std::int64_t block = 16 * kernel.users;
  const std::int64_t tiles = panel_tiles(k, kernel.books);
  BookPanel panel(k, kernel.books, tiles);
  AlignedFloats packed(block * k);
  for (std::int64_t begin = 0; begin < std::ssize(books); begin += tiles * kernel.books) {
    const auto part =
        books.subspan(static_cast<std::size_t>(begin),
                      static_cast<std::size_t>(std::min(tiles * kernel.books, std::ssize(books) - begin)));
    panel.fill(model, bias, part);
    Sweep sweep(kernel, k, part, heaps);
    for (std::int64_t first = 0; first < count; first += block) {
      const std::int64_t taken = std::min(block, count - first);
      pack_users(users.factors, first, taken, kernel.users, packed.data());
      sweep.run(panel, packed.data(), first, taken);
    }
  }
  return std::move(heaps).finish();
}

}  // namespace crucible
