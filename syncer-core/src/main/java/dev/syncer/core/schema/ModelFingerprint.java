package dev.syncer.core.schema;

import dev.syncer.api.FieldType;
import dev.syncer.api.Filter;
import dev.syncer.api.Group;
import dev.syncer.core.model.FilterFold;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How the records of a model look to a reader, as a text to compare: fields and where their values
 * come from, and who may see what. Two texts are equal where the same is declared, in whatever
 * order modules were found.
 *
 * <p>Rights are a part of it since nobody knows any more what was declared when a cursor was given:
 * who comes back is told what they have lost by the rights of then.
 */
final class ModelFingerprint {
  private final Registry registry;

  ModelFingerprint(Registry registry) {
    this.registry = registry;
  }

  String of(Model model) {
    List<String> lines = new ArrayList<>();
    model.displayNameField().ifPresent(field -> lines.add("called " + field.name()));
    if (model.implementsSyncer()) {
      lines.add("syncs" + (model.syncEntire() ? " entire" : ""));
    }
    model.declaredFields().forEach(field -> lines.add(field(field)));
    addAccess(lines, "", model);
    linked(model).forEach(target -> addAccess(lines, target + ": ", target));
    return lines.stream().sorted().collect(Collectors.joining("\n"));
  }

  private String field(ModelField field) {
    StringBuilder text = new StringBuilder(field.toString());
    if (field.type() == FieldType.DECIMAL) {
      text.append(' ').append(field.scale());
    }
    if (field.target() != null) {
      text.append(" to ").append(field.target());
    }
    if (field.derivation() != null) {
      text.append(' ').append(registry.relations().definition(field));
    }
    return text.toString();
  }

  /** The models whose records it names: a name or an id is shown by the rights to its record. */
  private Set<Model> linked(Model model) {
    return model.fields().stream()
        .map(ModelField::target)
        .flatMap(target -> Optional.ofNullable(target).flatMap(registry::model).stream())
        .filter(target -> target != model)
        .collect(Collectors.toSet());
  }

  private static void addAccess(List<String> lines, String prefix, Model model) {
    model.grants().forEach((group, may) -> lines.add(prefix + group + " may " + may));
    for (Rule rule : model.rules()) {
      lines.add(
          prefix
              + (rule.group() == null ? "all" : rule.group())
              + " only "
              + new Texts().of(rule.which()));
    }
    for (ModelField field : model.fields()) {
      field
          .readers()
          .ifPresent(groups -> lines.add(prefix + field.name() + " is read by " + names(groups)));
    }
  }

  private static List<String> names(Set<Group> groups) {
    return groups.stream().map(Group::toString).sorted().toList();
  }

  private static final class Texts implements FilterFold<String> {
    @Override
    public String term(Filter.Term term) {
      return term.field() + " " + term.operator() + " " + value(term.value());
    }

    @Override
    public String all(List<String> parts) {
      return "all" + parts;
    }

    @Override
    public String any(List<String> parts) {
      return "any" + parts;
    }

    @Override
    public String not(String part) {
      return "not " + part;
    }
  }

  /** The values of an {@code in} may come out of a set, which has another order in each process. */
  private static String value(@Nullable Object value) {
    return value instanceof Collection<?> many
        ? many.stream().map(String::valueOf).sorted().toList().toString()
        : String.valueOf(value);
  }
}
