#include "crucible/app/commands.hpp"

#include <array>

namespace crucible {

std::span<const CommandRow> command_table() {
  static constexpr std::array table{
      CommandRow{"import", "read a text file (or foreign HDF5 triplets) of ratings into ratings.h5",
                 make_import_command},
      CommandRow{"generate", "make a synthetic catalogue with planted tastes", make_generate_command},
      CommandRow{"info", "say what a file holds; --validate checks all of it", make_info_command},
      CommandRow{"split", "hold ratings or whole readers out for judging", make_split_command},
      CommandRow{"train", "learn user and book factors by distributed stochastic gradient descent",
                 make_train_command},
      CommandRow{"svd", "singular value decomposition of ratings or of any 2-D dataset", make_svd_command},
      CommandRow{"pca", "principal axes, scores and explained variance", make_pca_command},
      CommandRow{"compress", "rank-k pictures of a picture, with size and energy", make_compress_command},
      CommandRow{"expand", "a stored compression back into a picture", make_expand_command},
      CommandRow{"evaluate", "judge a model on held-out ratings, with baselines beside it",
                 make_evaluate_command},
      CommandRow{"tune", "search for the train options that judge best, by grid or by chance",
                 make_tune_command},
      CommandRow{"recommend", "the best books for known and new readers; similar books",
                 make_recommend_command},
  };
  return table;
}

}  // namespace crucible
