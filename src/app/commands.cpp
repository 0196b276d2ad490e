#include "commands.hpp"

#include "crucible/linalg/blas_library.hpp"
#include "crucible/store/provenance.hpp"
#include "libraries.hpp"
#include "same_program.hpp"

#include <array>
#include <memory>

namespace crucible {

// The factory of each command, defined in src/app/commands/NAME_command.cpp.
std::unique_ptr<Command> make_import_command();
std::unique_ptr<Command> make_export_command();
std::unique_ptr<Command> make_generate_command();
std::unique_ptr<Command> make_info_command();
std::unique_ptr<Command> make_split_command();
std::unique_ptr<Command> make_svd_command();
std::unique_ptr<Command> make_pca_command();
std::unique_ptr<Command> make_compress_command();
std::unique_ptr<Command> make_expand_command();
std::unique_ptr<Command> make_train_command();
std::unique_ptr<Command> make_tune_command();
std::unique_ptr<Command> make_evaluate_command();
std::unique_ptr<Command> make_recommend_command();
std::unique_ptr<Command> make_report_command();
std::unique_ptr<Command> make_doctor_command();

std::span<const CommandRow> command_table() {
  static constexpr std::array table{
      CommandRow{"import", "read a text file (or foreign HDF5 triplets) of ratings into ratings.h5",
                 make_import_command},
      CommandRow{"export", "write ratings.h5 as CSV, TSV, LIBSVM, MatrixMarket or sparse rows in HDF5",
                 make_export_command},
      CommandRow{"generate", "make a catalogue with planted tastes, or a matrix with known singular values",
                 make_generate_command},
      CommandRow{"info", "say what a file holds; --validate checks all of it", make_info_command},
      CommandRow{"split", "hold ratings or whole users out for judging", make_split_command},
      CommandRow{"train", "learn user and book factors from ratings, on all ranks", make_train_command},
      CommandRow{"svd", "singular value decomposition of ratings or of any 2-D dataset", make_svd_command},
      CommandRow{"pca", "principal axes, scores and explained variance", make_pca_command},
      CommandRow{"compress", "rank-k pictures of a picture, with size and energy", make_compress_command},
      CommandRow{"expand", "a stored compression back into a picture", make_expand_command},
      CommandRow{"evaluate", "judge a model on held-out ratings, with baselines beside it",
                 make_evaluate_command},
      CommandRow{"tune", "search for the train options that judge best, by grid or by chance",
                 make_tune_command},
      CommandRow{"recommend", "the best books for known and new users; similar books",
                 make_recommend_command},
      CommandRow{"report", "one HTML page of models, evaluations and decompositions, with charts",
                 make_report_command},
      CommandRow{"doctor", "look whether this machine and its libraries are fit for crucible",
                 make_doctor_command},
  };
  return table;
}

ExitCode run_crucible(const Communicator& world, const std::vector<std::string>& arguments) {
  use_one_blas_thread();
  const std::string version = software_version();
  check_same_program(world, version);
  return run_program(world, {version, command_table(), all_libraries}, arguments);
}

}  // namespace crucible
