#pragma once

#include <string>
#include <vector>

namespace crucible {

/// A library (or compiler) that this program consists of.
struct LibraryVersion {
  std::string name;
  std::string built;  ///< the version of the headers that it was compiled against; empty if they do not say
  std::string
      running;  ///< the version of the library that was loaded; empty if it does not say, or is headers alone
  std::string detail;  ///< what else matters, such as "parallel"; may be empty
};

/// Local. The compiler, and the libraries of this room: the C library and Eigen.
std::vector<LibraryVersion> core_libraries();

}  // namespace crucible
