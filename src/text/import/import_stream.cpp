#include "import/import_stream.hpp"

#include "crucible/core/error.hpp"

#include <optional>
#include <utility>

namespace crucible {

namespace {

/// The blocks of several files, one file after the other.
class FileBlocks {
 public:
  FileBlocks(TextSources& sources, std::span<const StreamedFile> files) : sources_(sources), files_(files) {}

  bool next(TextBlock& block, std::string& text) {
    while (true) {
      if (cutter_ && cutter_->next(text, block.first_line)) break;
      cutter_.reset();
      if (file_ == files_.size()) return false;
      const StreamedFile& file = files_[file_++];
      stream_ = sources_.open(file.path);
      cutter_.emplace(*stream_, file.rules, file.data_begin, file.head_lines);
    }
    block.order = order_++;
    block.file = static_cast<std::int32_t>(file_) - 1;
    return true;
  }

 private:
  TextSources& sources_;
  std::span<const StreamedFile> files_;
  std::size_t file_ = 0;
  std::int64_t order_ = 0;
  std::unique_ptr<TextStream> stream_;
  std::optional<BlockCutter> cutter_;
};

}  // namespace

std::unique_ptr<TextStream> TextSources::open(const std::string& path) {
  const auto found = kept_.find(path);
  if (found != kept_.end() && found->second) return std::move(found->second);
  return std::make_unique<TextStream>(path, max_expansion_);
}

void TextSources::keep(const std::string& path, std::unique_ptr<TextStream> stream) {
  if (stream->can_be_opened_again()) return;
  const std::string name = stream->name();
  if (!kept_.emplace(path, std::move(stream)).second)
    throw UsageError(name + " is named twice, but can be read only once");
}

std::exception_ptr stream_files(const Communicator& comm, TextSources& sources,
                                std::span<const StreamedFile> files, const BlockConsumer& consume,
                                Takers takers) {
  FileBlocks blocks(sources, files);
  return feed_blocks(
      comm, [&](TextBlock& block, std::string& text) { return blocks.next(block, text); }, consume, takers);
}

}  // namespace crucible
