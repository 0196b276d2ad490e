#include "crucible/picture/pca_plot.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/number_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace crucible {

namespace {

constexpr std::int64_t most_points = 4000;
constexpr double panel = 300;   ///< side of a panel, pixels
constexpr double margin = 20;   ///< around and between panels
constexpr double caption = 24;  ///< height of the line above a panel
constexpr double footer = 24;   ///< height of the line below a panel
constexpr std::array<const char*, 2> colours{"#000000", "#8b4513"};

std::string number(double value) {
  std::array<char, 32> text{};
  const int length = std::snprintf(text.data(), text.size(), "%.2f", value);
  return {text.data(), static_cast<std::size_t>(length)};
}

/// A square of the plane around the origin, drawn as one panel. All panels have the same scale, so that the
/// turn is visible.
struct Panel {
  double left = 0;   ///< of the panel, pixels
  double reach = 1;  ///< half the side of the square, data units

  double x(double value) const { return left + panel / 2 * (1 + value / reach); }
  double y(double value) const { return margin + caption + panel / 2 * (1 - value / reach); }
};

std::string frame(const Panel& at, const std::string& title) {
  const std::string x = number(at.left);
  const std::string top = number(margin + caption);
  const std::string side = number(panel);
  return "<text x=\"" + number(at.left + panel / 2) + "\" y=\"" + number(margin + caption - 8) +
         "\" text-anchor=\"middle\">" + title + "</text>\n<rect x=\"" + x + "\" y=\"" + top + "\" width=\"" +
         side + "\" height=\"" + side + "\" fill=\"none\" stroke=\"#bbbbbb\"/>\n<path d=\"M" + x + " " +
         number(at.y(0)) + "h" + side + "M" + number(at.x(0)) + " " + top + "v" + side +
         "\" stroke=\"#e4e4e4\" fill=\"none\"/>\n";
}

std::string cloud(const Panel& at, const RowMatrixD& points) {
  std::string text = "<g fill=\"#3b75af\" fill-opacity=\"0.55\">\n";
  for (std::int64_t i = 0; i < points.rows(); ++i)
    text += "<circle cx=\"" + number(at.x(points(i, 0))) + "\" cy=\"" + number(at.y(points(i, 1))) +
            "\" r=\"1.6\"/>\n";
  return text + "</g>\n";
}

/// A line of text centred below a panel; `body` may hold coloured spans.
std::string footnote(const Panel& at, const std::string& body) {
  return "<text x=\"" + number(at.left + panel / 2) + "\" y=\"" + number(margin + caption + panel + 18) +
         "\" text-anchor=\"middle\" font-size=\"12\" fill=\"#555555\">" + body + "</text>\n";
}

/// The standard deviation along each axis and its share of the variance, in the colour of the axis.
std::string legend(const std::vector<double>& deviations) {
  const double variance = deviations[0] * deviations[0] + deviations[1] * deviations[1];
  std::string text;
  for (std::size_t axis = 0; axis < 2; ++axis) {
    const double share = variance > 0 ? deviations[axis] * deviations[axis] / variance : 0;
    text += std::string("<tspan fill=\"") + colours[axis] + "\">" + shortest(deviations[axis], 3) + " (" +
            fixed(100 * share, 1) + (axis == 0 ? " % of the variance)</tspan>, " : " %)</tspan>");
  }
  return text;
}

/// An arrow from the origin to (x, y), with a head of 9 pixels. Its white edge makes it visible on the cloud.
std::string arrow(const Panel& at, double x, double y, const char* colour) {
  const double dx = at.x(x) - at.x(0);
  const double dy = at.y(y) - at.y(0);
  const double length = std::hypot(dx, dy);
  if (length < 1e-9) return {};
  const double ux = dx / length;
  const double uy = dy / length;
  const double tip_x = at.x(x);
  const double tip_y = at.y(y);
  const auto corner = [&](double side) {
    return number(tip_x - 9 * ux - side * uy) + "," + number(tip_y - 9 * uy + side * ux);
  };
  const std::string paint = std::string("\" stroke=\"") + colour + "\" fill=\"" + colour;
  const std::string shaft = "<line x1=\"" + number(at.x(0)) + "\" y1=\"" + number(at.y(0)) + "\" x2=\"" +
                            number(tip_x - 6 * ux) + "\" y2=\"" + number(tip_y - 6 * uy);
  return shaft + "\" stroke=\"#ffffff\" stroke-width=\"5.5\"/>\n" + shaft + paint +
         "\" stroke-width=\"2.5\"/>\n<polygon points=\"" + number(tip_x) + "," + number(tip_y) + " " +
         corner(4.5) + " " + corner(-4.5) + paint + "\"/>\n";
}

}  // namespace

RowMatrixD plot_points(const Communicator& comm, const RowSlab& a, const std::vector<double>& means) {
  const std::int64_t step = (a.total_rows + most_points - 1) / most_points;
  std::vector<double> mine;
  for (std::int64_t i = 0; i < a.rows.size(); ++i)
    if ((a.rows.begin + i) % step == 0)
      for (std::int64_t j = 0; j < 2; ++j)
        mine.push_back(a.values(i, j) - means[static_cast<std::size_t>(j)]);
  const std::vector<double> all = comm.concatenate_all(std::span<const double>(mine));
  return Eigen::Map<const RowMatrixD>(all.data(), static_cast<std::int64_t>(all.size()) / 2, 2);
}

std::string pca_svg(const RowMatrixD& points, const RowMatrixD& axes, const std::vector<double>& deviations) {
  require(points.cols() == 2 && axes.rows() == 2 && axes.cols() == 2 && deviations.size() == 2,
          "the picture of principal components is for two columns and two axes");
  const RowMatrixD turned = points * axes;
  double reach = 2 * *std::max_element(deviations.begin(), deviations.end());
  if (points.rows() > 0)
    reach = std::max({reach, points.cwiseAbs().maxCoeff(), turned.cwiseAbs().maxCoeff()});
  reach = reach > 0 ? 1.05 * reach : 1;
  std::array<Panel, 3> panels;
  for (std::size_t p = 0; p < panels.size(); ++p)
    panels[p] = {margin + static_cast<double>(p) * (panel + margin), reach};
  const double width = 3 * panel + 4 * margin;
  const double height = panel + caption + footer + 2 * margin;
  std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + number(width) + "\" height=\"" +
                    number(height) + "\" viewBox=\"0 0 " + number(width) + " " + number(height) +
                    "\" font-family=\"sans-serif\" font-size=\"14\">\n<rect width=\"100%\" height=\"100%\" "
                    "fill=\"#ffffff\"/>\n";
  svg += frame(panels[0], "the cloud, centred") + cloud(panels[0], points);
  svg += frame(panels[1], "its axes, 2 standard deviations long") + cloud(panels[1], points);
  svg += frame(panels[2], "turned onto its axes") + cloud(panels[2], turned);
  svg += footnote(panels[0], "the same scale in all three panels");
  svg += footnote(panels[1], legend(deviations));
  for (std::int64_t axis = 0; axis < 2; ++axis) {
    const double length = 2 * deviations[static_cast<std::size_t>(axis)];
    const char* colour = colours[static_cast<std::size_t>(axis)];
    svg += arrow(panels[1], length * axes(0, axis), length * axes(1, axis), colour);
    svg += arrow(panels[2], axis == 0 ? length : 0, axis == 1 ? length : 0, colour);
  }
  return svg + "</svg>\n";
}

}  // namespace crucible
