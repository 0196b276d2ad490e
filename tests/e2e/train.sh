#!/bin/bash
# crucible train and evaluate: a model that beats its baselines, at any number of ranks about the same one.
. "$(dirname "$(readlink -f "$0")")/lib.sh"
needs script bsdutils

make_ratings
make_titles
run 0 import ratings.csv --titles books.csv -o ratings.h5
run 0 split ratings.h5 --protocol random --test 0.2 --validation 0.1 --seed 5 -o split.h5

run 0 train split.h5 --factors 8 --epochs 12 -o model.h5 --json training.json
expect_file model.h5
expect_equal "$(json training.json ranks)" "$ranks" "ranks"
expect_number "$(json training.json best_epoch) >= 1"
expect_number "$(json training.json epochs.0.train_rmse) > 0"
[ "$(grep -c '^epoch  *1/12 ' err)" -eq 1 ] || fail "the first epoch is reported other than once"
expect_equal "$(sed -n 's/^epoch  *\([0-9]*\).*/\1/p' err | paste -sd ' ')" "1 10 12" "epochs that a log shows"
! grep -q $'\r' err || fail "a carriage return in output that is not a terminal"
run 0 info model.h5 --validate
expect_out "factors   8"
expect_out "users     "

run 0 evaluate model.h5 split.h5 --json evaluation.json
rmse=$(json evaluation.json metrics.rmse)
expect_number "$rmse < 0.75"
expect_number "$(json evaluation.json metrics.mae) < $rmse"
for baseline in mean book_mean user_book_bias; do
  expect_number "$rmse < $(json evaluation.json "baselines.$baseline.rmse")"
done
expect_equal "$(json evaluation.json unknown_pairs)" 0 "unknown pairs"
expect_only ratings.csv books.csv ratings.h5 split.h5 model.h5 training.json evaluation.json

echo "= evaluate says the same at one rank"
run_on 1 0 evaluate model.h5 split.h5 --json one.json
expect_number "($rmse - $(json one.json metrics.rmse)) ^ 2 < 1e-18"

echo "= a model of one rank is about as good"
run_on 1 0 train split.h5 --factors 8 --epochs 12 -o model1.h5
run 0 evaluate model1.h5 split.h5 --json one.json
expect_number "$rmse < 1.03 * $(json one.json metrics.rmse) && $(json one.json metrics.rmse) < 1.03 * $rmse"

echo "= --quiet is quiet"
run 0 train split.h5 --factors 2 --epochs 2 --quiet -o quiet.h5
[ ! -s err ] || fail "--quiet printed on standard error"

echo "= a diverging run ends with an error that names epoch and rate, and leaves no model"
run 1 train split.h5 --factors 8 --epochs 5 --learning-rate 900 -o diverged.h5
expect_err_once "diverged in epoch"
expect_err "rate"
expect_no_file diverged.h5

echo "= a training that stopped early says so again"
run 0 train split.h5 --factors 8 --epochs 300 --patience 2 -o early.h5 --json early.json
expect_equal "$(json early.json stopped)" early stopped
run 0 train split.h5 --factors 8 --epochs 300 --patience 2 -o early.h5 --json early.json
expect_out "nothing left to train"
expect_equal "$(json early.json stopped)" early stopped

echo "= no time left while the regularization is chosen: no model, and the same command starts again"
run 0 generate --users 600 --books 100 --ratings 30000 -o many.h5
run 3 train many.h5 --factors 4 --epochs 1 --max-time 0 -o late.h5 --json late.json
expect_err_once "stopped by time before the first epoch"
expect_equal "$(json late.json stopped)" time stopped
expect_no_file late.h5
run 0 train many.h5 --factors 4 --epochs 1 -o late.h5
expect_err "chosen for these ratings"

echo "= on a terminal, mpirun's too, all epochs share one line"
launch="'$program'"
[ "$ranks" -eq 1 ] || launch="'$mpiexec' -n $ranks $launch"
TERM=xterm LC_ALL=C script -qec "$launch train split.h5 --factors 2 --epochs 3 -o terminal.h5" out >/dev/null 2>err </dev/null ||
  fail "train failed on a terminal"
[ "$(grep -c 'epoch 1/3' out)" -eq 1 ] || fail "the first epoch is reported other than once"
# One or two epochs have no curve yet.
grep -q $'\rtraining  epoch 1/3 .*\rtraining  epoch 2/3 .*\rtraining  epoch 3/3 [^ ]* validation RMSE' out ||
  fail "the epochs do not share a line"
grep -q $'\x1b\[36m[_.:=+*#-]*\x1b\[0m' out || fail "there is no curve in ASCII and colour"
TERM=xterm NO_COLOR=1 LC_ALL=C.UTF-8 script -qec "$launch train split.h5 --factors 2 --epochs 3 -o terminal.h5 --fresh" out \
  >/dev/null 2>err </dev/null || fail "train failed on a terminal without colours"
! grep -q $'\x1b\[3' out || fail "NO_COLOR is set, and there are colours"
grep -q $'epoch 3/3 \u2588' out || fail "there is no curve of blocks"
TERM=dumb script -qec "$launch train split.h5 --factors 2 --epochs 3 -o terminal.h5 --fresh" out \
  >/dev/null 2>err </dev/null || fail "train failed on a dumb terminal"
! grep -q $'\x1b' out || fail "there are codes for a dumb terminal"

echo "= --overlap-every follows what evaluate measures on users held out whole"
run 0 split ratings.h5 --protocol users --test 0 --validation 0.2 -o users.h5
run 0 train users.h5 --factors 8 --epochs 4 --overlap-every 2 -o watched.h5 --json training.json
run 0 evaluate watched.h5 users.h5 --part validation --metrics overlap@10 --json evaluation.json
expect_number "$(json evaluation.json metrics.overlap@10) > 0"
expect_equal "$(json training.json epochs.3.overlap_at_10)" "$(json evaluation.json metrics.overlap@10)" "overlap@10"
expect_equal "$(json training.json epochs.3.validation_rmse)" None "RMSE of users without factors"
! grep -q '"epoch": 1,[^}]*overlap' <(tr -d '\n' <training.json) || fail "overlap@10 after an epoch that nobody asked for"
run 2 train split.h5 --factors 8 --epochs 2 --overlap-every 1 -o refused.h5
expect_err_once "masks no best-liked books of users for validation"
run 0 split ratings.h5 --protocol users --k 5 --test 0 --validation 0.2 -o five.h5
run 2 train five.h5 --factors 8 --epochs 2 --overlap-every 1 -o refused.h5
expect_err_once "masks 5 books a user, and overlap@10 needs 10"
run 0 split ratings.h5 --protocol users --test 0 --validation 0.2 --folds 2 -o folds.h5
run 2 train folds.h5 --fold 0 --factors 8 --epochs 2 --overlap-every 1 -o refused.h5
expect_err_once "--overlap-every looks at the validation part, on which --fold trains"
expect_no_file refused.h5
