package dev.syncer.store.jdbi;

import dev.syncer.core.fault.ErrorCode;
import dev.syncer.core.fault.StartupException;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The differences between tables and models that only a person can solve, since values would be
 * lost or made up. Each comes with the statements that solve it, what keeps a column as it is
 * first; see {@link SchemaAdvice} for why none of them loses a value.
 */
final class SchemaFaults {
  // Of many combinations somebody knows the right one without being told each.
  private static final int MOST_KEYS = 3;

  private final List<String> faults = new ArrayList<>();
  private final SchemaAdvice advice;

  /**
   * @param tables the names of those that are there
   */
  SchemaFaults(Set<String> tables) {
    this.advice = new SchemaAdvice(tables);
  }

  /** A way out. */
  private record Remedy(String what, String statements) {}

  /** A table that belongs to the store or to SQLite. */
  void taken(Model model) {
    faults.add(
        ErrorCode.STORE_SCHEMA.message(
            "model "
                + model
                + " would be kept in the table "
                + model.table()
                + ", which belongs to the database itself. Rename the model."));
  }

  /**
   * A column whose field went.
   *
   * @param successors fields of its type that came
   */
  void undeclared(Model model, String column, List<ModelField> successors) {
    List<Remedy> remedies = new ArrayList<>();
    for (ModelField field : successors) {
      remedies.add(
          new Remedy(
              "if it is called \"" + field.name() + "\" now, rename it with its values",
              advice.renamed(model, column, field.name())));
    }
    remedies.add(aside(model, column, advice.setAsideAndDrop(model, column)));
    add(
        "field "
            + model
            + "."
            + column
            + " has a column in the database, but no module declares it:"
            + " its values would be lost from sight",
        "Declare it again",
        remedies);
  }

  private Remedy aside(Model model, String column, String statements) {
    return new Remedy(
        "SET ITS VALUES ASIDE, in the table \"" + advice.kept(model, column) + "\"", statements);
  }

  void changed(Model model, ModelField field, ColumnKind before, ColumnKind now) {
    String what =
        "field "
            + model
            + "."
            + field.name()
            + " is declared as "
            + now
            + ", but its column holds "
            + before;
    add(what, "Declare it as before", List.of(change(model, field, before, now)));
  }

  private Remedy change(Model model, ModelField field, ColumnKind before, ColumnKind now) {
    if (field.derivation() != null) {
      return new Remedy(
          "have its values made again at the next start", advice.drop(model, field.name()));
    }
    if (before.sharesValuesWith(now)) {
      return new Remedy("keep its values as they are", advice.remembered(model, field));
    }
    if (before.isNumber() && now.isNumber()) {
      int digits = now.scale() - before.scale();
      String statements = advice.scaled(model, field, digits);
      return new Remedy(
          digits >= 0
              ? "convert its values"
              : "convert its values, where DIGITS THAT HAVE NO PLACE ANY MORE ARE CUT OFF and the"
                  + " numbers that had them are set aside, in the table \""
                  + advice.kept(model, field.name())
                  + "\"",
          statements);
    }
    String conversion = SchemaAdvice.conversion(before, now);
    if (conversion == null || field.isRequired()) {
      return aside(model, field.name(), advice.setAsideAndDrop(model, field.name()));
    }
    return new Remedy(
        "convert its values, where THOSE THAT DO NOT FIT BECOME EMPTY, and set all aside as they"
            + " were, in the table \""
            + advice.kept(model, field.name())
            + "\"",
        advice.converted(model, field, conversion));
  }

  void misfit(Model model, ModelField field, String before, String now) {
    add(
        "field "
            + model
            + "."
            + field.name()
            + " needs a column of type "
            + now
            + ", but the one in the database is "
            + before,
        "Declare it as before",
        List.of(aside(model, field.name(), advice.setAsideAndDrop(model, field.name()))));
  }

  /**
   * @param predecessors columns of its type whose fields went
   */
  void needsValues(Model model, ModelField field, List<String> predecessors) {
    String hint =
        predecessors.isEmpty()
            ? ""
            : " (if it is \""
                + String.join("\" or \"", predecessors)
                + "\" under another name, rename that instead)";
    add(
        "field "
            + model
            + "."
            + field.name()
            + " is new and required, but there are records"
            + " already, and it has no default for them"
            + hint,
        "Declare a default",
        List.of(new Remedy("put the value of your choice into", advice.filled(model, field))));
  }

  /** Values that a column holds and its field does not take any more. */
  void narrowed(Model model, ModelField field, SchemaLimits.Misfits misfits) {
    String what =
        "field "
            + model
            + "."
            + field.name()
            + " takes "
            + SchemaLimits.Limit.of(field)
            + ", but "
            + misfits.count()
            + (misfits.count() == 1 ? " record holds" : " records hold")
            + " something else, "
            + (misfits.count() > misfits.ids().size() ? "first of all " : "")
            + misfits.ids().stream().map(String::valueOf).collect(Collectors.joining(", "));
    add(what, "Declare it as before", narrowing(model, field, misfits));
  }

  private List<Remedy> narrowing(Model model, ModelField field, SchemaLimits.Misfits misfits) {
    List<Remedy> remedies = new ArrayList<>();
    String kept = ", and set the others aside, in the table \"";
    String table = advice.kept(model, field.name()) + "\"";
    switch (field.type()) {
      case TEXT -> {
        int length = misfits.isWide() ? field.maxLength() / 2 : field.maxLength();
        remedies.add(
            new Remedy(
                "CUT THEM to "
                    + length
                    + " characters"
                    + kept.replace("the others", "them")
                    + table,
                advice.cut(model, field, length)));
      }
      case SELECTION -> {
        if (misfits.newKeys().size() <= MOST_KEYS) {
          for (String key : misfits.keys()) {
            for (String now : misfits.newKeys()) {
              remedies.add(
                  new Remedy(
                      "if \"" + key + "\" is called \"" + now + "\" now, rename it",
                      advice.rekeyed(model, field, key, now)));
            }
          }
        }
        String other = replacement(field);
        remedies.add(
            new Remedy(
                (other == null ? "MAKE THEM EMPTY" : "REPLACE THEM by \"" + other + "\"")
                    + ", and set them aside, in the table \""
                    + table,
                advice.replaced(model, field, other)));
      }
      default -> {} // too large: only somebody who knows what it is can make it smaller
    }
    return remedies;
  }

  private static @Nullable String replacement(ModelField field) {
    if (field.defaultValue() instanceof String key) {
      return key;
    }
    return field.isRequired() ? field.options().keySet().iterator().next() : null;
  }

  private void add(String what, String remedy, List<Remedy> remedies) {
    StringBuilder text = new StringBuilder(what).append(". ").append(remedy);
    if (remedies.size() == 1) {
      append(text.append(", or "), remedies.get(0));
    } else if (!remedies.isEmpty()) {
      text.append(", or do one of these.");
      for (int i = 0; i < remedies.size(); i++) {
        append(text.append(String.format(Locale.ROOT, " (%d) ", i + 1)), remedies.get(i));
      }
    } else {
      text.append(", or make these values smaller first.");
    }
    faults.add(ErrorCode.STORE_SCHEMA.message(text.toString()));
  }

  private static void append(StringBuilder text, Remedy remedy) {
    text.append(Objects.requireNonNull(remedy.what))
        .append(remedy.what.endsWith("into") ? ": " : " with: ")
        .append(remedy.statements);
  }

  /**
   * @throws StartupException with all of them, if there are any
   */
  void raise() {
    if (!faults.isEmpty()) {
      throw new StartupException(faults);
    }
  }
}
