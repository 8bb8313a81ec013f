#!/usr/bin/env bash
# Measures Syncer beside a yardstick, in one run on one machine: benchmarks/run.sh <folder of the yardstick> [build|fanout|rpc|db|idle|stopped|hostile|matching]...
# docs/benchmarks.md tells what the yardstick is, what is measured, and how long it takes. Without parts: all of them.
#   QUICK=1       seconds instead of minutes, to see whether it works; no figures to keep
#   SERVERS=…     which servers take part in the fan-out; those that cannot be built are left out
#   RPC_ONLY=…    which servers take part in RPC, a regular expression
#   STOPPEDPROPS=… options of the JVM for the reader that stops, as in "-Dreaders=1000 -Dstages=1"
#   HOSTILEPROPS=… the same for the hostile neighbour, as in "-Dusers=100 -Dcases=P4,P12"
#   MATCHINGPROPS=… the same for matching, as in "-Dmost=1000"
#   BENCH_WORK=…  where everything is built and stored; default benchmarks/target/yardstick
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
usage() { sed -n '2,10s/^# \{0,1\}//p' "$here/run.sh" >&2; exit 2; }
[ $# -gt 0 ] && [ -f "$1/scripts/fanout-set.sh" ] || usage
yardstick=$(cd "$1" && pwd -P)
shift
parts=("$@")
[ $# -gt 0 ] || parts=(build fanout rpc db idle stopped hostile matching)

export BENCH_WORK=${BENCH_WORK:-$here/target/yardstick} BENCH_SERVERS=$here/servers.sh
results=$BENCH_WORK/results
servers=${SERVERS:-undertow-shared syncer undertow-gather cometd ws socketio spring feathers-sqlite}
cells=(1000:1 1000:16 5000:16 1000@20)
if [ "${QUICK:-}" = 1 ]; then
  export WARM=1 SECS=2 REPS=1 N=500 DBPROPS="-Dwarm=1 -Dsecs=1 -Dreps=1"
  cells=(100:16 1000:16)
  STOPPEDPROPS=${STOPPEDPROPS:-"-Dreaders=100 -Dstages=10 -Dwarm=3 -Dbefore=5 -Dstopped=5 -Dafter=2 -Dshare=65536 -Dpad=6000"}
  HOSTILEPROPS=${HOSTILEPROPS:-"-Dusers=20 -Dbefore=3 -Dduring=3"}
  MATCHINGPROPS=${MATCHINGPROPS:-"-Dmost=10000 -Drounds=5"}
fi
mkdir -p "$results" "$BENCH_WORK/db"
trap 'rm -rf "$BENCH_WORK"/db/syncer.*' EXIT

say() { printf '\n=== %s\n' "$*"; }
fresh() { rm -f "$results/$1.jsonl"; }

build() {
  (cd "$here/.." && mvn -q -DskipTests -pl benchmarks -am package)
  "$yardstick/scripts/build.sh" || say "What was not built is left out"
}

# The base and Syncer first, one after the other: the nearer in time, the better they compare.
fanout() {
  fresh fanout
  local server
  for server in $servers; do
    if "$yardstick/scripts/fanout-set.sh" "$server" "${cells[@]}"; then
      "$yardstick/scripts/fanout-set.sh" "$server" 1000:16 -- --channels=50 || say "$server has no channels"
    else
      say "$server is left out"
    fi
  done
}

rpc() {
  fresh rpc
  ONLY=${RPC_ONLY:-'^(undertow-dispatch|syncer|undertow-worker|jsonrpc4j-jetty|spring-tomcat|jayson)$'} "$yardstick/scripts/rpc-all.sh"
}

db() {
  fresh db
  "$yardstick/scripts/db-all.sh" sqlite
  # shellcheck disable=SC2086 # options of the JVM
  "${JAVA_HOME:+$JAVA_HOME/bin/}java" ${DBPROPS:-} -cp "$here/target/benchmarks-0.1.0-SNAPSHOT.jar" \
    dev.syncer.benchmarks.WriteBenchmark "$BENCH_WORK/db" | tee -a "$results/db.jsonl"
}

idle() {
  fresh idle
  local server
  for server in undertow-shared syncer undertow-raw cometd ws; do
    "$yardstick/scripts/idle.sh" "$server" || say "$server is left out"
  done
}

# Not on the yardstick: nobody else promises it.
stopped() {
  fresh stopped
  # shellcheck disable=SC2086 # options of the JVM
  "${JAVA_HOME:+$JAVA_HOME/bin/}java" ${STOPPEDPROPS:-} -cp "$here/target/benchmarks-0.1.0-SNAPSHOT.jar" \
    dev.syncer.benchmarks.stopped.StoppedReaderBenchmark | tee -a "$results/stopped.jsonl" || say "A promise did not hold"
}

# Nor this.
hostile() {
  fresh hostile
  # shellcheck disable=SC2086 # options of the JVM
  "${JAVA_HOME:+$JAVA_HOME/bin/}java" ${HOSTILEPROPS:-} -cp "$here/target/benchmarks-0.1.0-SNAPSHOT.jar" \
    dev.syncer.benchmarks.hostile.HostileBenchmark | tee "$results/hostile.out"
  grep '^{' "$results/hostile.out" > "$results/hostile.jsonl" || say "No case was measured"
}

matching() {
  # shellcheck disable=SC2086 # options of the JVM
  "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx2g ${MATCHINGPROPS:-} -cp "$here/target/benchmarks-0.1.0-SNAPSHOT.jar" \
    dev.syncer.benchmarks.MatchingBenchmark | tee "$results/matching.md"
}

for part in "${parts[@]}"; do
  case $part in
    build | fanout | rpc | db | idle | stopped | hostile | matching) say "$part"; "$part" ;;
    *) usage ;;
  esac
done
say "Result"
python3 "$here/report.py" "$results"
