package dev.syncer.store.wrong;

import dev.syncer.rpc.core.Caller;
import tools.jackson.databind.json.JsonMapper;

/** What a store must not know: callers, and the JSON of the wire. */
public record WrongStore(Caller caller, JsonMapper json) {}
