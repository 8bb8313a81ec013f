package dev.syncer.rpc.core.live;

import dev.syncer.rpc.Param;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The params of {@code syncer.subscribe}, in the words of the protocol. */
record SubscribeParams(
    String channel,
    @Param(optional = true) @Nullable Object filter,
    @Param(optional = true) @Nullable List<String> fields,
    @Param(optional = true) @Nullable String order,
    @Param(optional = true) @Nullable BigInteger limit,
    @Param(optional = true) boolean snapshot,
    @Param(optional = true) @Nullable String cursor) {}
