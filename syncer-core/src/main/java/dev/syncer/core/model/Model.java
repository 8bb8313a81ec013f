package dev.syncer.core.model;

import dev.syncer.api.Group;
import dev.syncer.api.Operation;
import dev.syncer.core.model.ModelHook.Moment;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A model as the application has it: all modules' fields and options together. Immutable. */
public final class Model {
  /** The fields that every model has, before its own, in this order. */
  public static final List<String> BASE_FIELDS =
      List.of("id", "version", "create_date", "create_uid", "write_date", "write_uid");

  /** The field of the model of users with the names of their groups. */
  public static final String GROUPS = "groups";

  /** The field of the model of users that says whether they may act. */
  public static final String ACTIVE = "active";

  private final String name;
  private final List<ModelField> fields;
  private final Map<String, ModelField> byName;
  private final @Nullable ModelField displayNameField;
  private final Set<ModelTrait> traits;
  private final List<Constraint> constraints;
  private final Map<Moment, List<ModelHook>> hooks;
  private final Map<Group, Set<Operation>> grants;
  private final List<Rule> rules;
  private final Set<Group> senders;
  private final List<ModelField> uniqueFields;
  private final List<ModelField> requiredLists;
  private final int columnCount;

  /**
   * @param declared what modules have declared of it
   * @param fields those that every model has, then the declared ones
   * @param displayName the name of the field that records are called by; null for none
   */
  Model(Declaration declared, List<ModelField> fields, @Nullable String displayName) {
    this.name = declared.name;
    this.fields = List.copyOf(fields);
    this.byName = new LinkedHashMap<>();
    for (ModelField field : fields) {
      byName.put(field.name(), field);
    }
    this.displayNameField = displayName == null ? null : byName.get(displayName);
    this.traits = Set.copyOf(declared.traits);
    this.constraints = List.copyOf(declared.constraints);
    this.hooks = new EnumMap<>(Moment.class);
    for (Moment moment : Moment.values()) {
      hooks.put(moment, declared.hooks.stream().filter(hook -> hook.moment() == moment).toList());
    }
    this.grants = Collections.unmodifiableMap(new LinkedHashMap<>(declared.grants));
    this.rules = List.copyOf(declared.rules);
    this.senders = Set.copyOf(declared.senders);
    this.uniqueFields =
        this.fields.stream().filter(field -> field.isUnique() && field.isColumn()).toList();
    this.requiredLists =
        this.fields.stream()
            .filter(field -> field.isRequired() && field.type().isToMany())
            .toList();
    this.columnCount = (int) fields.stream().filter(ModelField::isColumn).count();
  }

  /** Dotted lower case, {@code project.task}. */
  public String name() {
    return name;
  }

  /** The table that holds it: the name with underscores for dots. */
  public String table() {
    return name.replace('.', '_');
  }

  /** All fields, those of {@link #BASE_FIELDS} first; a field's {@code index} is its place here. */
  public List<ModelField> fields() {
    return fields;
  }

  /** The fields that the table has columns for: the first of {@link #fields}. */
  public List<ModelField> columns() {
    return fields.subList(0, columnCount);
  }

  /** The fields that the table has no columns for: lists of records, and what is made when read. */
  public List<ModelField> derivedFields() {
    return fields.subList(columnCount, fields.size());
  }

  /** The name of the model that keeps a many2many, {@code project.task.tag_ids.relation}. */
  static String relationName(String owner, String field) {
    return owner + "." + field + ".relation";
  }

  /** Whether it only keeps a many2many: nobody sees its records, and its changes are the sides'. */
  public boolean isRelation() {
    return traits.contains(ModelTrait.RELATION);
  }

  /** The field of a name of {@link #BASE_FIELDS}. */
  public ModelField baseField(String fieldName) {
    return fields.get(BASE_FIELDS.indexOf(fieldName));
  }

  /** The fields that modules declared. */
  public List<ModelField> declaredFields() {
    return fields.subList(BASE_FIELDS.size(), fields.size());
  }

  /** The columns in which no value comes twice. */
  public List<ModelField> uniqueFields() {
    return uniqueFields;
  }

  /** The lists that may not be empty. */
  public List<ModelField> requiredLists() {
    return requiredLists;
  }

  /** The hooks of a moment, in the order in which they run. */
  public List<ModelHook> hooks(Moment moment) {
    return hooks.getOrDefault(moment, List.of());
  }

  /** What must hold for each record, in the order of declaration. */
  public List<Constraint> constraints() {
    return constraints;
  }

  /** Whether no module has granted anything, so that nobody but the system may do anything. */
  public boolean isClosed() {
    return grants.isEmpty();
  }

  /** What each group may do; only {@code dev.syncer.core.rights} draws conclusions from it. */
  public Map<Group, Set<Operation>> grants() {
    return grants;
  }

  /** What limits the grants; only {@code dev.syncer.core.rights} draws conclusions from it. */
  public List<Rule> rules() {
    return rules;
  }

  /**
   * Who may send messages on its channel; empty for one that is closed. Only {@code
   * dev.syncer.core.rights} draws conclusions from it.
   */
  public Set<Group> senders() {
    return senders;
  }

  public Optional<ModelField> field(String fieldName) {
    return Optional.ofNullable(byName.get(fieldName));
  }

  /** The text field that records are called by; empty means {@code model,id}. */
  public Optional<ModelField> displayNameField() {
    return Optional.ofNullable(displayNameField);
  }

  public boolean implementsSyncer() {
    return traits.contains(ModelTrait.SYNCER);
  }

  public boolean syncEntire() {
    return traits.contains(ModelTrait.SYNC_ENTIRE);
  }

  /** Whether its records are the people who act. */
  public boolean holdsUsers() {
    return traits.contains(ModelTrait.USERS);
  }

  /** Whether RPC and subscriptions answer as if it did not exist. */
  public boolean isSystemOnly() {
    return traits.contains(ModelTrait.SYSTEM_ONLY);
  }

  @Override
  public String toString() {
    return name;
  }
}
