#pragma once

#include "chart/series.hpp"
#include "crucible/report/report_files.hpp"

#include <string>
#include <vector>

namespace crucible {

/// What files are called on the page, and their colours: the same in all sections.
class Names {
 public:
  explicit Names(const ReportFiles& files);

  /// The file's name without its folder, unless another file of the page has that too. @pre the page has it
  std::string of(const std::string& path) const;
  Colour colour(const std::string& path) const;

 private:
  std::size_t index(const std::string& path) const;

  std::vector<std::string> paths_;  ///< in the order of their colours
};

/// The key of a baseline, such as user_book_bias, as words.
std::string baseline_name(const std::string& key);

/// Paths in another spelling of the same file become equal: ./a.h5 and a.h5. Looks at no file.
std::string plain_path(const std::string& path);

}  // namespace crucible
