#pragma once

#include "crucible/hdf5/h5_file.hpp"

#include <functional>
#include <string>

namespace crucible {

/// Local. Calls `visit` with the path of every object that hard links lead to. A group comes before its
/// members, and `visit` must return true for it to go on to its members. Stops after some thousand objects.
void walk(const H5File& file, const std::function<bool(const std::string& object)>& visit);

}  // namespace crucible
