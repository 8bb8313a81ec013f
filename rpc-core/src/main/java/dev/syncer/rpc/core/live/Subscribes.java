package dev.syncer.rpc.core.live;

import dev.syncer.api.Filter;
import dev.syncer.api.User;
import dev.syncer.core.SyncerOptions;
import dev.syncer.core.broker.Connection;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import dev.syncer.core.shape.ShapeRequest;
import dev.syncer.rpc.ValidationException;
import dev.syncer.rpc.core.Limits;
import dev.syncer.rpc.core.call.Params;
import dev.syncer.rpc.core.call.RpcFault;
import dev.syncer.rpc.core.call.RpcFault.Kind;
import dev.syncer.rpc.core.dataset.Domain;
import dev.syncer.rpc.core.json.WireJson;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What clients ask to see, out of the params of {@code syncer.subscribe}: the one place for all
 * transports. Safe for use by many threads.
 */
final class Subscribes {
  private static final BigInteger LEAST = BigInteger.valueOf(Integer.MIN_VALUE);
  private static final BigInteger MOST = BigInteger.valueOf(Integer.MAX_VALUE);

  private final Registry registry;
  private final SyncerOptions options;
  private final Limits limits;
  private final Params<SubscribeParams> params;

  @Inject
  Subscribes(Registry registry, SyncerOptions options, Limits limits, WireJson json) {
    this.registry = registry;
    this.options = options;
    this.limits = limits;
    this.params = Params.of(SubscribeParams.class, json);
  }

  /**
   * What a request to subscribe asks for.
   *
   * @param json an object
   * @param connection who reads
   * @param user who reads, for {@code $uid}
   * @throws RpcFault if it cannot be understood, or there is no such channel for this reader
   * @throws ValidationException if the filter, or the limit, is none, or something does not fit the
   *     model
   */
  SubscribeRequest request(@Nullable Object json, Connection connection, User user) {
    SubscribeParams asked = params.read(json);
    Model model = model(asked.channel(), connection);
    Object domain = asked.filter();
    Filter filter = domain == null ? Filter.all() : Domain.parse(domain, user, limits.filter());
    String order = asked.order();
    BigInteger limit = asked.limit();
    ShapeRequest shape =
        new ShapeRequest(
            model,
            filter,
            asked.fields(),
            order == null ? List.of() : order(order),
            limit == null ? null : (Integer) limit.max(LEAST).min(MOST).intValue());
    SubscribeRequest request = new SubscribeRequest(shape, asked.cursor(), asked.snapshot());
    // By itself, so that one which does not fit is not the end of the others in its batch.
    connection.check(request);
    return request;
  }

  /**
   * The model of a channel that somebody can subscribe to.
   *
   * @throws RpcFault in the same words whether there is none, it does not sync, or they may not
   *     read it: else it would tell which models there are
   */
  Model model(String channel, Connection connection) {
    return model(channel)
        .filter(connection::canRead)
        .orElseThrow(() -> new RpcFault(Kind.NOT_FOUND, "no such channel, or it does not sync."));
  }

  /** The model of a channel; empty for a channel that nobody can subscribe to. */
  private Optional<Model> model(String channel) {
    String database = options.database() + ":";
    return channel.startsWith(database)
        ? registry
            .model(channel.substring(database.length()))
            .filter(model -> model.implementsSyncer() && !model.isSystemOnly())
        : Optional.empty();
  }

  private static List<String> order(String text) {
    return text.isBlank() ? List.of() : List.of(text.split(",", -1));
  }
}
