#include "grid/redistribution.hpp"

#include <algorithm>
#include <memory>
#include <span>
#include <vector>

namespace crucible {

namespace {

// The rows of a slab are called lines here, and the elements of a line are at places. Without transposing,
// lines are matrix rows and places are matrix columns; with transposing, it is the other way round. A message
// holds the lines of one range in order, and of each line the places that one rank of the grid owns, in
// order.
struct Layout {
  CyclicAxis lines;
  CyclicAxis places;
  int line_part = -1;  ///< the part of each axis that a rank owns
  int place_part = -1;
};

Layout layout_of(const BlockCyclicMatrix& matrix, std::int64_t columns, bool transpose, int row, int column) {
  CyclicAxis limited = matrix.column_axis();
  limited.count = columns;
  if (transpose) return {limited, matrix.row_axis(), column, row};
  return {matrix.row_axis(), limited, row, column};
}

/// The layout of the part of rank `rank`. Ranks outside the grid own nothing (part -1).
Layout layout_of_rank(const BlockCyclicMatrix& matrix, std::int64_t columns, bool transpose, int rank) {
  const GridShape shape = matrix.grid().shape();
  if (rank >= shape.size()) return layout_of(matrix, columns, transpose, -1, -1);
  return layout_of(matrix, columns, transpose, rank / shape.columns, rank % shape.columns);
}

/// Local indices along the axis of lines whose global index is in `range`.
IndexRange local_lines(const Layout& layout, IndexRange range) {
  if (layout.line_part < 0) return {};
  return {layout.lines.first_local(layout.line_part, range.begin),
          layout.lines.first_local(layout.line_part, range.end)};
}

std::int64_t message_size(const Layout& layout, IndexRange range) {
  return local_lines(layout, range).size() * layout.places.local_count(layout.place_part);
}

/// Calls `copy(place, local, count)` for each run of neighbouring places of a part.
template <typename Copy>
void for_each_run(const Layout& layout, Copy&& copy) {
  const std::int64_t count = layout.places.local_count(layout.place_part);
  for (std::int64_t local = 0; local < count; local += layout.places.block)
    copy(layout.places.global(layout.place_part, local), local,
         std::min<std::int64_t>(layout.places.block, count - local));
}

/// to[j * to_step + i] = from[i * from_step + j] for i < rows, j < columns, in tiles that stay in cache.
void copy_transposed(const double* from, std::int64_t from_step, double* to, std::int64_t to_step,
                     std::int64_t rows, std::int64_t columns) {
  constexpr std::int64_t tile = 32;
  for (std::int64_t i0 = 0; i0 < rows; i0 += tile)
    for (std::int64_t j0 = 0; j0 < columns; j0 += tile)
      for (std::int64_t j = j0; j < std::min(columns, j0 + tile); ++j)
        for (std::int64_t i = i0; i < std::min(rows, i0 + tile); ++i)
          to[j * to_step + i] = from[i * from_step + j];
}

/// Copies one message from its buffer to the local part of the matrix. pack() does the reverse.
void unpack(const Layout& layout, IndexRange range, bool transpose, const double* buffer, double* local,
            std::int64_t leading) {
  const IndexRange lines = local_lines(layout, range);
  const std::int64_t places = layout.places.local_count(layout.place_part);
  if (transpose) {
    for (std::int64_t line = 0; line < lines.size(); ++line)
      std::copy_n(buffer + line * places, places, local + (lines.begin + line) * leading);
  } else {
    copy_transposed(buffer, places, local + lines.begin, leading, lines.size(), places);
  }
}

void pack(const Layout& layout, IndexRange range, bool transpose, const double* local, std::int64_t leading,
          double* buffer) {
  const IndexRange lines = local_lines(layout, range);
  const std::int64_t places = layout.places.local_count(layout.place_part);
  if (transpose) {
    for (std::int64_t line = 0; line < lines.size(); ++line)
      std::copy_n(local + (lines.begin + line) * leading, places, buffer + line * places);
  } else {
    copy_transposed(local + lines.begin, leading, buffer, places, places, lines.size());
  }
}

/// Collective. Exchanges one message with each rank, a partner at a time, so that no more than one message
/// each way is in memory. `pack(rank, out)` writes the `sent(rank)` numbers for a rank, and `unpack(rank,
/// in)` takes the `received(rank)` numbers from one.
template <typename Sent, typename Received, typename Pack, typename Unpack>
void exchange_with_each(const Communicator& comm, Sent&& sent, Received&& received, Pack&& pack,
                        Unpack&& unpack) {
  constexpr int tag = 32012;
  const auto buffer = [](std::int64_t count) {
    return std::make_unique_for_overwrite<double[]>(static_cast<std::size_t>(count));
  };
  const auto span_of = [](const std::unique_ptr<double[]>& values, std::int64_t count) {
    return std::span<double>(values.get(), static_cast<std::size_t>(count));
  };
  for (int step = 0; step < comm.size(); ++step) {
    const int to = (comm.rank() + step) % comm.size();
    const int from = (comm.rank() - step + comm.size()) % comm.size();
    std::unique_ptr<double[]> outgoing = buffer(sent(to));
    pack(to, outgoing.get());
    if (step == 0) {
      unpack(from, outgoing.get());
      continue;
    }
    const std::unique_ptr<double[]> incoming = buffer(received(from));
    Request receiving = comm.start_receive(span_of(incoming, received(from)), from, tag);
    comm.start_send(std::span<const double>(span_of(outgoing, sent(to))), to, tag).wait();
    receiving.wait();
    outgoing.reset();
    unpack(from, incoming.get());
  }
}

}  // namespace

void deal_out(const RowSlab& slab, bool transpose, BlockCyclicMatrix& matrix) {
  const Communicator& comm = matrix.grid().comm();
  const std::vector<IndexRange> ranges = comm.gather_all(slab.rows);
  const auto layout = [&](int rank) { return layout_of_rank(matrix, matrix.columns(), transpose, rank); };
  const Layout mine = layout(comm.rank());
  const auto rows_of = [&](int rank) { return ranges[static_cast<std::size_t>(rank)]; };
  const auto pack_lines = [&](int rank, double* to) {
    const Layout theirs = layout(rank);
    const IndexRange lines = local_lines(theirs, slab.rows);
    for (std::int64_t line = lines.begin; line < lines.end; ++line) {
      const double* row =
          slab.values.row(theirs.lines.global(theirs.line_part, line) - slab.rows.begin).data();
      for_each_run(theirs, [&](std::int64_t place, std::int64_t, std::int64_t count) {
        to = std::copy_n(row + place, count, to);
      });
    }
  };
  exchange_with_each(
      comm, [&](int rank) { return message_size(layout(rank), slab.rows); },
      [&](int rank) { return message_size(mine, rows_of(rank)); }, pack_lines,
      [&](int rank, const double* from) {
        unpack(mine, rows_of(rank), transpose, from, matrix.data(), matrix.leading_dimension());
      });
}

RowSlab collect(const BlockCyclicMatrix& matrix, IndexRange mine, std::int64_t columns, bool transpose) {
  const Communicator& comm = matrix.grid().comm();
  const std::vector<IndexRange> ranges = comm.gather_all(mine);
  const auto layout = [&](int rank) { return layout_of_rank(matrix, columns, transpose, rank); };
  const Layout here = layout(comm.rank());
  const auto rows_of = [&](int rank) { return ranges[static_cast<std::size_t>(rank)]; };
  RowSlab slab{here.lines.count, mine, RowMatrixD(mine.size(), here.places.count)};
  const auto unpack_lines = [&](int rank, const double* from) {
    const Layout theirs = layout(rank);
    const IndexRange lines = local_lines(theirs, mine);
    for (std::int64_t line = lines.begin; line < lines.end; ++line) {
      double* row = slab.values.row(theirs.lines.global(theirs.line_part, line) - mine.begin).data();
      for_each_run(theirs, [&](std::int64_t place, std::int64_t, std::int64_t count) {
        std::copy_n(from, count, row + place);
        from += count;
      });
    }
  };
  exchange_with_each(
      comm, [&](int rank) { return message_size(here, rows_of(rank)); },
      [&](int rank) { return message_size(layout(rank), mine); },
      [&](int rank, double* to) {
        pack(here, rows_of(rank), transpose, matrix.data(), matrix.leading_dimension(), to);
      },
      unpack_lines);
  return slab;
}

}  // namespace crucible
