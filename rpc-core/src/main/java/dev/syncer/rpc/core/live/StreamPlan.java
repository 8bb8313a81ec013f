package dev.syncer.rpc.core.live;

import dev.syncer.api.User;
import dev.syncer.core.broker.Connection;
import dev.syncer.core.broker.SubscribeAnswer;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.rpc.core.RpcResponse;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What a stream is about.
 *
 * @param requests what to subscribe to, all at once; may read the database, and throws where it is
 *     not allowed
 * @param opening what is told first, JSON
 * @param refusal the answer where there is no stream
 * @param isPoll whether it ends as soon as something was sent, or nothing came for a while
 */
record StreamPlan(
    BiFunction<Connection, User, List<SubscribeRequest>> requests,
    Function<List<SubscribeAnswer>, byte[]> opening,
    Function<Throwable, RpcResponse> refusal,
    boolean isPoll) {}
