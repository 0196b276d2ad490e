#include "report/best_config.hpp"

#include "crucible/core/text_output.hpp"

#include <optional>

namespace crucible {

void write_best_config(const std::string& folder, const TuneResults& results, const TrainOptionReader& reader,
                       const std::string& usage) {
  const std::optional<std::size_t> best = results.best();
  if (!best) return;
  const TuneTrial& trial = results.trials[*best];
  if (trial.runs.empty() || !reader.read(trial.options).keeps_best) return;
  const TuneRun& run = trial.runs.front();
  const bool cut = run.share < 1;
  TextOutput file;
  file.open(folder + "/best.conf", "output", true);
  file.stream() << "# the best of " << results.trials.size() << " candidates by "
                << results.setting.metrics.front() << " on " << results.setting.judged << "\n# " << usage
                << "\n";
  for (const auto& [name, text] : trial.options)
    if (!cut || name != "epochs") file.stream() << name << " = " << text << "\n";
  if (cut) file.stream() << "epochs = " << run.epochs << "\n";
  file.commit();
}

}  // namespace crucible
