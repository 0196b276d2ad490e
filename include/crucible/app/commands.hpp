#pragma once

#include "crucible/app/command.hpp"

#include <memory>

namespace crucible {

// One factory a command, each defined in src/app/NAME_command.cpp and named in a row of src/app/commands.cpp.
std::unique_ptr<Command> make_import_command();
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

}  // namespace crucible
