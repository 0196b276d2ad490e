#pragma once

#include "crucible/mpi/communicator.hpp"
#include "crucible/text/text_stream.hpp"
#include "source/block_feed.hpp"

#include <cstdint>
#include <exception>
#include <map>
#include <memory>
#include <span>
#include <string>

namespace crucible {

/// The texts of an import on rank 0. A pipe can be read only once, so it stays open after its head was looked
/// at.
class TextSources {
 public:
  explicit TextSources(std::int64_t max_expansion) : max_expansion_(max_expansion) {}

  /// The text of `path` from its beginning. Throws what TextStream throws.
  std::unique_ptr<TextStream> open(const std::string& path);
  /// Keeps what open() gave for the next open() if it can be opened only once. Nothing of it may have been
  /// read. Throws UsageError for a second one of this path.
  void keep(const std::string& path, std::unique_ptr<TextStream> stream);
  /// False if one of the texts can be read once only.
  bool can_be_read_again() const noexcept { return kept_.empty(); }

 private:
  std::int64_t max_expansion_;
  std::map<std::string, std::unique_ptr<TextStream>> kept_;
};

/// A file that rank 0 reads for all ranks.
struct StreamedFile {
  std::string path;
  std::int64_t data_begin = 0;  ///< first byte of its first row
  std::int64_t head_lines = 0;  ///< lines before that
  CutRules rules;
};

/// Collective. Gives the rows of `files` to the ranks, as feed_blocks() does. `sources`: on rank 0.
std::exception_ptr stream_files(const Communicator& comm, TextSources& sources,
                                std::span<const StreamedFile> files, const BlockConsumer& consume,
                                Takers takers);

}  // namespace crucible
