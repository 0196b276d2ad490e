#include "crucible/text/text_libraries.hpp"

#include <bzlib.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

namespace crucible {

std::vector<LibraryVersion> text_libraries() {
  return {{"zlib", ZLIB_VERSION, zlibVersion(), ""},
          {"bzip2", "", BZ2_bzlibVersion(), ""},
          {"liblzma", LZMA_VERSION_STRING, lzma_version_string(), ""},
          {"Zstandard", ZSTD_VERSION_STRING, ZSTD_versionString(), ""}};
}

}  // namespace crucible
