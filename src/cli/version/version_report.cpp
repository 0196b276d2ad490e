#include "version/version_report.hpp"

#include "crucible/mpi/collective.hpp"
#include "side_files.hpp"

#include <algorithm>
#include <cstdio>

#include <boost/version.hpp>

namespace crucible {

namespace {

struct VersionRequest {
  bool verbose = false;
  std::string json;
};

VersionRequest parse(const std::vector<std::string>& arguments) {
  VersionRequest wanted;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--verbose")
      wanted.verbose = true;
    else if (arguments[i] == "--json" && i + 1 < arguments.size())
      wanted.json = arguments[++i];
    else
      throw UsageError("crucible --version takes --verbose and --json FILE, not " + printable(arguments[i]));
  }
  return wanted;
}

/// Those of the room cli.
std::vector<LibraryVersion> own_libraries() {
  constexpr int boost = BOOST_VERSION;
  return {{"Boost",
           std::to_string(boost / 100000) + "." + std::to_string(boost / 100 % 1000) + "." +
               std::to_string(boost % 100),
           "", ""},
          {"nlohmann-json",
           std::to_string(NLOHMANN_JSON_VERSION_MAJOR) + "." + std::to_string(NLOHMANN_JSON_VERSION_MINOR) +
               "." + std::to_string(NLOHMANN_JSON_VERSION_PATCH),
           "", ""}};
}

std::vector<LibraryVersion> libraries_of(const Program& program) {
  std::vector<LibraryVersion> all;
  if (program.libraries != nullptr) all = program.libraries();
  for (LibraryVersion& library : own_libraries()) all.push_back(std::move(library));
  return all;
}

std::string line_of(const LibraryVersion& library) {
  std::string line = "  " + library.name;
  line.resize(std::max<std::size_t>(line.size() + 2, 18), ' ');
  if (library.running.empty())
    line += library.built;
  else if (library.built.empty() || library.built == library.running)
    line += library.running;
  else
    line += library.running + ", compiled against " + library.built;
  return line + (library.detail.empty() ? "" : " (" + library.detail + ")") + "\n";
}

}  // namespace

void report_version(const Communicator& world, const Program& program,
                    const std::vector<std::string>& arguments) {
  const VersionRequest wanted = on_every_rank(world, [&] { return parse(arguments); });
  on_root(world, [&] {
    const std::vector<LibraryVersion> libraries = libraries_of(program);
    std::string text = "crucible " + program.version + "\n";
    nlohmann::ordered_json json{{"version", program.version}, {"libraries", nlohmann::ordered_json::array()}};
    for (const LibraryVersion& library : libraries) {
      if (wanted.verbose) text += line_of(library);
      json["libraries"].push_back({{"name", library.name},
                                   {"built", library.built},
                                   {"running", library.running},
                                   {"detail", library.detail}});
    }
    if (wanted.json != "-") std::fputs(text.c_str(), stdout);
    if (!wanted.json.empty()) write_json(wanted.json, json);
  });
}

}  // namespace crucible
