package dev.syncer.rpc.core.live;

import dev.syncer.core.SyncerOptions;
import dev.syncer.core.broker.Broker;
import dev.syncer.rpc.core.Limits;
import dev.syncer.rpc.core.Sessions;
import dev.syncer.rpc.core.call.Answers;
import dev.syncer.rpc.core.call.CallGate;
import dev.syncer.rpc.core.call.CallThreads;
import dev.syncer.rpc.core.call.Dispatcher;
import dev.syncer.rpc.core.json.WireJson;
import jakarta.inject.Inject;
import java.time.Clock;

/** What all sessions of a node share. */
record LiveServices(
    Dispatcher dispatcher,
    Answers answers,
    WireJson json,
    Broker broker,
    Sessions sessions,
    Subscribes subscribes,
    LiveMethods methods,
    SyncerOptions options,
    Limits limits,
    CallThreads threads,
    CallGate gate,
    Clock clock) {
  @Inject
  LiveServices {}
}
