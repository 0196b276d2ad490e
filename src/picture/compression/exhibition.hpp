#pragma once

#include "crucible/picture/compression_folder.hpp"
#include "crucible/picture/compression_table.hpp"
#include "crucible/picture/image.hpp"
#include "draw/animation.hpp"
#include "draw/montage.hpp"

#include <string>
#include <vector>

namespace crucible {

/// Local. Bytes that an Exhibition of `steps` frames and `shown` pictures takes when it is finished. Pure.
double exhibition_bytes(const PictureShape& shape, std::int64_t steps, std::int64_t shown);

/// The pictures that a compression writes into its folder: a PNG for each wanted k, a montage of these, and
/// an animation of all steps. Local, for one rank.
class Exhibition {
 public:
  /// `folder` and `original` must outlive the exhibition.
  Exhibition(CompressionFolder& folder, const Image& original);

  /// Adds the rank-k picture of `row` to the animation. If this k is `wanted`, also adds it to the montage,
  /// writes it as rank-K.png, and sets row.png_bytes. Throws IoError.
  void add(const Image& picture, CompressionRow& row, bool wanted);

  /// Writes montage.png and progression.gif. `name` stands in error messages. Throws IoError, and InputError
  /// if a picture is too large for a GIF.
  void finish(const std::string& name);

 private:
  void add_frame(const Image& picture, const std::string& title, const std::string& detail, int centiseconds);

  CompressionFolder& folder_;
  const Image& original_;
  std::vector<MontageCell> cells_;
  std::vector<AnimationFrame> frames_;
};

}  // namespace crucible
