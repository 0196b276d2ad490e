#!/bin/bash
# The package predicts, recommends and folds in as the program does, with every kind of model.
#
#   agree.sh CRUCIBLE REPOSITORY
set -euo pipefail
# shellcheck source=lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

run_on 1 0 generate --users 300 --books 150 --ratings 9000 --timestamps --mood 0.7 --seed 5 -o ratings.h5
run_on 1 0 split ratings.h5 --folds 3 -o split.h5
run_on 1 0 split ratings.h5 --protocol users --test 0.2 --k 3 --folds 3 --name whole -o whole.h5

# A model of every kind, and somebody whom none of them knows.
run 0 train split.h5 --factors 6 --epochs 8 --checkpoint-every 4 -o sgd.h5
run_on 1 0 train split.h5 --factors 5 --epochs 6 --optimizer adamw --biases -o adamw.h5
run_on 1 0 train split.h5 --factors 5 --epochs 6 --optimizer gibbs -o gibbs.h5
run_on 1 0 train split.h5 --factors 5 --epochs 6 --unrated-weight 0.05 -o ranking.h5
run_on 1 0 train split.h5 --factors 5 --epochs 6 --unrated-weight 0.05 --target presence -o presence.h5
run_on 1 0 train whole.h5 --factors 5 --epochs 6 -o newcomers.h5
run_on 1 0 train whole.h5 --factors 5 --epochs 6 --fold 1 -o fold.h5
run_on 1 0 svd split.h5 --split holdout --rank 6 --fill bias -o projected.h5
run_on 1 0 svd split.h5 --split holdout --rank 6 --fill mean --fold-in ridge -o ridge.h5
# No training pulls unrated entries elsewhere than to 0, but files may say so.
cp ranking.h5 pulled.h5
/usr/bin/python3 -c "
import h5py
from crucible.seal import write_seal
with h5py.File('pulled.h5', 'r+') as file:
    file.attrs.modify('unrated_target', 0.3)
write_seal('pulled.h5')"
# Whether a link is chosen, is chance with so few ratings.
cp gibbs.h5 linked.h5
/usr/bin/python3 -c "
import h5py
import numpy
from crucible.seal import write_seal
random = numpy.random.default_rng(6)
with h5py.File('linked.h5', 'r+') as file:
    books, width = len(file['books/id']), file.attrs['k'] + 1
    file.pop('link', None)
    file['link/mean'] = random.normal(0, 0.2, width).astype('f')
    file['link/book'] = random.normal(0, 0.2, (books, width)).astype('f')
write_seal('linked.h5')"
on_split=(sgd adamw gibbs ranking presence pulled linked projected ridge)
on_whole=(newcomers fold)

run_on 1 0 info sgd.h5
expect_out "times     user within"
run_on 1 0 info split.h5 --json ratings.info.json
run_on 1 0 info sgd.h5 --json sgd.info.json
run_on 1 0 recommend sgd.h5 --ratings split.h5 --user 1,7,100 --top 12 --json sgd.rating.json
run_on 1 0 recommend sgd.h5 --ratings split.h5 --user 1,7,100 --top 12 --by taste --json sgd.taste.json
run_on 1 0 recommend sgd.h5 --similar 3,140 --top 12 --json sgd.similar.json
beside=$(printf '%s.h5,' "${on_split[@]:1}")
run_on 1 0 evaluate sgd.h5 split.h5 --beside "${beside%,}" --metrics rmse,mae --bootstrap 0 --json split.evaluate.json
run_on 1 0 evaluate newcomers.h5 whole.h5 --metrics rmse,mae --bootstrap 0 --json whole.evaluate.json
for name in "${on_split[@]}" "${on_whole[@]}"; do
  ratings=split.h5
  [[ " ${on_whole[*]} " != *" $name "* ]] || ratings=whole.h5
  run_on 1 0 recommend "$name.h5" --rate 3=5,8=1,20=4 --top 12 --json "$name.new.json"
  run_on 1 0 recommend "$name.h5" --ratings $ratings --all --top 7 -o "$name.lists.h5"
done
python agree.py split "${on_split[@]}"
python agree.py whole "${on_whole[@]}"
python blocks.py
