#include "trace.hpp"

#include "crucible/core/text_output.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/mpi/session.hpp"

#include <algorithm>
#include <array>

namespace crucible {

namespace {

using Clock = Timings::Clock;

constexpr std::size_t longest_host_name = 256;
using HostName = std::array<char, longest_host_name>;

double microseconds(Clock::duration time) { return std::chrono::duration<double, std::micro>(time).count(); }

std::string text_of(const nlohmann::ordered_json& json) {
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// Collective.
std::vector<std::string> hosts_of_ranks(const Communicator& comm) {
  HostName mine{};
  const std::string name = host_name();
  std::copy_n(name.begin(), std::min(name.size(), mine.size() - 1), mine.begin());
  std::vector<std::string> names;
  for (const HostName& host : comm.gather_all(mine)) names.emplace_back(host.data());
  return names;
}

/// What viewers show instead of numbers.
std::string names_of(const std::vector<std::string>& hosts, const std::vector<int>& numbers) {
  std::string text;
  const auto add = [&](const char* what, TracePlace place, const nlohmann::ordered_json& arguments) {
    text +=
        text_of(
            {{"name", what}, {"ph", "M"}, {"pid", place.host}, {"tid", place.rank}, {"args", arguments}}) +
        ",\n";
  };
  for (std::size_t r = 0; r < hosts.size(); ++r) {
    const TracePlace place{numbers[r], static_cast<int>(r)};
    if (std::find(numbers.begin(), numbers.end(), place.host) - numbers.begin() == place.rank)
      add("process_name", place, {{"name", "host " + hosts[r]}});
    add("thread_name", place, {{"name", "rank " + std::to_string(r)}});
    add("thread_sort_index", place, {{"sort_index", r}});
  }
  return text;
}

}  // namespace

std::vector<int> host_numbers(const std::vector<std::string>& host_of_rank) {
  std::vector<std::string> seen;
  std::vector<int> numbers;
  for (const std::string& host : host_of_rank) {
    const auto at = std::find(seen.begin(), seen.end(), host);
    numbers.push_back(static_cast<int>(at - seen.begin()));
    if (at == seen.end()) seen.push_back(host);
  }
  return numbers;
}

Clock::time_point common_zero(const Communicator& comm) {
  comm.barrier();  // MPI opens its connections in the first one
  comm.barrier();
  return Clock::now();
}

std::string trace_events(std::vector<PhaseRun> runs, Clock::time_point zero, TracePlace place) {
  std::stable_sort(runs.begin(), runs.end(), [](const PhaseRun& a, const PhaseRun& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  std::string text;
  for (const PhaseRun& run : runs) {
    text += text.empty() ? "" : ",\n";
    text += text_of(
        {{"name", run.phase + (run.detail.empty() ? "" : " " + run.detail)},
         {"cat", run.phase},
         {"ph", "X"},
         {"ts", microseconds(run.begin - zero)},
         {"dur", microseconds(run.end - run.begin)},
         {"pid", place.host},
         {"tid", place.rank},
         {"args", {{"seconds_in_messages", run.messages.seconds}, {"bytes_sent", run.messages.bytes}}}});
  }
  return text;
}

void write_trace(const Communicator& comm, const std::string& path, const std::string& command,
                 const Timings& timings, Clock::time_point zero) {
  std::vector<PhaseRun> runs = timings.runs();
  runs.push_back({"crucible", command, zero, Clock::now(), message_cost()});
  const std::vector<std::string> hosts = hosts_of_ranks(comm);
  const std::vector<int> numbers = host_numbers(hosts);
  const int rank = comm.rank();
  std::string mine = on_every_rank(comm, [&] {
    return trace_events(runs, zero, {numbers[static_cast<std::size_t>(rank)], rank}) +
           (rank + 1 < comm.size() ? ",\n" : "\n");
  });
  std::vector<std::int64_t> counts(hosts.size(), 0);
  counts.front() = static_cast<std::int64_t>(mine.size());
  const std::vector<char> all = comm.exchange(std::span<const char>(mine), counts);
  on_root(comm, [&] {
    TextOutput file;
    file.open(path, "trace", true);
    file.stream() << "{\"displayTimeUnit\": \"ms\", \"traceEvents\": [\n" << names_of(hosts, numbers);
    file.stream().write(all.data(), static_cast<std::streamsize>(all.size()));
    file.stream() << "]}\n";
    file.commit();
  });
}

}  // namespace crucible
