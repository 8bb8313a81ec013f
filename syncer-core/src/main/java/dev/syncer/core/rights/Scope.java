package dev.syncer.core.rights;

import dev.syncer.api.Filter;
import dev.syncer.api.Operation;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Conditions;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Order;
import dev.syncer.rpc.ValidationException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one principal may do with one model. Principals with equal scopes see the same.
 *
 * @param model the model
 * @param reach for each operation the records it reaches; none for one that is refused altogether
 * @param readable the fields that are shown; the others do not exist for the principal
 * @param writable the fields that may be written, as far as the record may; all are readable
 * @param own what is shown more of the principal's own record
 */
public record Scope(
    Model model,
    Map<Operation, Condition> reach,
    Set<ModelField> readable,
    Set<ModelField> writable,
    Own own) {

  /**
   * Fields that are shown of one record alone, because it is the principal's.
   *
   * @param id of the record; 0 for none
   */
  public record Own(long id, Set<ModelField> fields) {
    static final Own NOTHING = new Own(0, Set.of());

    public Own {
      fields = Set.copyOf(fields);
    }
  }

  public Scope {
    reach = Map.copyOf(reach);
    readable = Set.copyOf(readable);
    writable = Set.copyOf(writable);
  }

  /** Whether nothing is allowed, so that the model does not exist for the principal. */
  public boolean isEmpty() {
    return reach.isEmpty();
  }

  /** The records that an operation reaches; empty if it is refused altogether. */
  public Optional<Condition> reach(Operation operation) {
    return Optional.ofNullable(reach.get(operation));
  }

  /** Whether an operation reaches every record. */
  public boolean reachesAll(Operation operation) {
    return Condition.EVERY.equals(reach.get(operation));
  }

  /** Whether the records are called by name: the field with it, if there is one, is readable. */
  public boolean showsNames() {
    return model.displayNameField().map(readable::contains).orElse(true);
  }

  /** The fields that are shown of a record. */
  public Set<ModelField> readable(long id) {
    return id == own.id ? readableOfSome() : readable;
  }

  /** The fields that are shown of some record: there are no others for the principal. */
  public Set<ModelField> readableOfSome() {
    if (own.fields.isEmpty()) {
      return readable;
    }
    Set<ModelField> all = new HashSet<>(readable);
    all.addAll(own.fields);
    return all;
  }

  /** Whether no field is hidden. */
  public boolean showsAll() {
    return readable.size() == model.fields().size();
  }

  /**
   * The field of a name, which may be one that is shown of the principal's own record alone.
   *
   * @throws ValidationException if there is none, in the same words if it is hidden
   */
  public ModelField field(String name) {
    return Conditions.field(model, name, readableOfSome());
  }

  /**
   * The field of a name, which is shown of every record.
   *
   * @throws ValidationException if there is none, in the same words if it is hidden
   */
  public ModelField fieldOfAll(String name) {
    return Conditions.field(model, name, readable);
  }

  /**
   * The condition that a filter of the principal means; their reach is not in it.
   *
   * @throws ValidationException naming the field, operator or value that does not fit
   */
  public Condition condition(Filter filter) {
    return Conditions.of(model, filter, readable);
  }

  /**
   * The orders that texts of the principal mean.
   *
   * @throws ValidationException naming the one that does not fit
   */
  public List<Order> orders(List<String> texts) {
    return Conditions.orders(model, texts, readable);
  }
}
