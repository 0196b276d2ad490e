#include "crucible/mpi/collective.hpp"
#include "crucible/store/sparse_source.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace crucible {

namespace {

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

/// The first row (or column) of slice `part`: the one at which this part of the entries begins.
std::int64_t first_of_part(const H5File& file, const SparseGroup& group, int part, int parts) {
  if (part == 0) return 0;
  if (part == parts) return group.outer();
  const std::int64_t wanted = even_part(group.entries, parts, part).begin;
  std::int64_t low = 0;
  std::int64_t high = group.outer();
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (file.read_list<std::int64_t>(group.offsets, {middle, middle + 1})[0] < wanted)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

[[noreturn]] void refuse(const H5File& file, const std::string& dataset, const std::string& problem) {
  throw InputError(file.path(), "dataset " + dataset + ": " + problem);
}

const char* outer_word(const SparseGroup& group) { return group.by_rows ? "row " : "column "; }

void check_offsets(const H5File& file, const SparseGroup& group, IndexRange outer,
                   const std::vector<std::int64_t>& offsets) {
  if (outer.begin == 0 && offsets.front() != 0)
    refuse(file, group.offsets, "begins with " + std::to_string(offsets.front()) + ", not 0");
  if (outer.end == group.outer() && offsets.back() != group.entries)
    refuse(file, group.offsets,
           "ends with " + std::to_string(offsets.back()) + ", but there are " +
               std::to_string(group.entries) + " entries");
  for (std::size_t i = 0; i + 1 < offsets.size(); ++i)
    if (offsets[i] < 0 || offsets[i] > offsets[i + 1] || offsets[i + 1] > group.entries)
      refuse(file, group.offsets,
             outer_word(group) + std::to_string(outer.begin + static_cast<std::int64_t>(i)) +
                 " has the entries from " + std::to_string(offsets[i]) + " to " +
                 std::to_string(offsets[i + 1]) + " of " + std::to_string(group.entries));
}

void check_entries(const H5File& file, const SparseGroup& group, const SparseEntries& entries,
                   std::int64_t first) {
  for (std::int64_t o = 0; o < entries.outer.size(); ++o)
    for (std::int64_t e = entries.offsets[at(o)]; e < entries.offsets[at(o + 1)]; ++e) {
      const auto place = [&] {
        return "entry " + std::to_string(first + e) + " (" + outer_word(group) +
               std::to_string(entries.outer.begin + o) + ") is ";
      };
      const std::int64_t index = entries.inner[at(e)];
      if (index < 0 || index >= group.inner())
        refuse(file, group.indices,
               place() + std::to_string(index) + ", but there are " + std::to_string(group.inner()) +
                   (group.by_rows ? " columns" : " rows"));
      if (!std::isfinite(entries.value[at(e)])) refuse(file, group.values, place() + "not a finite number");
    }
}

struct Element {
  std::int64_t row = 0;
  std::int64_t column = 0;
  double value = 0;
};

/// Adds `elements` to `matrix`, sorted by row and column. Elements at the same place are added.
void append(SparseMatrix& matrix, std::vector<Element>& elements) {
  const auto before = [](const Element& a, const Element& b) {
    return a.row != b.row ? a.row < b.row : a.column < b.column;
  };
  if (!std::is_sorted(elements.begin(), elements.end(), before))
    std::stable_sort(elements.begin(), elements.end(), before);
  matrix.offsets.assign(at(matrix.rows.size()) + 1, 0);
  const Element* previous = nullptr;
  for (const Element& element : elements) {
    if (previous != nullptr && previous->row == element.row && previous->column == element.column) {
      matrix.value.back() += element.value;
      continue;
    }
    previous = &element;
    matrix.column.push_back(static_cast<std::int32_t>(element.column));
    matrix.value.push_back(element.value);
    ++matrix.offsets[at(element.row - matrix.rows.begin) + 1];
  }
  std::partial_sum(matrix.offsets.begin(), matrix.offsets.end(), matrix.offsets.begin());
}

std::vector<Element> elements_of(const SparseGroup& group, const SparseEntries& entries) {
  std::vector<Element> elements;
  elements.reserve(entries.value.size());
  for (std::int64_t o = 0; o < entries.outer.size(); ++o)
    for (std::int64_t e = entries.offsets[at(o)]; e < entries.offsets[at(o + 1)]; ++e) {
      const std::int64_t outer = entries.outer.begin + o;
      const std::int64_t inner = entries.inner[at(e)];
      elements.push_back(
          {group.by_rows ? outer : inner, group.by_rows ? inner : outer, entries.value[at(e)]});
    }
  return elements;
}

/// Collective. Sends every element to the rank that owns its row by even_part().
std::vector<Element> to_owners(const Communicator& comm, std::vector<Element> elements, std::int64_t rows) {
  const auto owner = [&](const Element& element) { return even_part_of(rows, comm.size(), element.row); };
  std::stable_sort(elements.begin(), elements.end(),
                   [&](const Element& a, const Element& b) { return owner(a) < owner(b); });
  std::vector<std::int64_t> counts(at(comm.size()));
  for (const Element& element : elements) ++counts[at(owner(element))];
  return comm.exchange(std::span<const Element>(elements), counts);
}

}  // namespace

SparseEntries read_sparse_entries(const H5File& file, const SparseGroup& group, int part, int parts) {
  SparseEntries entries;
  entries.outer = {first_of_part(file, group, part, parts), first_of_part(file, group, part + 1, parts)};
  if (entries.outer.size() < 0) refuse(file, group.offsets, "does not rise");
  entries.offsets = file.read_list<std::int64_t>(group.offsets, {entries.outer.begin, entries.outer.end + 1});
  check_offsets(file, group, entries.outer, entries.offsets);
  const IndexRange range{entries.offsets.front(), entries.offsets.back()};
  for (std::int64_t& offset : entries.offsets) offset -= range.begin;
  if (range.empty()) return entries;
  entries.inner = file.read_list<std::int64_t>(group.indices, range);
  entries.value = file.read_list<double>(group.values, range);
  check_entries(file, group, entries, range.begin);
  return entries;
}

SparseMatrix read_sparse(const Communicator& comm, const std::string& path, const SparseGroup& group) {
  SparseMatrix matrix;
  matrix.total_rows = group.rows;
  matrix.columns = group.columns;
  std::vector<Element> elements = on_every_rank(comm, [&] {
    const SparseEntries entries = read_sparse_entries(H5File::open(path), group, comm.rank(), comm.size());
    matrix.rows = entries.outer;
    return elements_of(group, entries);
  });
  if (!group.by_rows) {
    matrix.rows = even_part(group.rows, comm.size(), comm.rank());
    elements = to_owners(comm, std::move(elements), group.rows);
  }
  append(matrix, elements);
  return matrix;
}

SparseRows SparseMatrix::view() const { return {total_rows, columns, rows, offsets, column, {}, value}; }

RowSlab SparseMatrix::dense() const {
  RowSlab slab{total_rows, rows, RowMatrixD::Zero(rows.size(), columns)};
  for (std::int64_t i = 0; i < rows.size(); ++i)
    for (std::int64_t e = offsets[at(i)]; e < offsets[at(i + 1)]; ++e)
      slab.values(i, column[at(e)]) = value[at(e)];
  return slab;
}

}  // namespace crucible
