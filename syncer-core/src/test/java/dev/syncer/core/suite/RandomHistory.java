package dev.syncer.core.suite;

import com.google.inject.Injector;
import com.google.inject.Module;
import dev.syncer.api.User;
import dev.syncer.core.Syncer;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.core.change.Change;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.spi.Store;
import dev.syncer.core.suite.RandomField.Kind;
import dev.syncer.rpc.RpcException;
import dev.syncer.testkit.base.Received;
import dev.syncer.testkit.base.Replica;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What happens to one database of random models, all of it decided by a seed: units of work, and
 * after each of them the view of a client beside a fresh read.
 */
final class RandomHistory {
  private static final int UNITS = 15;

  private final long seed;
  private final RandomModels models;
  private final Tampering tampering;
  private final Replica replica = new Replica();
  private final RecordingOutlet outlet = new RecordingOutlet(this::apply);
  private final Map<String, String> subscriptions = new TreeMap<>();
  private RandomState before;
  private long logged;
  private int commits;
  private int refused;
  private boolean wasTampered;

  RandomHistory(long seed, Tampering tampering) {
    this.seed = seed;
    this.models = new RandomModels(new Random(seed));
    this.tampering = tampering;
    this.before = new RandomState(models, Map.of());
  }

  private void apply(Received frame) {
    wasTampered |= tampering.apply(models, before.records(), frame);
    replica.apply(frame);
  }

  /** How many units of work were committed and had something to tell. */
  int commits() {
    return commits;
  }

  /** How many units of work were refused or threw. */
  int refused() {
    return refused;
  }

  /** Whether there was an occasion to tamper. */
  boolean wasTampered() {
    return wasTampered;
  }

  /**
   * Runs it.
   *
   * @param store an empty one
   * @return the first fault; empty if there was none
   */
  Optional<String> run(Module store) {
    Injector injector = Syncer.builder().models(models).install(store).injector();
    try (Syncer syncer = injector.getInstance(Syncer.class)) {
      syncer.open();
      Broker broker = injector.getInstance(Broker.class);
      subscribe(broker, injector.getInstance(Registry.class));
      Random random = new Random(seed);
      for (int i = 0; i < UNITS; i++) {
        outlet.clear();
        boolean isCommitted = work(syncer, random);
        broker.flushed().toCompletableFuture().join();
        RandomState fresh = RandomState.read(models, syncer.database());
        Optional<String> fault =
            fault(fresh, isCommitted)
                .or(() -> logFault(injector.getInstance(Store.class), isCommitted));
        if (fault.isPresent()) {
          return Optional.of("seed " + seed + ", unit " + i + ": " + fault.get());
        }
        before = fresh;
      }
      return Optional.empty();
    }
  }

  private void subscribe(Broker broker, Registry registry) {
    List<String> names =
        models.all().stream().filter(RandomModel::isSynced).map(RandomModel::name).toList();
    CompletableFuture<Void> subscribed = new CompletableFuture<>();
    broker
        .connect(outlet, User.SYSTEM)
        .subscribe(
            names.stream()
                .map(n -> new SubscribeRequest(registry.model(n).orElseThrow(), null, false))
                .toList(),
            answers -> {
              for (int i = 0; i < answers.size(); i++) {
                subscriptions.put(names.get(i), answers.get(i).subscription());
              }
              subscribed.complete(null);
            });
    subscribed.join();
  }

  private boolean work(Syncer syncer, Random random) {
    try {
      syncer.database().write(User.SYSTEM, unit -> new RandomWork(random, models, unit).run());
      return true;
    } catch (RpcException e) {
      refused++;
      return false;
    } catch (IllegalStateException e) {
      if (!RandomWork.ON_PURPOSE.equals(e.getMessage())) {
        throw new IllegalStateException("seed " + seed, e);
      }
      refused++;
      return false;
    } catch (RuntimeException e) {
      throw new IllegalStateException("seed " + seed, e);
    }
  }

  private Optional<String> fault(RandomState fresh, boolean isCommitted) {
    List<JsonNode> told = outlet.notifications();
    commits += told.isEmpty() ? 0 : 1;
    if (!isCommitted && !told.isEmpty()) {
      return Optional.of("a unit of work that failed told " + told);
    }
    if (!replica.faults().isEmpty()) {
      return Optional.of(String.join("; ", replica.faults()));
    }
    return viewFault(fresh).or(() -> toldFault(told)).or(fresh::contradiction);
  }

  private Optional<String> viewFault(RandomState fresh) {
    for (Map.Entry<String, String> each : subscriptions.entrySet()) {
      Map<Long, ? extends JsonNode> view = replica.view(each.getValue());
      Map<Long, JsonNode> read = fresh.of(each.getKey());
      if (!view.keySet().equals(read.keySet())) {
        return Optional.of(
            each.getKey() + ": the client holds " + view.keySet() + ", read " + read.keySet());
      }
      for (Map.Entry<Long, JsonNode> record : read.entrySet()) {
        JsonNode held = java.util.Objects.requireNonNull(view.get(record.getKey()));
        for (Map.Entry<String, JsonNode> value : record.getValue().properties()) {
          JsonNode seen = held.path(value.getKey());
          if (!RandomState.plain(seen).equals(RandomState.plain(value.getValue()))) {
            return Optional.of(
                "%s,%d: the client sees %s = %s, read %s (%s)"
                    .formatted(
                        each.getKey(),
                        record.getKey(),
                        value.getKey(),
                        seen,
                        value.getValue(),
                        declaration(each.getKey(), value.getKey())));
          }
        }
      }
    }
    return Optional.empty();
  }

  private String declaration(String model, String name) {
    return models.model(model).fields().stream()
        .filter(f -> f.name().equals(name))
        .map(RandomField::toString)
        .findFirst()
        .orElse("every model has it");
  }

  private Optional<String> toldFault(List<JsonNode> told) {
    Set<String> records = new HashSet<>();
    List<String> faults = new ArrayList<>();
    for (JsonNode notification : told) {
      String model = notification.get(0).get(1).stringValue();
      long id = notification.get(0).get(2).longValue();
      JsonNode payload = notification.get(1);
      if (!records.add(model + "," + id)) {
        faults.add(model + "," + id + " was told twice");
      }
      JsonNode was = before.of(model).get(id);
      if (payload.get("method").stringValue().equals("write") && was != null) {
        idle(models.model(model), was, payload)
            .map(f -> model + "," + id + f)
            .ifPresent(faults::add);
      }
    }
    return faults.stream().findFirst();
  }

  /** What a write tells that has not changed. */
  private static Optional<String> idle(RandomModel model, JsonNode was, JsonNode payload) {
    JsonNode data = payload.get("data");
    List<String> idle = new ArrayList<>();
    boolean mayBeIdle = false;
    for (RandomField field : model.fields()) {
      JsonNode is = data.get(field.name());
      if (is != null && RandomState.plain(is).equals(RandomState.plain(was.get(field.name())))) {
        idle.add(field.name());
      }
      mayBeIdle |= !field.isStored() && field.kind() != Kind.TAGS;
    }
    if (payload.get("entire").booleanValue()) {
      boolean isIdle = idle.size() == model.fields().size() && !mayBeIdle;
      return isIdle ? Optional.of(" was told, but has not changed") : Optional.empty();
    }
    if (data.isEmpty()) {
      return Optional.of(" was told without saying what has changed");
    }
    return idle.isEmpty() ? Optional.empty() : Optional.of(" was told the same " + idle + " again");
  }

  /** A former list in the log that is not what the record held before the unit of work. */
  private Optional<String> logFault(Store store, boolean isCommitted) {
    if (!isCommitted) {
      return Optional.empty();
    }
    return store.read(tx -> tx.log(logged, 1)).stream()
        .flatMap(
            commit -> {
              logged = commit.position();
              return commit.changes().stream();
            })
        .flatMap(change -> change.before().stream().flatMap(was -> formerFaults(change, was)))
        .findFirst();
  }

  private Stream<String> formerFaults(Change change, Row was) {
    return change.model().fields().stream().flatMap(field -> formerFault(was, field).stream());
  }

  private Optional<String> formerFault(Row row, ModelField field) {
    JsonNode was = before.of(row.model()).get(row.id());
    if (!field.type().isToMany() || was == null) {
      return Optional.empty();
    }
    List<Long> held = was.get(field.name()).valueStream().map(JsonNode::longValue).toList();
    Object logged = row.value(field);
    return held.equals(logged)
        ? Optional.empty()
        : Optional.of("%s: %s was %s, the log says %s".formatted(row, field.name(), held, logged));
  }
}
