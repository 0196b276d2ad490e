#pragma once

#include <vector>

namespace crucible {

/// Gives the memory of `values` back. (`values = {}` takes an empty list in and keeps the memory.)
template <typename T>
void release(std::vector<T>& values) noexcept {
  std::vector<T>().swap(values);
}

}  // namespace crucible
