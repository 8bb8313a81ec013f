package dev.syncer.core.shape;

import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.ConditionText;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Names;
import dev.syncer.core.model.Projection;
import dev.syncer.core.model.Row;
import dev.syncer.core.rights.LinkVisibility;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription sees. Equal shapes see the same, so that they are evaluated and encoded once,
 * whoever asked for them. Immutable.
 *
 * <p>A write is judged by the record before and after it: one that brings a record into the shape
 * looks like a create, one that takes it out like an unlink, and one that changes nothing that is
 * shown is not seen.
 */
public final class Shape {
  private final Model model;
  private final Condition condition;
  private final List<ModelField> fields;
  private final boolean showsNames;
  private final LinkVisibility links;
  private final @Nullable Window window;
  private final BitSet shown = new BitSet();
  private final int hash;

  /**
   * @param model whose records
   * @param condition which of them, in normal form
   * @param fields what is shown of them, besides id and version; in the order of the model
   * @param showsNames whether they are called by their display name, and not by model and id
   * @param links what is shown of the records that they point at, and of the one who acted
   * @param window only the first of an order; null for all
   */
  Shape(
      Model model,
      Condition condition,
      List<ModelField> fields,
      boolean showsNames,
      LinkVisibility links,
      @Nullable Window window) {
    this.model = model;
    this.condition = condition;
    this.fields = List.copyOf(fields);
    this.showsNames = showsNames;
    this.links = links;
    this.window = window;
    this.fields.forEach(field -> shown.set(field.index()));
    this.hash = Objects.hash(model, condition, this.fields, showsNames, links, window);
  }

  public Model model() {
    return model;
  }

  /** Which records; a window shows the first of these. */
  public Condition condition() {
    return condition;
  }

  /** What is shown of them, in the order of the model; id and version always are. */
  public List<ModelField> fields() {
    return fields;
  }

  /** What has to be known of a record to show it: the fields, and what it is called by. */
  public Projection projection() {
    List<ModelField> all = new ArrayList<>(fields);
    if (showsNames) {
      model.displayNameField().ifPresent(all::add);
    }
    return Projection.of(model, all);
  }

  /** Only the first of an order; empty for all. */
  public Optional<Window> window() {
    return Optional.ofNullable(window);
  }

  /** What is shown of the records that fields point at, and of the one who acted. */
  public LinkVisibility links() {
    return links;
  }

  /** Whether links show less than there is. */
  public boolean limitsLinks() {
    return links.isLimited();
  }

  /** What a record is called here. */
  public String nameOf(Row row) {
    return showsNames ? row.displayName() : Names.nameless(model.name(), row.id());
  }

  /** Whether it shows no record at all. */
  public boolean isEmpty() {
    return condition.equals(Condition.NOTHING);
  }

  /** Whether both show the same of a record that both show. */
  public boolean showsSameAs(Shape other) {
    return fields.equals(other.fields)
        && showsNames == other.showsNames
        && links.equals(other.links)
        && Objects.equals(window, other.window);
  }

  /**
   * How a change looks, for a shape without a window; null if it is not seen.
   *
   * @param before the record before it, null for a create: made once for all shapes
   */
  public @Nullable VisibleChange see(Change change, @Nullable Row before) {
    Row after = change.kind() == ChangeKind.UNLINK ? null : change.record();
    boolean was = before != null && condition.matches(before);
    boolean is = after != null && condition.matches(after);
    if (was && is) {
      return written(change, Objects.requireNonNull(before));
    }
    if (is) {
      return VisibleChange.entered(change.record(), change.isIndirect());
    }
    return was
        ? VisibleChange.gone(
            Objects.requireNonNull(before),
            change.record(),
            change.kind() == ChangeKind.WRITE,
            change.isIndirect())
        : null;
  }

  /** How a write looks of a record that is seen before and after it; null if nothing is seen. */
  @Nullable VisibleChange written(Change change) {
    return written(change, change.before().orElseThrow());
  }

  private @Nullable VisibleChange written(Change change, Row before) {
    List<ModelField> changed = new ArrayList<>(change.oldValues().size());
    Row after = change.record();
    for (ModelField field : change.oldValues().keySet()) {
      if (!field.isBase() // each write changes these, and is not told for their sake
          && shown.get(field.index())
          && !isSameList(field, before, after)) {
        changed.add(field);
      }
    }
    return changed.isEmpty() && nameOf(before).equals(nameOf(after))
        ? null
        : VisibleChange.written(change, changed);
  }

  /** A list is in a change also where only a record in it has changed. */
  private static boolean isSameList(ModelField field, Row before, Row after) {
    return field.type().isToMany() && before.agreesOn(field, after);
  }

  /** All that it is, as text: equal for equal shapes, today and after a restart. */
  String text() {
    return ConditionText.list(
        "shape",
        List.of(
            ConditionText.text(model.name()),
            ConditionText.of(condition),
            texts("fields", fields.stream().map(ModelField::name)),
            String.valueOf(showsNames),
            ConditionText.list(
                "limits",
                links.limits().entrySet().stream()
                    .map(each -> each.getKey().name() + ConditionText.of(each.getValue()))
                    .sorted()
                    .toList()),
            texts("nameless", links.nameless().stream().map(Model::name).sorted()),
            String.valueOf(links.userNames().showsDates()),
            window == null ? "all" : text(window)));
  }

  private static String text(Window window) {
    Stream<String> orders =
        window.orders().stream().map(each -> each.field().name() + " " + each.isDescending());
    return window.limit() + texts("of", orders);
  }

  private static String texts(String kind, Stream<String> texts) {
    return ConditionText.list(kind, texts.map(ConditionText::text).toList());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Shape shape
        && shape.hash == hash
        && shape.model == model
        && shape.condition.equals(condition)
        && shape.showsSameAs(this);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    // Values of a condition may be secret.
    return "Shape of " + model;
  }
}
