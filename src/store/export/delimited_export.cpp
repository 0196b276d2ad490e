// A header, then one rating per line, separated by commas or tabs.
#include "crucible/mpi/collective.hpp"
#include "crucible/text/packed_output.hpp"
#include "crucible/text/text_fields.hpp"
#include "export/export_formats.hpp"
#include "export/export_rows.hpp"

namespace crucible {

namespace {

/// `text` as a field. It is in quotes if it contains a character that would end it, or if the line would look
/// like a comment.
std::string field(const std::string& text, char separator) {
  const bool plain = text.find_first_of(std::string("\"\r\n") + separator) == std::string::npos &&
                     trimmed(text).size() == text.size() && !text.starts_with('#') && !text.starts_with('%');
  if (plain) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + "\"";
}

void write_batch(PackedOutput& out, const ExportBatch& batch, const std::vector<std::string>& users,
                 const std::vector<std::string>& books, char separator) {
  const RatingShard& shard = batch.ratings;
  std::string line;
  for (std::size_t u = 0; u + 1 < shard.offsets.size(); ++u) {
    const std::string user = field(users[u], separator) + separator;
    for (auto i = static_cast<std::size_t>(shard.offsets[u]);
         i < static_cast<std::size_t>(shard.offsets[u + 1]); ++i) {
      line = user;
      line += books[static_cast<std::size_t>(shard.book[i])];
      line += separator;
      line += shortest_text(shard.rating[i]);
      if (!batch.timestamp.empty()) (line += separator) += std::to_string(batch.timestamp[i]);
      line += '\n';
      out.write(line);
    }
  }
}

ExportReport write_delimited(const ExportJob& job, char separator) {
  ExportReport report{0, job.store.has_timestamps(), true, {job.path}};
  on_root(job.comm, [&] {
    std::vector<std::string> books = job.store.book_ids({0, job.store.total_books()});
    for (std::string& book : books) book = field(book, separator);
    PackedOutput out(job.path);
    std::string header = "user_id,book_id,rating";
    if (report.timed) header += ",timestamp";
    for (char& c : header)
      if (c == ',') c = separator;
    out.write(header + "\n");
    for_each_batch(job, [&](const ExportBatch& batch) {
      write_batch(out, batch, job.store.user_ids(batch.ratings.users), books, separator);
      report.ratings += batch.ratings.size();
    });
    out.commit();
  });
  report.ratings = job.comm.broadcast_value(report.ratings);
  return report;
}

ExportReport write_csv(const ExportJob& job) { return write_delimited(job, ','); }
ExportReport write_tsv(const ExportJob& job) { return write_delimited(job, '\t'); }

}  // namespace

const ExportFormat csv_export{"csv", ".csv", "user_id,book_id,rating[,timestamp], with a header", true,
                              write_csv};
const ExportFormat tsv_export{"tsv", ".tsv", "the same columns with tabs between them", true, write_tsv};

}  // namespace crucible
