#!/bin/bash
# From nothing to recommendations: installs what is missing, builds crucible, and runs it end to end.
#
#   jobs/quickstart.sh                                   on a made-up catalogue of books
#   jobs/quickstart.sh ratings.csv --titles books.csv    on your own ratings
#
# Options besides --titles are handed to `crucible import` (such as --format movielens-dat). Environment:
#
#   CRUCIBLE_WORK=crucible-quickstart      where all files go
#   RANKS=N                                MPI ranks, by default one for each core
#   LIKES="The Hobbit;Harry Potter"        words in the titles of the books that the new user rates
#   CRUCIBLE=path/to/crucible              this program: nothing is installed and nothing built
#
# Every command is printed before it runs. A second run repeats nothing whose result is there already.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
work=${CRUCIBLE_WORK:-crucible-quickstart}
cores=$(nproc)
ranks=${RANKS:-$((cores > 1 ? cores : 2))}

case ${1:-} in -h | --help) sed -n '2,14s/^# \{0,1\}//p' "$0"; exit 0 ;; esac
text=
if [ $# -gt 0 ] && [[ $1 != -* ]]; then
  text=$1
  shift
  [ -r "$text" ] || { echo "quickstart.sh: cannot read $text" >&2; exit 2; }
elif [ $# -gt 0 ]; then
  echo "quickstart.sh: the file of ratings comes first; see jobs/quickstart.sh --help" >&2
  exit 2
fi
import_options=("$@")

chapter() { printf '\n\033[1m%s\033[0m\n' "$*"; }
[ -t 1 ] || chapter() { printf '\n== %s\n' "$*"; }
note() { printf '%s\n' "$*" | fold -s -w 100 | sed 's/ $//'; }
# quoted WORD...: as one would type them.
quoted() {
  local word
  for word in "$@"; do
    case $word in
      '' | *[!A-Za-z0-9_./:=,@%+-]*) printf " '%s'" "${word//\'/\'\\\'\'}" ;;
      *) printf ' %s' "$word" ;;
    esac
  done
}

# step OUTPUT INPUT... -- COMMAND...: prints the command and runs it, unless the same command has made OUTPUT since
# the inputs last changed; then it only prints again what the command had to say.
step() {
  local output=$1 inputs=("$program") shown input
  shift
  while [ "$1" != -- ]; do inputs+=("$1"); shift; done
  shift
  shown=$(quoted "$@")
  printf '\n  $%s\n\n' "$shown"
  local record=$work/.made/${output##*/}
  if [ -e "$output" ] && [ "$(cat "$record" 2>/dev/null)" = "$shown" ]; then
    for input in "${inputs[@]}"; do
      [ ! "$input" -nt "$output" ] || break
    done
    if [ ! "$input" -nt "$output" ]; then
      sed 's/^/  /' "$record.out"
      echo "  (not repeated: $output is up to date)"
      return
    fi
  fi
  rm -f "$output" "${output%.h5}".prev*.h5 "$record"
  "$@" | tee "$record.out" | sed -u 's/^/  /'
  printf '%s' "$shown" >"$record"
}

# ids_of_titles WORDS N: the ids of up to N books with these words in their titles.
ids_of_titles() { "$program" info "$work/split.h5" --find "$1" --limit "$2" --json - | json_texts id; }
# json_texts NAME: the texts of that name in JSON as crucible prints it, a line each.
json_texts() { sed -n 's/^ *"'"$1"'": "\(.*\)",\{0,1\}$/\1/p'; }

program=${CRUCIBLE:-}
if [ -z "$program" ]; then
  chapter "1. Install what is missing"
  "$root/jobs/install.sh"
  note "All that crucible needs is installed."

  chapter "2. Build"
  if [ ! -e "$root/build/release/build.ninja" ]; then
    (cd "$root" && cmake --preset release)
  fi
  cmake --build "$root/build/release" --target crucible
  program=$(realpath --relative-to=. "$root/build/release/src/app/crucible")
fi
. "$root/jobs/environment.sh"
crucible=(mpirun -n "$ranks" "$program")
mkdir -p "$work/.made"

ratings=$work/ratings.h5 split=$work/split.h5 model=$work/model.h5 ranking=$work/ranking.h5
if [ -n "$text" ]; then
  chapter "3. Import $text"
  note "The text is read by all $ranks ranks and becomes one HDF5 file: the same one at any number of ranks."
  step "$ratings" "$text" -- "${crucible[@]}" import "$text" "${import_options[@]}" -o "$ratings"
else
  chapter "3. Make a catalogue"
  note "Made-up books with readable titles, and made-up users: each has a few favourite genres, an age and" \
    "languages, and rates accordingly. The program sees ids and ratings alone, no genre and no title."
  step "$ratings" -- "${crucible[@]}" generate --users 20000 --books 3000 --ratings 1500000 --seed 1 -o "$ratings"
fi

chapter "4. Hold ratings out"
note "A tenth of the ratings is set aside for judging, a twentieth to tell when training should stop."
step "$split" "$ratings" -- "${crucible[@]}" split "$ratings" --protocol random --test 0.1 --validation 0.05 \
  -o "$split"

chapter "5. Train on $ranks MPI ranks"
note "Funk SVD by stochastic gradient descent (without --optimizer sgd, draws from the posterior would follow: better" \
  "predictions, but not quick). Users are spread over the ranks, the books' factors merged by" \
  "allreduce. Look at the validation RMSE: it falls until the model knows what the data can tell."
step "$model" "$split" -- "${crucible[@]}" train "$split" --factors 32 --optimizer sgd -o "$model"

echo
note "This model predicts ratings. Which book somebody will want to read next is another question: a second model" \
  "also learns from the books that users left alone."
step "$ranking" "$split" -- "${crucible[@]}" train "$split" --factors 32 --optimizer sgd --unrated-weight 0.01 \
  -o "$ranking"

chapter "6. Judge both"
note "On the held-out ratings. The first model should have the lowest RMSE (the error of a predicted rating, in" \
  "ratings), the second the highest precision@10 (share of its ten recommended books that turn out to be among the" \
  "user's held-out ones). Below them stands what they have to beat."
step "$work/evaluation.json" "$model" "$ranking" "$split" -- "${crucible[@]}" evaluate "$model" "$split" \
  --beside "$ranking" --metrics rmse,mae,precision,recall,ndcg --bootstrap 0 --json "$work/evaluation.json"

chapter "7. Recommend"
user=$("$program" info "$split" --json - | json_texts example_user | head -n 1)
note "For a user of the data, $user. First what this user liked best, then what comes recommended: books that" \
  "the user has not rated."
step "$work/known-user.json" "$ranking" "$split" -- "$program" recommend "$ranking" --ratings "$split" \
  --user "$user" --json "$work/known-user.json"

# The new user's books: one for each of the words where the books are real, three of one kind where they are made up.
if [ -n "$text" ]; then
  likes="${LIKES:-Name of the Wind;Fellowship of the Ring;Game of Thrones;Harry Potter;Star Wars;The Hobbit;love;the}"
  each=1
else
  likes=${LIKES:-(fantasy, adults, English)}
  each=3
fi
liked=()
IFS=';' read -ra wishes <<<"$likes"
for wish in "${wishes[@]}"; do
  mapfile -t -O "${#liked[@]}" liked < <(ids_of_titles "$wish" "$each")
  [ "${#liked[@]}" -lt 3 ] || break
done
[ "${#liked[@]}" -ge 3 ] || mapfile -t liked < <(json_texts id <"$work/known-user.json" | head -n 3)
liked=("${liked[@]:0:3}")
echo
note "For a new user, who is not in the data and has rated three books with 5:"
step "$work/new-user.json" "$ranking" -- "$program" recommend "$ranking" \
  --rate "$(printf '%s=5\n' "${liked[@]}" | paste -sd,)" --json "$work/new-user.json"
echo
note "Books for the same users as the first of them:"
step "$work/similar.json" "$ranking" -- "$program" recommend "$ranking" --similar "${liked[0]}" \
  --json "$work/similar.json"

chapter "Where everything is"
cat <<END
  $ratings         the ratings (any HDF5 tool reads it, h5py for example)
  $split           the same with the held-out part marked
  $model           the model that predicts ratings
  $ranking         the model that recommends
  $work/*.json             all figures, for other programs

  Next:
    $program --help
    $program recommend $ranking --rate ${liked[0]}=5,${liked[1]}=1 --explain
    $program info $model
END
if [ -z "$text" ]; then
  echo "    jobs/quickstart.sh ratings.csv --titles books.csv     (your own ratings; many formats are known)"
fi
