#include "commands.hpp"
#include "crucible/core/number_text.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/recommend/answer_all.hpp"
#include "crucible/recommend/user_source.hpp"
#include "options/recommend_request.hpp"
#include "recommending/answers.hpp"
#include "steps/open_files.hpp"

#include <algorithm>
#include <optional>

namespace crucible {

namespace {

class RecommendCommand : public Command {
 public:
  void declare(OptionTable& options) override {
    asked_.declare(options);
    options.most_used({"user", "rate", "similar", "all", "ratings", "top", "explain"});
  }

  ExitCode run(Job& job, const OptionTable& options) override {
    on_every_rank(job.comm, [&] { asked_.check(job, options); });
    if (asked_.to_file(job)) check_output(job, asked_.inputs());
    const ModelStore model = open_model(job, asked_.model);
    std::optional<RatingStore> ratings;
    if (!asked_.ratings.empty()) ratings.emplace(open_ratings(job, asked_.ratings));
    const RatingStore* const rated = ratings ? &*ratings : nullptr;
    const UserSource source = on_every_rank(job.comm, [&] { return UserSource(model, rated); });
    if (job.common.dry_run)
      say_plan(job, model, rated);
    else
      answer(job, {asked_, model, rated, source});
    return ExitCode::done;
  }

 private:
  void say_plan(Job& job, const ModelStore& model, const RatingStore* rated) const {
    const std::int64_t rows = model.has_link() ? 2 * model.total_books() : model.total_books();
    const double held = 4.0 * static_cast<double>(rows * (model.k() + 1));
    const std::int64_t users = even_part(model.total_users(), job.comm.size(), job.comm.rank()).size();
    const double ratings = rated == nullptr
                               ? 0
                               : static_cast<double>(rated->total_ratings()) /
                                     static_cast<double>(std::max<std::int64_t>(1, model.total_users()));
    const bool answers = asked_.all || job.comm.is_root();
    if (answers)
      job.memory.expect(held + catalogue_bytes(model.total_books()) +
                        answering_bytes(asked_.all ? users : 1, ratings, model.k(), asked_.top));
    job.log.result("would recommend " + std::to_string(asked_.top) + " of " + grouped(model.total_books()) +
                   " books a user; a rank that answers users holds the book factors, " + bytes(held));
  }

  /// Exactly one is asked for. Collective.
  void answer(Job& job, const RecommendInputs& inputs) const {
    if (asked_.all) return answer_all_users(job, inputs);
    if (!asked_.ratings_file.empty()) return answer_users_of_file(job, inputs);
    if (!asked_.users.empty()) return answer_known_users(job, inputs);
    if (!asked_.similar.empty()) return answer_similar_books(job, inputs);
    answer_new_user(job, inputs);
  }

  RecommendRequest asked_;
};

}  // namespace

std::unique_ptr<Command> make_recommend_command() { return std::make_unique<RecommendCommand>(); }

}  // namespace crucible
