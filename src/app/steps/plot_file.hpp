#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/cli/option_table.hpp"

#include <functional>
#include <string>
#include <vector>

namespace crucible {

/// The picture that --plot asks for, beside the output of a command.
class PlotFile {
 public:
  /// Adds the option, whose help names what the picture `shows`.
  void declare(OptionTable& options, const std::string& shows);
  bool wanted() const noexcept { return !path_.empty(); }
  const std::string& path() const noexcept { return path_; }

  /// Checks, before any work, that the picture can be written: it is to be SVG, its folder exists, it is no
  /// other file of this job, and it does not exist yet. With OldOutput::taken_up the picture of an earlier
  /// run is replaced, but no other file. Collective. Throws UsageError.
  void check(const Job& job, const std::vector<std::string>& inputs,
             OldOutput old = OldOutput::refused) const;
  /// Writes what `draw` returns on rank 0, complete or not at all. Does nothing unless wanted(). Collective.
  /// Throws IoError.
  void write(Job& job, const std::function<std::string()>& draw) const;

 private:
  void check_place(const CommonOptions& common, const std::vector<std::string>& inputs) const;

  std::string path_;
};

}  // namespace crucible
