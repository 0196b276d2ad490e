#include "draw/animation.hpp"

#include "crucible/core/error.hpp"

#include <algorithm>
#include <bit>
#include <memory>
#include <new>

#include <gif_lib.h>

namespace crucible {

namespace {

constexpr std::int64_t longest_gif_side = 65535;

/// giflib's output callback. 0 tells giflib that writing failed.
int append(GifFileType* gif, const GifByteType* bytes, int count) {
  auto& output = *static_cast<std::vector<std::uint8_t>*>(gif->UserData);
  try {
    output.insert(output.end(), bytes, bytes + count);
  } catch (const std::bad_alloc&) {
    return 0;
  }
  return count;
}

/// Writes a GIF to memory.
class GifWriter {
 public:
  GifWriter() : gif_(EGifOpen(&output_, append, &error_)) { check(gif_ != nullptr); }
  ~GifWriter() {
    if (gif_ != nullptr) EGifCloseFile(gif_, &error_);
  }
  GifWriter(const GifWriter&) = delete;
  GifWriter& operator=(const GifWriter&) = delete;

  void begin(int width, int height) {
    EGifSetGifVersion(gif_, true);
    check(EGifPutScreenDesc(gif_, width, height, 8, 0, nullptr) == GIF_OK);
    // The extension of Netscape that makes the animation repeat for ever.
    const unsigned char forever[] = {1, 0, 0};
    check(EGifPutExtensionLeader(gif_, APPLICATION_EXT_FUNC_CODE) == GIF_OK &&
          EGifPutExtensionBlock(gif_, 11, "NETSCAPE2.0") == GIF_OK &&
          EGifPutExtensionBlock(gif_, sizeof forever, forever) == GIF_OK &&
          EGifPutExtensionTrailer(gif_) == GIF_OK);
  }

  void add(const IndexedImage& image, int width, int height, int centiseconds) {
    GraphicsControlBlock control{};
    control.DisposalMode = DISPOSE_DO_NOT;
    control.DelayTime = centiseconds;
    control.TransparentColor = NO_TRANSPARENT_COLOR;
    GifByteType block[4];
    EGifGCBToExtension(&control, block);
    check(EGifPutExtension(gif_, GRAPHICS_EXT_FUNC_CODE, sizeof block, block) == GIF_OK);

    const std::unique_ptr<ColorMapObject, decltype(&GifFreeMapObject)> colours = colour_map(image);
    check(EGifPutImageDesc(gif_, 0, 0, width, height, false, colours.get()) == GIF_OK);
    std::vector<GifPixelType> row(static_cast<std::size_t>(width));
    for (int y = 0; y < height; ++y) {
      std::copy_n(image.indices.begin() + std::ptrdiff_t{y} * width, width, row.begin());
      check(EGifPutLine(gif_, row.data(), width) == GIF_OK);
    }
  }

  std::vector<std::uint8_t> finish() {
    GifFileType* gif = gif_;
    gif_ = nullptr;
    check(EGifCloseFile(gif, &error_) == GIF_OK);
    return std::move(output_);
  }

 private:
  using ColourMap = std::unique_ptr<ColorMapObject, decltype(&GifFreeMapObject)>;

  /// giflib needs a power of two colours. The unused ones stay black.
  static ColourMap colour_map(const IndexedImage& image) {
    const auto size = static_cast<int>(std::bit_ceil(std::max<std::size_t>(2, image.palette.size())));
    ColourMap map(GifMakeMapObject(size, nullptr), &GifFreeMapObject);
    if (map == nullptr) throw std::bad_alloc();
    for (std::size_t i = 0; i < image.palette.size(); ++i)
      map->Colors[i] = {image.palette[i][0], image.palette[i][1], image.palette[i][2]};
    return map;
  }

  void check(bool good) const {
    if (good) return;
    const int code = gif_ != nullptr ? gif_->Error : error_;
    if (code == E_GIF_ERR_WRITE_FAILED || code == E_GIF_ERR_NOT_ENOUGH_MEM) throw std::bad_alloc();
    const char* text = GifErrorString(code);
    throw LogicError(std::string("giflib refused an animation of ours: ") +
                     (text != nullptr ? text : "unknown error"));
  }

  std::vector<std::uint8_t> output_;
  int error_ = 0;
  GifFileType* gif_;
};

}  // namespace

std::vector<std::uint8_t> encode_gif(std::span<const AnimationFrame> frames, const std::string& name) {
  require(!frames.empty(), "an animation has at least one frame");
  const Image& first = frames.front().picture;
  if (first.width > longest_gif_side || first.height > longest_gif_side)
    throw InputError(name, "a picture of " + describe(first) +
                               " does not fit into a GIF, whose sides have at most " +
                               std::to_string(longest_gif_side) + " pixels");
  const auto width = static_cast<int>(first.width);
  const auto height = static_cast<int>(first.height);
  GifWriter writer;
  writer.begin(width, height);
  for (const AnimationFrame& frame : frames) {
    require(frame.picture.width == first.width && frame.picture.height == first.height,
            "all frames of an animation have one size");
    writer.add(index_colours(frame.picture), width, height, frame.centiseconds);
  }
  return writer.finish();
}

}  // namespace crucible
