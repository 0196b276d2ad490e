#include "read/read_parts.hpp"

namespace crucible {

ReportOrigin read_origin(const H5File& file) {
  const auto text = [&](const char* name) { return file.text_attribute("/", name); };
  return {file.path(),     text("format"), text("software_version") + " (" + text("git_commit") + ")",
          text("created"), text("host"),   text("command_line")};
}

ReportModel read_report_model(const ModelStore& store) {
  ReportModel model;
  model.origin = read_origin(H5File::open(store.path()));
  model.traits = store.traits();
  model.record = store.record();
  model.users = store.total_users();
  model.books = store.total_books();
  model.k = store.k();
  if (store.has_state()) {
    const TrainingState state = store.read_state();
    model.stopped = state.stopped;
    model.steps_ended = state.progress.steps_ended;
  }
  model.singular_values = store.read({0, 0}, {0, 0}).singular_values;
  return model;
}

ReportRatings read_report_ratings(const RatingStore& store) {
  return {read_origin(H5File::open(store.path())),
          store.total_users(),
          store.total_books(),
          store.total_ratings(),
          store.ratings_fingerprint(),
          store.id_fingerprint()};
}

}  // namespace crucible
