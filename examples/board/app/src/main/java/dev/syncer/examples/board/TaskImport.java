package dev.syncer.examples.board;

import static dev.syncer.api.Values.values;

import dev.syncer.api.Database;
import dev.syncer.api.Field;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Query;
import dev.syncer.api.Records;
import dev.syncer.api.Ref;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.examples.board.TaskFile.Column;
import dev.syncer.examples.board.model.Person;
import dev.syncer.examples.board.model.Project;
import dev.syncer.examples.board.model.Stage;
import dev.syncer.examples.board.model.Tag;
import dev.syncer.examples.board.model.Task;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Imports a file of tasks in one unit of work: all of them, or none. Used once. */
final class TaskImport {
  private static final int SCALE = 2;
  private static final int MOST_DIGITS = 16;

  private final Database database;
  private final List<String> faults = new ArrayList<>();

  TaskImport(Database database) {
    this.database = database;
  }

  /**
   * @throws ImportException with all lines that are wrong; nothing is then written
   */
  Imported run(TaskFile file) {
    return database.writeReturning(
        User.SYSTEM,
        unit -> {
          DemoData.seedFrame(unit);
          Stages stages = new Stages(unit);
          Names tags = new Names(unit.model(Tag.MODEL), Tag.NAME);
          Names logins = new Names(unit.model(Person.MODEL), Person.LOGIN);
          Names people = new Names(unit.model(Person.MODEL), Person.NAME);
          Long project = firstProject(unit);
          List<Values> tasks = new ArrayList<>();
          Map<List<Long>, List<Integer>> tagged = new LinkedHashMap<>();
          for (TaskFile.Line line : file.lines()) {
            Cells cells = new Cells(line);
            Values task =
                values()
                    .with(Task.NAME, cells.name())
                    .with(Task.DESCRIPTION, cells.text(Column.DESCRIPTION))
                    .with(Task.PROJECT, project == null ? null : Ref.to(project))
                    .with(Task.ASSIGNEE, ref(cells.person(logins, people)))
                    .with(Task.PRIORITY, cells.priority())
                    .with(Task.DUE, cells.date(Column.DUE))
                    .with(Task.PLANNED, cells.hours(Column.PLANNED))
                    .with(Task.SPENT, cells.hours(Column.SPENT));
            tagged.computeIfAbsent(tags(cells, tags), none -> new ArrayList<>()).add(tasks.size());
            tasks.add(stages.placed(task, cells.shortText(Column.STAGE)));
          }
          if (!faults.isEmpty()) {
            throw new ImportException(file.path(), faults);
          }
          create(unit.model(Task.MODEL), tasks, tagged);
          return new Imported(tasks.size(), stages.names.made, tags.made);
        });
  }

  private static @Nullable Long firstProject(UnitOfWork unit) {
    List<Long> projects = unit.model(Project.MODEL).search(Query.all().limit(1));
    return projects.isEmpty() ? null : projects.get(0);
  }

  /** Tags are written to all tasks that have the same ones at once, which is much less work. */
  private static void create(
      Records records, List<Values> tasks, Map<List<Long>, List<Integer>> tagged) {
    List<Long> ids = records.create(tasks);
    tagged.forEach(
        (tags, lines) ->
            records.write(lines.stream().map(ids::get).toList(), values().with(Task.TAGS, tags)));
  }

  private static List<Long> tags(Cells cells, Names tags) {
    Set<Long> ids = new LinkedHashSet<>();
    for (String name : cells.tags()) {
      Long id = tags.idOf(name, color(tags.made));
      if (id != null) {
        ids.add(id);
      }
    }
    return List.copyOf(ids);
  }

  /** Each new tag gets another colour; gray, the first, is for tags of no colour. */
  private static Values color(int made) {
    List<String> colors = List.copyOf(Tag.COLOR.options().keySet());
    return values().with(Tag.COLOR, colors.get(1 + made % (colors.size() - 1)));
  }

  private static @Nullable Ref ref(@Nullable Long id) {
    return id == null ? null : Ref.to(id);
  }

  /**
   * How many records an import made.
   *
   * @param stages stages that were not there
   * @param tags tags that were not there
   */
  record Imported(int tasks, int stages, int tags) {
    /** What a person reads, {@code Imported 3 tasks (1 new tag)}. */
    @Override
    public String toString() {
      List<String> made = new ArrayList<>();
      if (stages > 0) {
        made.add(counted(stages, "new column"));
      }
      if (tags > 0) {
        made.add(counted(tags, "new tag"));
      }
      String more = made.isEmpty() ? "" : " (" + String.join(", ", made) + ")";
      return "Imported " + counted(tasks, "task") + more;
    }

    private static String counted(int count, String noun) {
      return count + " " + noun + (count == 1 ? "" : "s");
    }
  }

  /** Records by name in any case; those that are not there are made. */
  private static final class Names {
    final Map<String, Long> ids = new LinkedHashMap<>();
    final Records records;
    final Field<String> field;
    int made;

    Names(Records records, Field<String> field) {
      this.records = records;
      this.field = field;
      for (ModelRecord record : records.searchRead(Query.all())) {
        ids.putIfAbsent(key(record.require(field)), record.id());
      }
    }

    @Nullable Long idOf(@Nullable String name, Values more) {
      if (name == null) {
        return null;
      }
      return ids.computeIfAbsent(
          key(name),
          absent -> {
            made++;
            return records.create(more.with(field, name));
          });
    }

    static String key(String name) {
      return name.toLowerCase(Locale.ROOT);
    }
  }

  /** The columns, and where the next task of each goes. */
  private static final class Stages {
    final Names names;
    private final Records stages;
    private final Records tasks;
    private final Map<Long, Long> last = new HashMap<>();
    private final Map<Long, Boolean> closing = new HashMap<>();
    private @Nullable String first;
    private long lastStage;

    Stages(UnitOfWork unit) {
      this.stages = unit.model(Stage.MODEL);
      this.tasks = unit.model(Task.MODEL);
      this.names = new Names(stages, Stage.NAME);
      for (ModelRecord stage : stages.searchRead(Query.all().orderBy(Stage.SEQUENCE.asc()))) {
        if (first == null) {
          first = stage.get(Stage.NAME);
        }
        closing.put(stage.id(), stage.require(Stage.CLOSES));
        lastStage = stage.require(Stage.SEQUENCE);
      }
    }

    Values placed(Values task, @Nullable String wanted) {
      String name = wanted != null ? wanted : first != null ? first : "Backlog";
      Long known = names.ids.get(Names.key(name));
      long id = known != null ? known : made(name);
      long sequence = last.computeIfAbsent(id, this::lastOf) + Move.STEP;
      last.put(id, sequence);
      return task.with(Task.STAGE, Ref.to(id))
          .with(Task.SEQUENCE, sequence)
          .with(Task.DONE, closing.getOrDefault(id, false));
    }

    private long made(String name) {
      lastStage += 10;
      Long id = names.idOf(name, values().with(Stage.SEQUENCE, lastStage));
      if (id == null) {
        throw new IllegalStateException("the stage \"" + name + "\" was not made");
      }
      return id;
    }

    private long lastOf(long stage) {
      List<ModelRecord> found =
          tasks.searchRead(
              Query.of(Task.STAGE.eq(Ref.to(stage))).orderBy(Task.SEQUENCE.desc()).limit(1));
      return found.isEmpty() ? 0 : found.get(0).require(Task.SEQUENCE);
    }
  }

  /** The cells of one line as values; what does not fit is a fault, and null. */
  private final class Cells {
    private final TaskFile.Line line;

    Cells(TaskFile.Line line) {
      this.line = line;
    }

    @Nullable String name() {
      String name = limited(Column.NAME, Task.NAME.maxLength());
      if (name == null && !line.cells().containsKey(Column.NAME)) {
        fault("the name is empty.");
      }
      return name;
    }

    @Nullable String text(Column column) {
      return limited(column, Task.DESCRIPTION.maxLength());
    }

    @Nullable String shortText(Column column) {
      return limited(column, Stage.NAME.maxLength());
    }

    /** Several tags stand in one cell with {@code |} between them. */
    List<String> tags() {
      String cell = line.cells().get(Column.TAG);
      List<String> names = new ArrayList<>();
      for (String part : cell == null ? new String[0] : cell.split("\\|")) {
        String name = limited(Column.TAG, part.strip(), Tag.NAME.maxLength());
        if (name != null && !name.isEmpty()) {
          names.add(name);
        }
      }
      return names;
    }

    private @Nullable String limited(Column column, int most) {
      String text = line.cells().get(column);
      return text == null ? null : limited(column, text, most);
    }

    private @Nullable String limited(Column column, String text, int most) {
      // Only a description has lines.
      String flat = column == Column.DESCRIPTION ? text : text.replaceAll("\\s+", " ");
      if (flat.length() > most) {
        fault(
            "the "
                + column.word()
                + " has "
                + flat.length()
                + " characters, at most "
                + most
                + " fit.");
        return null;
      }
      if (flat.indexOf('\0') >= 0) {
        fault("the " + column.word() + " holds a NUL character.");
        return null;
      }
      return flat;
    }

    @Nullable Long person(Names logins, Names people) {
      String who = line.cells().get(Column.USER);
      if (who == null) {
        return null;
      }
      Long id = logins.ids.get(Names.key(who));
      if (id == null) {
        id = people.ids.get(Names.key(who));
      }
      if (id == null) {
        fault(
            "nobody has the login \""
                + shown(who)
                + "\". It is one of "
                + String.join(", ", new TreeSet<>(logins.ids.keySet()))
                + ".");
      }
      return id;
    }

    String priority() {
      String wanted = line.cells().get(Column.PRIORITY);
      String usual = String.valueOf(Task.PRIORITY.defaultValue());
      if (wanted == null) {
        return usual;
      }
      String key = Names.key(wanted);
      if (!Task.PRIORITY.options().containsKey(key)) {
        fault(
            "the priority is \""
                + shown(wanted)
                + "\". It is one of "
                + String.join(", ", Task.PRIORITY.options().keySet())
                + ".");
        return usual;
      }
      return key;
    }

    @Nullable LocalDate date(Column column) {
      String text = line.cells().get(column);
      if (text == null) {
        return null;
      }
      try {
        return LocalDate.parse(text);
      } catch (DateTimeException e) {
        fault(
            "the " + column.word() + " date is \"" + shown(text) + "\". It is written 2026-11-22.");
        return null;
      }
    }

    @Nullable BigDecimal hours(Column column) {
      String text = line.cells().get(column);
      if (text == null) {
        return null;
      }
      // Checked by shape: a number such as 1e999999999 would be long to even look at.
      if (!text.matches("\\d{1," + MOST_DIGITS + "}(\\.\\d{1," + SCALE + "})?")) {
        fault(
            "the "
                + column.word()
                + " hours are \""
                + shown(text)
                + "\". They are a number such as 7.5, with at most "
                + SCALE
                + " digits after the point.");
        return null;
      }
      return new BigDecimal(text);
    }

    private void fault(String words) {
      faults.add("line " + line.number() + ": " + words);
    }

    /** What the file says, short and harmless to a terminal. */
    private static String shown(String text) {
      String harmless = text.replaceAll("\\p{Cntrl}", "?");
      return harmless.length() > 40 ? harmless.substring(0, 40) + "…" : harmless;
    }
  }
}
