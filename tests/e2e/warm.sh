#!/bin/bash
# train --from: a model of last night's ratings goes on with tonight's, which have other users, books and ids' places.
. "$(dirname "$(readlink -f "$0")")/lib.sh"
needs h5diff hdf5-tools

# Tonight: all but users 7 and 8. Last night: without users 1 and 300, book 1 and book 119, and one rating in 25.
make_ratings
awk -F, 'NR == 1 || ($1 != 7 && $1 != 8)' ratings.csv >tonight.csv
awk -F, 'NR == 1 || ($1 != 1 && $1 != 300 && $2 != 1 && $2 != 119 && ($1 + 3 * $2) % 25)' ratings.csv >last.csv
for night in last tonight; do
  run 0 import $night.csv -o $night.ratings.h5
  run 0 split $night.ratings.h5 --by-id --test 0.2 --validation 0.1 -o $night.h5
done
run 0 train last.h5 --optimizer sgd --factors 8 --epochs 20 -o model.h5
run 0 train tonight.h5 --optimizer sgd --factors 8 --epochs 20 -o full.h5

echo "= it knows whom it knows"
run 0 train tonight.h5 --from model.h5 -o warm.h5 --json warm.json
expect_err "going on from model.h5: 2 new users, 2 left; 2 new books, 0 left"
expect_no_err "held-out"
expect_no_err "too good"
expect_equal "$(json warm.json warm_start.users.known) $(json warm.json warm_start.users.new)" "296 2" users
expect_equal "$(json warm.json warm_start.books.known) $(json warm.json warm_start.books.left)" "118 0" books
expect_number "$(json warm.json warm_start.changed_users) > 200"
expect_equal "$(json warm.json regularization.source)" checkpoint "the source of the L2"
expect_equal "$(json warm.json epochs | grep -o '"epoch":' | wc -l)" 3 epochs
run 0 info warm.h5 --validate
expect_out "factors   8"
expect_out "users     298"
expect_out "books     120"

echo "= it is about as good as a full training, for new users and books too"
rmse_of() { # MODEL
  run 0 evaluate "$1" tonight.h5 --bootstrap 0 --json judged.json --force
  expect_no_err "too good"
  rmse=$(json judged.json metrics.rmse)
}
rmse_of full.h5
full=$rmse
rmse_of warm.h5
expect_number "$rmse < 1.01 * $full"
run 0 recommend warm.h5 --ratings tonight.h5 --user 1 --top 3
run 0 recommend warm.h5 --rate 119=5,3=5 --top 3

echo "= again: finished; stopped and gone on: the same model"
run 0 train tonight.h5 --from model.h5 -o warm.h5
expect_out "nothing left to train"
run 3 train tonight.h5 --from model.h5 --max-time 0 -o stopped.h5
run 0 train tonight.h5 --from model.h5 -o stopped.h5
expect_err "going on from stopped.h5 after epoch 1"
expect_same_model warm.h5 stopped.h5
run 2 train tonight.h5 --optimizer sgd --factors 8 -o stopped.h5
expect_err_once "was trained with from "
run 2 train tonight.h5 --from model.h5 --replay 1 -o stopped.h5
expect_err_once "was trained with replay 0.5, not 1"
run 2 train tonight.h5 --from full.h5 -o stopped.h5
expect_err_once "was trained with from "

echo "= a quiet night: only the replay is visited"
run 0 train tonight.h5 --from warm.h5 --replay 0.1 -o quiet.h5 --json warm.json
expect_equal "$(json warm.json warm_start.changed_users)" 0 "changed users"
expect_number "$(json warm.json warm_start.visited_ratings) < 0.25 * $(json warm.json warm_start.ratings)"
rmse_of quiet.h5
expect_number "$rmse < 1.01 * $full"

echo "= text ids, and a night whose ids come in another order"
awk -F, 'NR == 1 { print; next } { printf "reader %s,book-%s,%s\n", (NR % 2 ? $1 : $1), $2, $3 }' tonight.csv >text.csv
{ head -n 1 text.csv; tail -n +2 text.csv | sort -t, -k3,3n -k2,2r; } >turned.csv
run 0 import text.csv -o text.ratings.h5
run 0 split text.ratings.h5 --by-id -o text.h5
run 0 import turned.csv -o turned.ratings.h5
run 0 split turned.ratings.h5 --by-id -o turned.h5
run 0 train text.h5 --optimizer sgd --factors 4 --epochs 3 -o text.model.h5
run 0 train turned.h5 --from text.model.h5 -o turned.model.h5 --json warm.json
expect_equal "$(json warm.json warm_start.users.new) $(json warm.json warm_start.changed_users)" "0 0" "other users"

echo "= parts that are drawn by index move with the indices, which is said"
for night in last tonight; do run 0 split $night.ratings.h5 -o $night.index.h5; done
run 0 train last.index.h5 --optimizer sgd --factors 4 --epochs 2 -o index.model.h5
run 0 train tonight.index.h5 --from index.model.h5 -o index.h5
expect_err_once "will be too good; split all nights with --by-id"
run 0 train tonight.h5 --from index.model.h5 -o index.h5 --fresh
expect_err_once "will be too good; its split was holdout (random, test=0.1 validation=0.05, seed 1)"

echo "= a model that ended with draws goes on with draws"
run 0 train last.h5 --factors 8 -o drawn.h5
run 0 train tonight.h5 --factors 8 -o drawn.full.h5
run 0 train tonight.h5 --from drawn.h5 -o drawn.warm.h5 --json warm.json
expect_err "its draws go on, by all"
expect_equal "$(json warm.json warm_start.users.new)" 2 "new users"
expect_equal "$(json warm.json epochs | grep -o '"epoch":' | wc -l)" 8 sweeps
rmse_of drawn.full.h5
full=$rmse
rmse_of drawn.warm.h5
expect_number "$rmse < 1.01 * $full"
run 3 train tonight.h5 --from drawn.h5 --max-time 0 -o drawn.stopped.h5
run 0 train tonight.h5 --from drawn.h5 -o drawn.stopped.h5
expect_err "going on from drawn.stopped.h5 after epoch 1"
expect_same_model drawn.warm.h5 drawn.stopped.h5
echo "= and so does what came of it; one without draws as yet goes on with steps"
run 0 train tonight.h5 --from drawn.warm.h5 -o drawn.next.h5
expect_err "its draws go on, by all"
rmse_of drawn.next.h5
expect_number "$rmse < 1.01 * $full"
run 0 train last.h5 --factors 4 --epochs 2 -o young.h5
run 0 train tonight.h5 --from young.h5 -o young.warm.h5
expect_err "  visiting "

echo "= what cannot go on is refused"
run 2 train tonight.h5 --from model.h5 --factors 16 -o refused.h5
expect_err_once "--factors: model.h5 was trained with 8, not 16"
run 2 train tonight.h5 --from model.h5 --regularization 0.3 -o refused.h5
expect_err_once "--regularization: model.h5 was trained with auto, not 0.3"
run 2 train tonight.h5 --from model.h5 --no-biases -o refused.h5
expect_err_once "--biases: model.h5 was trained with yes, not no"
run 0 train tonight.h5 --from model.h5 --factors 8 --dry-run -o refused.h5
run 2 train tonight.h5 --from model.h5 -o model.h5
run 2 train tonight.h5 --from missing.h5 -o refused.h5
run 2 train tonight.h5 --from last.h5 -o refused.h5
run 0 train last.h5 --optimizer sgd --factors 4 --epochs 2 --unrated-weight 0.1 -o ranking.h5
run 2 train tonight.h5 --from ranking.h5 -o refused.h5
expect_err_once "ranking.h5 was trained with an unrated weight"
run 0 train last.h5 --optimizer gibbs --factors 4 --epochs 2 -o gibbs.h5
run 2 train tonight.h5 --from gibbs.h5 -o refused.h5
expect_err_once "gibbs.h5 was trained with the optimizer gibbs, and only models of averaged and sgd go on"
expect_err "train one to go on from without --from"
run 2 train tonight.h5 --from drawn.h5 --replay 0.5 -o refused.h5
expect_err_once "--replay: drawn.h5 ended with draws"
run 0 split tonight.ratings.h5 --by-id --test 0.2 --validation 0.001 --name few -o few.h5
run 2 train few.h5 --from drawn.h5 -o refused.h5
expect_err_once "they have too few for validation"
run 0 svd last.h5 --rank 3 -o svd.h5
run 2 train tonight.h5 --from svd.h5 -o refused.h5
expect_err_once "svd.h5 is a model of svd"
run 0 import tonight.csv --scale 1:10 -o ten.h5
run 2 train ten.h5 --from model.h5 -o refused.h5
expect_err_once "model.h5 is for ratings of 1 to 5, and those of ten.h5 are of 1 to 10"
run 2 train tonight.h5 --from model.h5 --replay 1.5 -o refused.h5
expect_err_once "--replay"
run 2 train tonight.h5 --replay 1 -o refused.h5
expect_err_once "--replay goes with --from"
run 0 split tonight.ratings.h5 --folds 3 -o folds.h5
run 2 train folds.h5 --from model.h5 --fold 0 -o refused.h5
expect_err_once "--fold"
expect_no_file refused.h5
