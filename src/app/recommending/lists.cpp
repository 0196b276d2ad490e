#include "recommending/lists.hpp"

#include "crucible/core/number_text.hpp"
#include "crucible/recommend/answer_all.hpp"
#include "crucible/recommend/recommendation_file.hpp"
#include "report/recommendation_text.hpp"

namespace crucible {

void show_lists(Job& job, const OpenDesk& desk, const std::vector<User>& users, bool explain) {
  const auto answers = job.timings.measure("recommend", [&] { return desk.desk.answer(users, explain); });
  nlohmann::ordered_json& shown = job.result["users"] = nlohmann::ordered_json::array();
  for (std::size_t u = 0; u < users.size(); ++u)
    shown.push_back(show_recommendations(job.log, desk.catalogue, users[u], answers[u]));
}

void write_lists(Job& job, const OpenDesk& desk, std::int64_t top, IndexRange all,
                 const std::function<std::vector<User>(IndexRange)>& users_of) {
  AnswerSteps steps;
  steps.users_of = [&](IndexRange range) {
    return job.timings.measure("load", [&] { return users_of(range); });
  };
  steps.answer = [&](std::span<const User> users) {
    return job.timings.measure("recommend", [&] { return desk.desk.answer(users, false); });
  };
  steps.heard = [&](std::int64_t done, std::int64_t of) {
    job.log.progress(grouped(done) + " of " + grouped(of) + " users answered on this rank");
  };
  const RecommendationTable table = answer_all(job.comm, all, top, steps);
  job.log.end_progress();
  job.timings.measure("write", [&] {
    write_recommendations(job.comm, job.common.output, table, desk.catalogue, job.command_line);
  });
  job.log.result("wrote " + job.common.output + ": " + std::to_string(top) + " books for each of " +
                 grouped(all.size()) + " users");
  job.result["answered_users"] = all.size();
}

}  // namespace crucible
