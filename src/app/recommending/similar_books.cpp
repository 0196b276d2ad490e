#include "crucible/mpi/collective.hpp"
#include "recommending/answers.hpp"
#include "recommending/open_desk.hpp"
#include "report/recommendation_text.hpp"

namespace crucible {

void answer_similar_books(Job& job, const RecommendInputs& inputs) {
  on_root(job.comm, [&] {
    const OpenDesk desk(job, inputs.model, inputs.asked);
    nlohmann::ordered_json& all = job.result["similar"] = nlohmann::ordered_json::array();
    for (const std::string& id : inputs.asked.similar) {
      const BookIndex book = desk.catalogue.need(id, "similar");
      all.push_back(show_similar(job.log, desk.catalogue, book, desk.desk.similar(book)));
    }
  });
}

}  // namespace crucible
