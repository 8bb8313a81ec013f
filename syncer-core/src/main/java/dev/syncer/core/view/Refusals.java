package dev.syncer.core.view;

import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Row;
import dev.syncer.rpc.AccessException;
import dev.syncer.rpc.ConflictException;
import dev.syncer.rpc.MissingException;
import dev.syncer.rpc.RpcException;
import dev.syncer.rpc.ValidationException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a refusal may tell the one who acts: the one place that all of a unit of work pass, whatever
 * raised them. One that names a model, a field or a record in its context is told only to those who
 * may read all of these; others are told one general sentence, which names nothing. So nobody
 * learns from a consequence of what they did that there is something else, or what is in it.
 *
 * <p>Inside the unit of work, hooks and other code of modules see what really happened. What they
 * throw themselves, without naming a model in its context, is the module's word and is told.
 */
public final class Refusals {
  private static final String GENERAL =
      "This change is not possible because of a rule on data that you cannot see.";

  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private final RecordView unit;
  private @Nullable RpcException metByAHook;

  Refusals(RecordView unit) {
    this.unit = unit;
  }

  /** A hook has met this: whoever called has named nothing of it themselves. */
  public void metByAHook(RpcException refusal) {
    metByAHook = refusal;
  }

  /** The refusal as the one who acts is told. */
  @SuppressWarnings("ReferenceEquality") // this very refusal
  public RpcException told(RpcException refusal) {
    // Also what came through a view with the rights of the system is for the one who acts.
    RpcException told = unit.guard().with(false, () -> filtered(refusal));
    if (told != refusal) {
      LOG.debug("Not told as it is to {}", unit.user().id(), refusal);
    }
    return told;
  }

  private RpcException filtered(RpcException refusal) {
    Map<String, Object> context = refusal.context();
    if (unit.guard().isSystem() || !(context.get("model") instanceof String name)) {
      return refusal;
    }
    Model model = unit.registry().model(name).orElse(null);
    if (model == null || isInTheirOwnWords(refusal)) {
      return refusal;
    }
    if (!mayKnow(refusal, model)) {
      return general(refusal);
    }
    return context.get("record") instanceof Row row ? masked(refusal, row) : refusal;
  }

  /** What there is not, was named by whoever called: it is told alike if it is only hidden. */
  @SuppressWarnings("ReferenceEquality") // this very refusal
  private boolean isInTheirOwnWords(RpcException refusal) {
    boolean isUnknown =
        "unknown".equals(refusal.context().get("rule"))
            || (refusal instanceof MissingException && !refusal.context().containsKey("id"));
    return isUnknown && refusal != metByAHook;
  }

  @SuppressWarnings("ReferenceEquality") // this very refusal
  private boolean mayKnow(RpcException refusal, Model model) {
    Map<String, Object> context = refusal.context();
    if (unit.guard().scope(model).isEmpty()) {
      return false;
    }
    if (context.get("field") instanceof String name) {
      ModelField field = model.field(name).orElse(null);
      long id = context.get("id") instanceof Long number ? number : 0;
      if (field != null && !unit.guard().scope(model).readable(id).contains(field)) {
        return false;
      }
    }
    if (refusal instanceof MissingException && refusal != metByAHook) {
      return true; // the caller named the record, and is told the same if it is only hidden
    }
    return mayKnowRecord(model, context.get("id")) && mayKnowRecord(model, context.get("other"));
  }

  private boolean mayKnowRecord(Model model, @Nullable Object id) {
    return !(id instanceof Long number) || mayKnow(model, number);
  }

  /** Whether the one who acts may know of a record: they may read it, or have written it here. */
  private boolean mayKnow(Model model, long id) {
    Collection<Row> rows = unit.rows(model, List.of(id));
    return unit.isNamedByCaller(model, id)
        || rows.stream().anyMatch(row -> unit.guard().isReadable(row));
  }

  /** As {@link #mayKnow(Model, long)}, of a row as it is now. */
  public boolean mayKnow(Row row) {
    return unit.guard()
        .with(
            false,
            () -> unit.guard().isReadable(row) || unit.isNamedByCaller(row.definition(), row.id()));
  }

  private RpcException masked(RpcException refusal, Row row) {
    Map<String, Object> context = new LinkedHashMap<>(refusal.context());
    context.put("record", unit.redaction().seen(List.of(row)).get(0));
    return new ConflictException(String.valueOf(refusal.getMessage()), context);
  }

  /** Of the same kind, which says what a caller can do about it. */
  private static RpcException general(RpcException refusal) {
    Map<String, Object> context = Map.of("rule", "unseen");
    if (refusal instanceof AccessException) {
      return new AccessException(GENERAL, context);
    }
    if (refusal instanceof MissingException) {
      return new MissingException(GENERAL, context);
    }
    return refusal instanceof ConflictException
        ? new ConflictException(GENERAL, context)
        : new ValidationException(GENERAL, context);
  }
}
