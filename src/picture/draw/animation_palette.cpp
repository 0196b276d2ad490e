#include "crucible/core/error.hpp"
#include "draw/animation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

namespace crucible {

namespace {

using Colour = std::array<std::uint8_t, 3>;
using Mean = std::array<double, 3>;

constexpr std::size_t palette_size = 256;
constexpr int mean_rounds = 4;
/// Largest error that dithering passes on. If the palette lacks a colour, the errors of a whole area would
/// otherwise add up and appear as specks.
constexpr double largest_debt = 20;

/// The pixels that agree in the upper 5 bits of each channel: their number and mean.
struct Bin {
  double count = 0;
  Mean mean{};
};

double squared_distance(const Mean& a, const Mean& b) {
  return (a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) + (a[2] - b[2]) * (a[2] - b[2]);
}

Mean colour_at(const Image& picture, std::size_t pixel) {
  const std::uint16_t* sample = picture.samples.data() + 3 * pixel;
  return {static_cast<double>(sample[0]), static_cast<double>(sample[1]), static_cast<double>(sample[2])};
}

std::size_t pixels_of(const Image& picture) { return picture.samples.size() / 3; }

std::vector<Bin> histogram(const Image& picture) {
  std::vector<Bin> cells(32 * 32 * 32);
  for (std::size_t p = 0; p < pixels_of(picture); ++p) {
    const std::uint16_t* sample = picture.samples.data() + 3 * p;
    Bin& cell = cells[static_cast<std::size_t>(sample[0] >> 3 << 10 | sample[1] >> 3 << 5 | sample[2] >> 3)];
    cell.count += 1;
    for (std::size_t c = 0; c < 3; ++c) cell.mean[c] += sample[c];
  }
  std::erase_if(cells, [](const Bin& cell) { return cell.count == 0; });
  for (Bin& cell : cells)
    for (double& channel : cell.mean) channel /= cell.count;
  return cells;
}

/// A range of bins that share one colour of the palette.
struct Box {
  std::size_t begin = 0;
  std::size_t end = 0;
  Mean mean{};
  double error = 0;      ///< sum of squared distances to the mean
  std::size_t axis = 0;  ///< the channel with the largest part of the error

  Box(std::span<const Bin> bins, std::size_t first, std::size_t last) : begin(first), end(last) {
    double count = 0;
    Mean sum{};
    Mean squares{};
    for (const Bin& bin : bins.subspan(first, last - first)) {
      count += bin.count;
      for (std::size_t c = 0; c < 3; ++c) {
        sum[c] += bin.count * bin.mean[c];
        squares[c] += bin.count * bin.mean[c] * bin.mean[c];
      }
    }
    double largest = -1;
    for (std::size_t c = 0; c < 3; ++c) {
      mean[c] = sum[c] / count;
      const double part = std::max(0.0, squares[c] - count * mean[c] * mean[c]);
      error += part;
      if (part > largest) {
        largest = part;
        axis = c;
      }
    }
  }
};

/// Splits boxes until there are `count`: always the box with the largest error, at its mean.
std::vector<Mean> split_boxes(std::vector<Bin>& bins, std::size_t count) {
  std::vector<Box> boxes{Box(bins, 0, bins.size())};
  while (boxes.size() < count) {
    const auto worst = std::max_element(boxes.begin(), boxes.end(), [](const Box& a, const Box& b) {
      return (a.end - a.begin > 1 ? a.error : -1) < (b.end - b.begin > 1 ? b.error : -1);
    });
    const Box box = *worst;
    if (box.end - box.begin < 2 || box.error <= 0) break;
    const auto first = bins.begin() + static_cast<std::ptrdiff_t>(box.begin);
    const auto last = bins.begin() + static_cast<std::ptrdiff_t>(box.end);
    const auto cut =
        std::partition(first, last, [&](const Bin& bin) { return bin.mean[box.axis] < box.mean[box.axis]; });
    const auto middle = static_cast<std::size_t>(cut - bins.begin());
    if (middle == box.begin || middle == box.end) break;
    *worst = Box(bins, box.begin, middle);
    boxes.emplace_back(bins, middle, box.end);
  }
  std::vector<Mean> centres;
  for (const Box& box : boxes) centres.push_back(box.mean);
  return centres;
}

std::size_t nearest(std::span<const Mean> centres, const Mean& colour) {
  std::size_t best = 0;
  double best_distance = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < centres.size(); ++i) {
    const double distance = squared_distance(centres[i], colour);
    if (distance < best_distance) {
      best_distance = distance;
      best = i;
    }
  }
  return best;
}

/// One round of k-means.
void move_to_means(std::span<Mean> centres, std::span<const Bin> bins) {
  std::vector<Bin> sums(centres.size());
  for (const Bin& bin : bins) {
    Bin& sum = sums[nearest(centres, bin.mean)];
    sum.count += bin.count;
    for (std::size_t c = 0; c < 3; ++c) sum.mean[c] += bin.count * bin.mean[c];
  }
  for (std::size_t i = 0; i < centres.size(); ++i)
    if (sums[i].count > 0)
      for (std::size_t c = 0; c < 3; ++c) centres[i][c] = sums[i].mean[c] / sums[i].count;
}

std::vector<Colour> best_palette(const Image& picture) {
  std::vector<Bin> bins = histogram(picture);
  std::vector<Mean> centres = split_boxes(bins, palette_size - 2);
  for (int round = 0; round < mean_rounds; ++round) move_to_means(centres, bins);
  std::vector<Colour> palette{{0, 0, 0}, {255, 255, 255}};
  for (const Mean& centre : centres) {
    Colour colour{};
    for (std::size_t c = 0; c < 3; ++c) colour[c] = static_cast<std::uint8_t>(centre[c] + 0.5);
    palette.push_back(colour);
  }
  return palette;
}

/// Finds the nearest colour of the palette, and remembers the answer for each of 64 x 64 x 64 cells.
class PaletteSearch {
 public:
  explicit PaletteSearch(std::span<const Colour> palette) : known_(64 * 64 * 64, -1) {
    for (const Colour& colour : palette)
      centres_.push_back(
          {static_cast<double>(colour[0]), static_cast<double>(colour[1]), static_cast<double>(colour[2])});
  }

  /// Index of the entry nearest to `colour`, whose channels lie in 0..255.
  std::size_t operator()(const Mean& colour) {
    // Pure white is the background of captions. It must not become another colour of its cell.
    if (colour[0] >= 255 && colour[1] >= 255 && colour[2] >= 255) return nearest(centres_, colour);
    std::size_t cell = 0;
    Mean middle{};
    for (std::size_t c = 0; c < 3; ++c) {
      const auto step = static_cast<std::size_t>(colour[c] / 4);
      cell = cell * 64 + step;
      middle[c] = static_cast<double>(4 * step) + 1.5;
    }
    if (known_[cell] < 0) known_[cell] = static_cast<std::int16_t>(nearest(centres_, middle));
    return static_cast<std::size_t>(known_[cell]);
  }
  const Mean& entry(std::size_t index) const { return centres_[index]; }

 private:
  std::vector<Mean> centres_;
  std::vector<std::int16_t> known_;
};

/// Floyd-Steinberg error diffusion, from left to right and from right to left in turns.
std::vector<std::uint8_t> dither(const Image& picture, std::span<const Colour> palette) {
  PaletteSearch search(palette);
  std::vector<std::uint8_t> indices(pixels_of(picture));
  const std::int64_t width = picture.width;
  std::vector<Mean> here(static_cast<std::size_t>(width + 2));
  std::vector<Mean> below(here.size());
  for (std::int64_t y = 0; y < picture.height; ++y) {
    std::fill(below.begin(), below.end(), Mean{});
    const std::int64_t step = y % 2 == 0 ? 1 : -1;
    for (std::int64_t i = 0; i < width; ++i) {
      const std::int64_t x = step > 0 ? i : width - 1 - i;
      const auto pixel = static_cast<std::size_t>(y * width + x);
      const auto slot = static_cast<std::size_t>(x + 1);
      const auto ahead = static_cast<std::size_t>(x + 1 + step);
      const auto behind = static_cast<std::size_t>(x + 1 - step);
      Mean wanted = colour_at(picture, pixel);
      for (std::size_t c = 0; c < 3; ++c)
        wanted[c] =
            std::clamp(wanted[c] + std::clamp(here[slot][c], -largest_debt, largest_debt), 0.0, 255.0);
      const std::size_t index = search(wanted);
      indices[pixel] = static_cast<std::uint8_t>(index);
      for (std::size_t c = 0; c < 3; ++c) {
        const double error = wanted[c] - search.entry(index)[c];
        here[ahead][c] += error * 7 / 16;
        below[behind][c] += error * 3 / 16;
        below[slot][c] += error * 5 / 16;
        below[ahead][c] += error * 1 / 16;
      }
    }
    std::swap(here, below);
  }
  return indices;
}

/// The picture with its own colours if they are few enough, else an empty palette.
IndexedImage index_exactly(const Image& picture) {
  IndexedImage result;
  std::unordered_map<std::uint32_t, std::uint8_t> seen;
  result.indices.reserve(pixels_of(picture));
  for (std::size_t p = 0; p < pixels_of(picture); ++p) {
    const std::uint16_t* sample = picture.samples.data() + 3 * p;
    const auto key = static_cast<std::uint32_t>(sample[0] << 16 | sample[1] << 8 | sample[2]);
    const auto found = seen.find(key);
    if (found == seen.end() && seen.size() == palette_size) return {};
    if (found == seen.end()) {
      seen.emplace(key, static_cast<std::uint8_t>(result.palette.size()));
      result.palette.push_back({static_cast<std::uint8_t>(sample[0]), static_cast<std::uint8_t>(sample[1]),
                                static_cast<std::uint8_t>(sample[2])});
    }
    result.indices.push_back(seen.at(key));
  }
  return result;
}

}  // namespace

IndexedImage index_colours(const Image& picture) {
  require(picture.channels == 3 && picture.peak == 255, "colours are indexed of 8-bit RGB");
  require(!picture.samples.empty(), "colours are indexed of a picture with pixels");
  IndexedImage result = index_exactly(picture);
  if (!result.palette.empty()) return result;
  result.palette = best_palette(picture);
  result.indices = dither(picture, result.palette);
  return result;
}

}  // namespace crucible
