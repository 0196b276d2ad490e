#include "commands.hpp"
#include "crucible/mpi/watchdog.hpp"
#include "doctor/library_checks.hpp"
#include "doctor/machine_checks.hpp"
#include "doctor/self_checks.hpp"

#include <algorithm>

namespace crucible {

namespace {

/// Seconds; the checks take less than one.
constexpr double longest = 120;
constexpr std::size_t name_width = 15;
constexpr std::size_t health_width = 9;

class DoctorCommand : public Command {
 public:
  void declare(OptionTable& options) override {
    options.add("quick", quick_, "leave out the SVD and the training that check themselves");
  }

  ExitCode run(Job& job, const OptionTable&) override {
    const Watchdog watchdog(job.comm, job.comm.size() == 1 ? 0 : longest,
                            "messages between ranks do not arrive: look at network interfaces and firewalls");
    job.result["checks"] = nlohmann::ordered_json::array();
    report(job, library_findings(job.comm));
    report(job, machine_findings(job.comm));
    if (!quick_) report(job, self_check_findings(job.comm));
    job.result["health"] = name_of(worst_);
    job.log.result(worst_ == Health::ok        ? "All is well."
                   : worst_ == Health::warning ? "crucible works here; the warnings say what could be better."
                                               : "Something is wrong: mend it before you rely on results.");
    return worst_ == Health::wrong ? ExitCode::failed : ExitCode::done;
  }

 private:
  /// Prints and notes what was found. All ranks go by what rank 0 found.
  void report(Job& job, const std::vector<Finding>& findings) {
    for (const Finding& finding : findings) {
      worst_ = std::max(worst_, job.comm.broadcast_value(finding.health));
      std::string name = finding.name;
      std::string health(name_of(finding.health));
      name.resize(name_width, ' ');
      health.resize(health_width, ' ');
      job.log.result(name + health + finding.found);
      if (!finding.mend.empty()) job.log.result(std::string(name_width + health_width, ' ') + finding.mend);
      nlohmann::ordered_json row{
          {"name", finding.name}, {"health", name_of(finding.health)}, {"found", finding.found}};
      if (!finding.mend.empty()) row["mend"] = finding.mend;
      job.result["checks"].push_back(std::move(row));
    }
  }

  bool quick_ = false;
  Health worst_ = Health::ok;
};

}  // namespace

std::unique_ptr<Command> make_doctor_command() { return std::make_unique<DoctorCommand>(); }

}  // namespace crucible
