# How the scripts of a yardstick start the benchmark server; run.sh names this file to them, docs/benchmarks.md tells more.
# The yardstick sets WORK (a folder for what is written), SRV_BIN (where java is) and JOPTS (options of the JVM).
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
SYNCER_JAR=${SYNCER_JAR:-$here/target/benchmarks-0.1.0-SNAPSHOT.jar}
srv_own() { case $1 in
  syncer) PORT=9020; PROTO=jsonrpc
    local file; file=$(mktemp -d "$WORK/db/syncer.XXXXXX")/bench.db
    SYNCER_TOKEN=$("${SRV_BIN}java" -jar "$SYNCER_JAR" prepare "$file")
    CMD=("${SRV_BIN}java" $JOPTS -jar "$SYNCER_JAR" serve "$file" 9020)
    GENOPTS=(--path=/syncer/websocket --subprotocol=syncer.v1 "--header=Authorization: Bearer $SYNCER_TOKEN"
      '--hello={"jsonrpc":"2.0","id":0,"method":"syncer.hello","params":{"client":"loadgen"}}'
      '--subscribe={"jsonrpc":"2.0","id":1,"method":"syncer.subscribe","params":{"channel":"demo:bench.c$CH"}}'
      '--pub-path=/web/dataset/call_kw/bench.c$CH/create'
      '--pub-body={"jsonrpc":"2.0","id":1,"method":"call","params":{"args":[{"ts":$TS,"seq":$SEQ,"pad":"$PAD"}]}}');;
esac; }
rpc_own() { want syncer && { srv_own syncer; one syncer 9020 /sum rpc; }; }
