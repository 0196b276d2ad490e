#include "crucible/store/provenance.hpp"

#include "crucible/mpi/session.hpp"

#include <chrono>
#include <ctime>

namespace crucible {

namespace {

constexpr int major_version = 1;

std::string utc_now() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::string text(32, '\0');
  text.resize(std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts));
  return text;
}

/// How a file of this format is made, for somebody who named another one.
std::string origin_of(const std::string& format) {
  if (format == "crucible-ratings") return "; crucible import makes one";
  if (format == "crucible-model") return "; crucible train makes one";
  return {};
}

}  // namespace

std::string software_version() { return CRUCIBLE_VERSION " (" CRUCIBLE_COMMIT ")"; }

void write_header(H5File& file, const Communicator& comm, const std::string& format,
                  const Provenance& provenance) {
  file.write_attribute("/", "format", format);
  file.write_attribute("/", "version", std::string("1.0"));
  file.write_attribute("/", "software", std::string("crucible"));
  file.write_attribute("/", "software_version", std::string(CRUCIBLE_VERSION));
  file.write_attribute("/", "git_commit", std::string(CRUCIBLE_COMMIT));
  file.write_attribute("/", "created", comm.broadcast_text(utc_now()));
  file.write_attribute("/", "host", comm.broadcast_text(host_name()));
  file.write_attribute("/", "command_line", provenance.command_line);
}

void check_header(const H5File& file, const std::string& format) {
  if (!file.has_attribute("/", "format"))
    throw InputError(file.path(), "is an HDF5 file, but not one of crucible's (no attribute 'format')");
  const std::string found = file.text_attribute("/", "format");
  if (found != format)
    throw InputError(file.path(), "is a " + printable(found) + " file where a '" + format +
                                      "' file is expected" + origin_of(format));
  const std::string version = file.text_attribute("/", "version");
  const std::string major = version.substr(0, version.find('.'));
  if (major != std::to_string(major_version))
    throw InputError(file.path(), "has format version " + printable(version) +
                                      "; this program reads version " + std::to_string(major_version) +
                                      ".x; use a newer crucible");
}

}  // namespace crucible
