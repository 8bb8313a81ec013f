#!/usr/bin/env bash
# Measures two builds of Syncer side by side: benchmarks/compare.sh <folder of the yardstick> <jar before> <jar now> [rounds]
# By turns, so that what else the machine does meets both: writes, and the fan-out with a window of 1 and of 16. Prints the medians and
# their ratios. docs/benchmarks.md tells more; WARM, SECS are seconds of each measurement, N the subscribers, BENCH_WORK where all is stored.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
[ $# -ge 3 ] || { sed -n '2,4s/^# //p' "$here/compare.sh" >&2; exit 2; }
yardstick=$(cd "$1" && pwd -P)
jars=("$(realpath "$2")" "$(realpath "$3")")
names=(before now)
export BENCH_WORK=${BENCH_WORK:-$here/target/compare} BENCH_SERVERS=$here/servers.sh WARM=${WARM:-2} SECS=${SECS:-3} REPS=1
results=$BENCH_WORK/results
mkdir -p "$results" "$BENCH_WORK/db"
rm -f "$results"/{before,now}.jsonl
trap 'rm -rf "$BENCH_WORK"/db/syncer.*' EXIT
[ -f "$BENCH_WORK/build/loadgen/target/loadgen.jar" ] || "$yardstick/scripts/build.sh" loadgen

for ((round = 0; round < ${4:-5}; round++)); do
  for turn in 0 1; do
    which=$(((round + turn) % 2)) # who is first changes
    name=${names[$which]}
    "${JAVA_HOME:+$JAVA_HOME/bin/}java" "-Dwarm=$WARM" "-Dsecs=$SECS" -Dreps=1 -cp "${jars[$which]}" \
      dev.syncer.benchmarks.WriteBenchmark "$BENCH_WORK/db" >> "$results/$name.jsonl"
    SYNCER_JAR=${jars[$which]} LABEL=syncer OUTFILE=$name.jsonl \
      "$yardstick/scripts/fanout-set.sh" syncer "${N:-1000}:1" "${N:-1000}:16" > /dev/null
  done
done
python3 "$here/compare.py" "$results"
