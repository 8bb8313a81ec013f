# How a load generator starts the benchmark server; see docs/benchmarks.md.
SYNCER_JAR=${SYNCER_JAR:-$PWD/benchmarks/target/benchmarks-0.1.0-SNAPSHOT.jar}
SYNCER_DB=${SYNCER_DB:-$(mktemp -d)/bench.db}
srv_own() { case $1 in
  syncer) PORT=9020; PROTO=jsonrpc
    SYNCER_TOKEN=$("${SRV_BIN}java" -jar "$SYNCER_JAR" prepare "$SYNCER_DB")
    CMD=("${SRV_BIN}java" $JOPTS -jar "$SYNCER_JAR" serve "$SYNCER_DB" 9020)
    GENOPTS=(--path=/syncer/websocket --subprotocol=syncer.v1 "--header=Authorization: Bearer $SYNCER_TOKEN"
      '--hello={"jsonrpc":"2.0","id":0,"method":"syncer.hello","params":{"client":"loadgen"}}'
      '--subscribe={"jsonrpc":"2.0","id":1,"method":"syncer.subscribe","params":{"channel":"demo:bench.c$CH"}}'
      '--pub-path=/web/dataset/call_kw/bench.c$CH/create'
      '--pub-body={"jsonrpc":"2.0","id":1,"method":"call","params":{"args":[{"ts":$TS,"seq":$SEQ,"pad":"$PAD"}]}}');;
esac; }
rpc_own() { want syncer && { srv_own syncer; one syncer 9020 /sum rpc; }; }
