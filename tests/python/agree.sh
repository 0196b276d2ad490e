#!/bin/bash
# The package predicts, recommends and folds in as the program does, with every kind of model.
#
#   agree.sh CRUCIBLE REPOSITORY
set -euo pipefail
# shellcheck source=lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

# judged NAME RATINGS: what the program says of NAME.h5.
judged() {
  run_on 1 0 info "$1.h5" --json "$1.info.json"
  run_on 1 0 evaluate "$1.h5" "$2" --metrics rmse,mae --bootstrap 0 --json "$1.evaluate.json"
  run_on 1 0 recommend "$1.h5" --ratings "$2" --user 1,7,100 --top 12 --json "$1.users.json"
  run_on 1 0 recommend "$1.h5" --ratings "$2" --user 1,7,100 --top 12 --by taste --json "$1.taste.json"
  run_on 1 0 recommend "$1.h5" --rate 3=5,8=1,20=4 --top 12 --json "$1.new.json"
  run_on 1 0 recommend "$1.h5" --similar 3,140 --top 12 --json "$1.similar.json"
  run_on 1 0 recommend "$1.h5" --ratings "$2" --all --top 7 -o "$1.lists.h5"
  python agree.py "$1" "$2"
}

run_on 1 0 generate --users 300 --books 150 --ratings 9000 --timestamps --seed 5 -o ratings.h5
run_on 1 0 split ratings.h5 --folds 3 -o split.h5
run_on 1 0 split ratings.h5 --protocol users --test 0.2 --k 3 --folds 3 --name whole -o whole.h5
run_on 1 0 info split.h5 --json split.info.json

run 0 train split.h5 --factors 6 --epochs 8 --checkpoint-every 4 -o sgd.h5
judged sgd split.h5
python agree.py --ratings split.h5 split.info.json sgd.prev.h5
run_on 1 0 train split.h5 --factors 5 --epochs 6 --optimizer adamw -o adamw.h5
judged adamw split.h5
run_on 1 0 train split.h5 --factors 5 --epochs 6 --optimizer gibbs -o gibbs.h5
judged gibbs split.h5
run_on 1 0 train split.h5 --factors 5 --epochs 6 --unrated-weight 0.05 -o ranking.h5
judged ranking split.h5
run_on 1 0 train whole.h5 --factors 5 --epochs 6 -o newcomers.h5
judged newcomers whole.h5
run_on 1 0 train whole.h5 --factors 5 --epochs 6 --fold 1 -o fold.h5
judged fold whole.h5
run_on 1 0 svd split.h5 --split holdout --rank 6 --fill bias -o projected.h5
judged projected split.h5
run_on 1 0 svd split.h5 --split holdout --rank 6 --fill mean --fold-in ridge -o ridge.h5
judged ridge split.h5
