#!/bin/bash
# crucible import: texts that are packed, piped, in parts or in other encodings give the same file as a plain one.
. "$(dirname "$(readlink -f "$0")")/lib.sh"
needs h5diff hdf5-tools
needs bzip2 bzip2
needs xz xz-utils
needs zstd zstd
needs zip zip

make_ratings
run 0 import ratings.csv -o plain.h5 --json report.json
expect_equal "$(json report.json packings)" "[]" "packings of a plain file"

same() { # FILE
  local dataset
  for dataset in /users/id /books/id /ratings/user /ratings/book /ratings/rating /ratings/user_offsets; do
    h5diff plain.h5 "$1" "$dataset" >differences 2>&1 || { cat differences; fail "$dataset of $1 differs"; }
  done
  rm -f differences
}
imports() { # FILE PACKING
  run 0 import "$1" -o f.h5 --force --json report.json
  expect_equal "$(json report.json packings)" "$2" "packings of $1"
  same f.h5
}

echo "= every compression, known by its bytes"
gzip -c ratings.csv >a.csv
bzip2 -c ratings.csv >b.csv
xz -c ratings.csv >c.csv
zstd -qc ratings.csv >d.csv
imports a.csv '["gzip"]'
imports b.csv '["bzip2"]'
imports c.csv '["xz"]'
imports d.csv '["zstd"]'
{ head -n 100 ratings.csv | gzip -c; tail -n +101 ratings.csv | gzip -c; } >members.gz
imports members.gz '["gzip"]'
zip -q one.zip ratings.csv
imports one.zip '["zip"]'
zip -q two.zip ratings.csv report.json
run 2 import two.zip -o no.h5
expect_err_once "unzip -p"
expect_err "ratings.csv"

echo "= damage is named by file and byte"
head -c 500 a.csv >cut.gz
run 2 import cut.gz -o no.h5
expect_err_once "cut.gz: gzip data: is cut short, at byte 500"
expect_no_file no.h5

echo "= a bomb is refused, and may be trusted"
{ cat ratings.csv; head -c 100000000 /dev/zero | tr '\0' '\n'; } | zstd -q -o bomb.zst
run 2 import bomb.zst -o no.h5
expect_err_once "bytes of text for each compressed byte"
run 0 import bomb.zst --max-expansion 1000000 -o f.h5 --force
same f.h5

echo "= UTF-16, line ends, line ends in quotes"
iconv -f UTF-8 -t UTF-16 ratings.csv >utf16.csv
imports utf16.csv '["UTF-16"]'
tr '\n' '\r' <ratings.csv >returns.csv
imports returns.csv '[]'
awk 'BEGIN { FS = OFS = "," } NR == 1 { print $0, "review" } NR > 1 { print $0, "\"a\nb,\"\"c\"\"\n\"" }' ratings.csv >quoted.csv
imports quoted.csv '[]'
awk 'NR % 7 == 1 { print "# a remark" } { print }' ratings.csv >remarks.csv
imports remarks.csv '[]'

echo "= standard input and pipes"
from_pipe() { # ARGUMENT...
  local launch=()
  [ "$ranks" -eq 1 ] || launch=("$mpiexec" -n "$ranks")
  "${launch[@]}" "$program" import - -o f.h5 --force >out 2>err || fail "import - failed"
}
from_pipe <ratings.csv
same f.h5
gzip -c ratings.csv | from_pipe
same f.h5
mkfifo pipe
cat ratings.csv >pipe &
run 0 import pipe -o f.h5 --force
same f.h5

echo "= a folder of part files"
mkdir -p spark
head -n 300 ratings.csv >spark/part-00000.csv
{ head -n 1 ratings.csv; tail -n +301 ratings.csv; } | gzip -c >spark/part-00001.csv.gz
touch spark/_SUCCESS spark/.part-00000.csv.crc
imports spark '["gzip"]'
touch spark/readme.txt
run 2 import spark -o no.h5
expect_err_once "readme.txt"

echo "= what is no text is refused with the way out"
printf 'PAR1\025\004\025' >ratings.parquet
run 2 import ratings.parquet -o no.h5
expect_err_once "pandas.read_parquet"
