#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace crucible {

/// Which colour of the palette a thing has: the style sheet has `colours` of them, told apart by people who
/// see few colours too (Okabe and Ito). Further things begin again.
struct Colour {
  static constexpr std::size_t colours = 7;
  std::optional<std::size_t> index;  ///< unset: grey, for baselines

  std::string style_class() const { return index ? "c" + std::to_string(*index % colours) : "grey"; }
};

/// A position in the units of the axes; coordinates that are not finite are not drawn.
struct Point {
  double x = 0;
  double y = 0;
};

/// A line through points, broken where one cannot be drawn.
struct Curve {
  std::string name;
  Colour colour;
  bool dashed = false;
  std::vector<Point> points;
  std::vector<Point> marks;  ///< rings, such as at the epoch that was kept
};

/// A horizontal line to compare with, with its name beside it.
struct Level {
  std::string name;
  double value = 0;
};

/// A vertical line between two things that stand beside each other.
struct Divider {
  Colour colour;
  double value = 0;
};

/// A bar with its interval, or with the values whose mean it is.
struct Bar {
  std::string name;
  Colour colour;
  double value = 0;
  struct Whisker {
    double low = 0;
    double high = 0;
  };
  std::optional<Whisker> whisker;
  std::vector<double> parts = {};  ///< a mark each
};

/// At most `most` of the indices 0 to count - 1, at even distances, with the first and the last. @pre most >=
/// 2
std::vector<std::size_t> thinned(std::size_t count, std::size_t most);

}  // namespace crucible
