#include "steps/open_files.hpp"

namespace crucible {

RatingStore open_ratings(Job& job, const std::string& path) {
  return job.timings.measure("load", [&] { return RatingStore::open(job.comm, path); });
}

ModelStore open_model(Job& job, const std::string& path) {
  return job.timings.measure("load", [&] { return ModelStore::open(job.comm, path); });
}

}  // namespace crucible
