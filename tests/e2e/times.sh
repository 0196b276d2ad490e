#!/bin/bash
# Times of ratings: where users have moods, a model learns them; where they do not, it leaves times alone.
. "$(dirname "$(readlink -f "$0")")/lib.sh"
needs h5diff hdf5-tools

size=(--users 600 --books 300 --ratings 40000 --timestamps)
run 0 generate "${size[@]}" --mood 0.7 --seed 3 -o moody.all.h5
run 0 generate "${size[@]}" --seed 3 -o even.all.h5
for name in moody even; do run 0 split $name.all.h5 -o $name.h5; done
training=(--optimizer sgd --sync rotate --factors 8 --regularization 0.1)

echo "= moods are learnt, and what is said of the validation part holds"
run 0 train moody.h5 "${training[@]}" -o timed.h5 --json timed.json
expect_err "times of ratings tell more (user within"
expect_equal "$(json timed.json time_effects.0.side)" user "whose time"
layers=$(json timed.json time_effects | grep -o '"side"' | wc -l)
run 0 evaluate timed.h5 moody.h5 --part validation --json validation.json
expect_number "($(json validation.json metrics.rmse) - $(json timed.json time_effects.$((layers - 1)).validation_rmse)) ^ 2 < 1e-10"
run 0 info timed.h5
expect_out "times     user within"

echo "= they make the model better on ratings that nobody has seen, and are left alone on request"
run 0 train moody.h5 "${training[@]}" --no-time-effects -o plain.h5 --json plain.json
expect_no_err "times of ratings"
for model in timed plain; do run 0 evaluate $model.h5 moody.h5 --json $model.test.json; done
expect_number "$(json timed.test.json metrics.rmse) < 0.97 * $(json plain.test.json metrics.rmse)"

echo "= the same bits at one rank, and when training went on from a checkpoint"
run_on 1 0 train moody.h5 "${training[@]}" -o one.h5
expect_same_model timed.h5 one.h5
h5diff timed.h5 one.h5 /times || fail "the time effects differ"
run 0 train moody.h5 "${training[@]}" --epochs 5 -o again.h5
run 0 train moody.h5 "${training[@]}" -o again.h5
h5diff one.h5 again.h5 /times || fail "the time effects differ after going on"
h5diff one.h5 again.h5 /model || fail "the model differs after going on"

echo "= where there are no moods, times are left alone"
run 0 train even.h5 "${training[@]}" -o even.model.h5 --json even.json
expect_err "times of ratings tell nothing more"
expect_equal "$(json even.json time_effects)" "[]" "time effects"

echo "= moods need times"
run 2 generate --mood 1 -o never.h5
expect_err "--mood: 1 changes with time: ask for --timestamps"
