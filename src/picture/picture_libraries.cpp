#include "crucible/picture/picture_libraries.hpp"

#include <cstdio>  // jpeglib.h needs it

#include <gif_lib.h>
#include <jpeglib.h>
#include <png.h>

namespace crucible {

std::vector<LibraryVersion> picture_libraries() {
  std::string turbo;
#ifdef LIBJPEG_TURBO_VERSION_NUMBER
  constexpr int number = LIBJPEG_TURBO_VERSION_NUMBER;
  turbo = "libjpeg-turbo " + std::to_string(number / 1000000) + "." + std::to_string(number / 1000 % 1000) +
          "." + std::to_string(number % 1000);
#endif
  const std::string gif = std::to_string(GIFLIB_MAJOR) + "." + std::to_string(GIFLIB_MINOR) + "." +
                          std::to_string(GIFLIB_RELEASE);
  return {{"libpng", PNG_LIBPNG_VER_STRING, png_get_libpng_ver(nullptr), ""},
          {"libjpeg", std::to_string(JPEG_LIB_VERSION / 10) + "." + std::to_string(JPEG_LIB_VERSION % 10), "",
           turbo},
          {"giflib", gif, "", ""}};
}

}  // namespace crucible
