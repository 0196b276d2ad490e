#include "crucible/cli/timings.hpp"

#include "phase_table.hpp"

#include <algorithm>

namespace crucible {

namespace {

MessageCost operator-(const MessageCost& a, const MessageCost& b) {
  return {a.seconds - b.seconds, a.bytes - b.bytes};
}

PhaseCost operator-(const PhaseCost& a, const PhaseCost& b) {
  return {a.seconds - b.seconds, a.messages - b.messages};
}

void operator+=(PhaseCost& a, const PhaseCost& b) {
  a.seconds += b.seconds;
  a.messages.seconds += b.messages.seconds;
  a.messages.bytes += b.messages.bytes;
}

}  // namespace

Timings::Scope::Scope(Timings& timings, std::string phase, std::string detail)
    : timings_(timings),
      phase_(std::move(phase)),
      detail_(std::move(detail)),
      outer_(std::exchange(timings.innermost_, this)) {}

Timings::Scope::~Scope() {
  const Clock::time_point end = Clock::now();
  const PhaseCost all{std::chrono::duration<double>(end - begin_).count(), message_cost() - messages_};
  timings_.innermost_ = outer_;
  if (outer_ != nullptr) outer_->inner_ += all;
  timings_.add(phase_, all - inner_);
  if (timings_.keeps_runs_) timings_.runs_.push_back({phase_, detail_, begin_, end, all.messages});
}

void Timings::add(const std::string& phase, const PhaseCost& cost) {
  const auto at =
      std::find_if(phases_.begin(), phases_.end(), [&](const auto& entry) { return entry.first == phase; });
  if (at == phases_.end())
    phases_.emplace_back(phase, cost);
  else
    at->second += cost;
}

PhaseCost Timings::cost_of(const std::string& phase) const {
  for (const auto& [name, cost] : phases_)
    if (name == phase) return cost;
  return {};
}

double Timings::seconds(const std::string& phase) const { return cost_of(phase).seconds; }

double Timings::total() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

std::vector<PhaseSeconds> Timings::over_ranks(const Communicator& comm) const {
  const PhaseCost all{total(), message_cost() - messages_at_start_};
  // All ranks go through the names of rank 0.
  std::string lines;
  for (const auto& [name, cost] : phases_) lines += name + "\n";
  lines = comm.broadcast_text(lines);
  std::vector<std::string> names;
  std::vector<PhaseCost> mine;
  PhaseCost rest = all;
  for (std::size_t begin = 0; begin < lines.size(); begin = lines.find('\n', begin) + 1) {
    names.push_back(lines.substr(begin, lines.find('\n', begin) - begin));
    mine.push_back(cost_of(names.back()));
    rest = rest - mine.back();
  }
  for (const auto& [name, cost] : {std::pair{"other", rest}, std::pair{"total", all}}) {
    names.emplace_back(name);
    mine.push_back(cost);
  }
  std::vector<double> seconds;
  std::vector<double> communication;
  std::vector<std::int64_t> bytes;
  for (const PhaseCost& cost : mine) {
    seconds.push_back(cost.seconds);
    communication.push_back(cost.messages.seconds);
    bytes.push_back(cost.messages.bytes);
  }
  PhaseSums sums{{}, communication, bytes};
  const std::vector<double> of_ranks = comm.concatenate_all(std::span<const double>(seconds));
  for (auto at = of_ranks.begin(); at != of_ranks.end(); at += std::ssize(names))
    sums.seconds.emplace_back(at, at + std::ssize(names));
  comm.sum(std::span(sums.communication));
  comm.sum(std::span(sums.bytes));
  return phase_rows(names, sums);
}

}  // namespace crucible
