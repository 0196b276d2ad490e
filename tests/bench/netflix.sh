#!/bin/bash
# Ratings of the size of the Netflix Prize (480,000 users, 17,770 books, 100 M ratings), generated and then trained
# for 10 epochs at k = 64: load and train seconds and the peak memory of all ranks. One JSON object goes to standard
# output.
#
#   netflix.sh path/to/crucible [ranks] [options of train...]
#
# The files (3.2 GB while generating) are made in a new folder under TMPDIR, which is removed at the end.
set -euo pipefail

if [ $# -lt 1 ]; then
  sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
crucible=$1
ranks=${2:-2}
shift $(($# < 2 ? $# : 2))

folder=$(mktemp -d "${TMPDIR:-/tmp}/netflix.XXXXXX")
trap 'rm -rf "$folder"' EXIT

mpirun -n "$ranks" "$crucible" generate --users 480000 --books 17770 --ratings 100000000 -o "$folder/ratings.h5" \
  --json "$folder/generate.json" >&2
start=$(date +%s.%N)
mpirun -n "$ranks" "$crucible" train "$folder/ratings.h5" --factors 64 --epochs 10 -o "$folder/model.h5" \
  --json "$folder/train.json" "$@" >&2
end=$(date +%s.%N)

python3 - "$folder" "$start" "$end" <<'EOF'
import json
import sys

folder, start, end = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
with open(folder + "/train.json", encoding="utf-8") as file:
    run = json.load(file)
with open(folder + "/generate.json", encoding="utf-8") as file:
    made = json.load(file)
seconds = {phase: times["max"] for phase, times in run["seconds"].items()}
print(json.dumps({
    "benchmark": "netflix", "ranks": run["ranks"], "ratings": made["ratings"], "config": run["config"],
    "generate_seconds": made["seconds"]["total"]["max"], "seconds": seconds,
    "wall_seconds_with_mpirun": end - start, "updates_per_second": run["updates_per_second"],
    "train_rmse": run["epochs"][-1]["train_rmse"],
    "peak_rss_bytes_of_a_rank": run["peak_rss_bytes"],
    "peak_rss_bytes_at_most": run["peak_rss_bytes"] * run["ranks"]}, indent=1))
EOF
