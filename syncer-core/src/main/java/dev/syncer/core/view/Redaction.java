package dev.syncer.core.view;

import dev.syncer.api.Ref;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Names;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.rights.LinkVisibility;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of rows what links would tell of records that may not be read: lists lose their ids,
 * and a many2one its name. The id of a many2one stays: it is a value of the record. The one place
 * where that is done, for reads and for what is delivered: first the records pointed at are
 * gathered, then somebody judges which of them may be read, then the rows are cut. Safe for use by
 * many threads.
 */
public final class Redaction {
  private final Registry registry;

  public Redaction(Registry registry) {
    this.registry = registry;
  }

  /**
   * Gathers the records that have to be judged before a row can be shown.
   *
   * @param fields those that are shown of the row
   * @param linked where they go, by model
   */
  public void gather(
      LinkVisibility links, Collection<ModelField> fields, Row row, Map<Model, Set<Long>> linked) {
    for (ModelField field : fields) {
      Model target = target(field);
      if (target == null || !links.limits(target)) {
        continue;
      }
      Object value = row.value(field);
      if (value instanceof Ref ref) {
        if (ref.id() > 0
            && links.names(target)) { // else it has a name that is known, or shows none
          linked.computeIfAbsent(target, m -> new LinkedHashSet<>()).add(ref.id());
        }
      } else if (value instanceof List<?> ids) {
        Set<Long> all = linked.computeIfAbsent(target, m -> new LinkedHashSet<>());
        ids.forEach(id -> all.add((Long) id));
      }
    }
  }

  /**
   * A row without what its links may not tell.
   *
   * @param fields those that are shown of the row
   * @param readable the records that may be read, of those that were gathered
   * @param named those that are called by name
   */
  public Row redacted(
      LinkVisibility links,
      Collection<ModelField> fields,
      Row row,
      Map<Model, Set<Long>> readable,
      Map<Model, Set<Long>> named) {
    Map<ModelField, Object> changes = new HashMap<>();
    for (ModelField field : fields) {
      Model target = target(field);
      if (target == null) {
        continue;
      }
      boolean isLimited = links.limits(target);
      Object value = row.value(field);
      if (value instanceof Ref ref && ref.id() > 0) {
        boolean isNamed =
            links.names(target)
                && (!isLimited || named.getOrDefault(target, Set.of()).contains(ref.id()));
        if (!isNamed) {
          changes.put(field, Ref.of(ref.id(), Names.nameless(target.name(), ref.id())));
        }
      } else if (isLimited && value instanceof List<?> ids) {
        Set<Long> visible = readable.getOrDefault(target, Set.of());
        if (!visible.containsAll(ids)) {
          changes.put(field, ids.stream().filter(visible::contains).toList());
        }
      }
    }
    return changes.isEmpty() ? row : row.with(changes);
  }

  /** Whether a field is a list of records that may not all be read. */
  public boolean isLimitedList(LinkVisibility links, ModelField field) {
    Model target = field.type().isToMany() ? target(field) : null;
    return target != null && links.limits(target);
  }

  /** The model that a field points at; null for other fields. */
  @Nullable Model target(ModelField field) {
    return field.target() == null ? null : registry.model(field.target()).orElse(null);
  }
}
