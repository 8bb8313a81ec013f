package dev.syncer.examples.board;

import static dev.syncer.api.Values.values;

import dev.syncer.api.Database;
import dev.syncer.api.Fields;
import dev.syncer.api.Query;
import dev.syncer.api.Ref;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.examples.board.model.Attachment;
import dev.syncer.examples.board.model.Person;
import dev.syncer.examples.board.model.Project;
import dev.syncer.examples.board.model.Stage;
import dev.syncer.examples.board.model.Tag;
import dev.syncer.examples.board.model.Task;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a new database holds: people, a project, columns, and for the first look a few tasks. */
final class DemoData {
  private static final int ANA = 0;
  private static final int BEN = 1;
  private static final int CHLOE = 2;
  private static final int NOBODY = -1;

  /** Which sample has subtasks. */
  private static final int PARENT = 4;

  private static final List<Integer> SUBTASKS = List.of(0, 8, 11);

  private final UnitOfWork unit;
  private final LocalDate today;

  private DemoData(UnitOfWork unit, LocalDate today) {
    this.unit = unit;
    this.today = today;
  }

  /** Fills an empty database in one unit of work; leaves any other as it is. */
  static void seed(Database database) {
    database.write(
        User.SYSTEM,
        unit -> {
          if (isEmpty(unit)) {
            DemoData data = new DemoData(unit, LocalDate.now(ZoneId.systemDefault()));
            data.tasks(data.frame());
          }
        });
  }

  /** People, project and columns, where there are none: what an import needs to stand on. */
  static void seedFrame(UnitOfWork unit) {
    if (isEmpty(unit)) {
      new DemoData(unit, LocalDate.now(ZoneId.systemDefault())).frame();
    }
  }

  private static boolean isEmpty(UnitOfWork unit) {
    return unit.model(Person.MODEL).count(Query.all()) == 0;
  }

  private Frame frame() {
    List<Long> people =
        unit.model(Person.MODEL)
            .create(
                List.of(
                    person("Ana", "ana", "violet").with(Fields.GROUPS, List.of("user", "manager")),
                    person("Ben", "ben", "teal"),
                    person("Chloé", "chloe", "pink")));
    long project = unit.model(Project.MODEL).create(values().with(Project.NAME, "Harbour website"));
    List<Long> stages =
        unit.model(Stage.MODEL)
            .create(
                List.of(
                    stage("Backlog", 10, false),
                    stage("Doing", 20, false),
                    stage("Review", 30, false),
                    stage("Done", 40, true)));
    return new Frame(people, project, stages);
  }

  private void tasks(Frame frame) {
    List<Long> tags =
        unit.model(Tag.MODEL)
            .create(
                List.of(
                    tag("Bug", "red"),
                    tag("Feature", "blue"),
                    tag("Design", "violet"),
                    tag("Content", "green"),
                    tag("Servers", "amber")));
    List<Values> tasks = new ArrayList<>();
    for (Sample sample : SAMPLES) {
      tasks.add(
          values()
              .with(Task.NAME, sample.name)
              .with(Task.PROJECT, Ref.to(frame.project))
              .with(Task.STAGE, Ref.to(frame.stages.get(sample.stage)))
              .with(Task.SEQUENCE, (tasks.size() + 1) * Move.STEP)
              .with(Task.TAGS, sample.tags.stream().map(tags::get).toList())
              .with(
                  Task.ASSIGNEE,
                  sample.person == NOBODY ? null : Ref.to(frame.people.get(sample.person)))
              .with(Task.PRIORITY, sample.priority)
              .with(Task.DUE, today.plusDays(sample.dueIn))
              .with(Task.PLANNED, decimal(sample.planned))
              .with(Task.SPENT, decimal(sample.spent))
              .with(Task.DONE, sample.stage == frame.stages.size() - 1));
    }
    List<Long> ids = unit.model(Task.MODEL).create(tasks);
    unit.model(Task.MODEL)
        .write(
            ids.get(PARENT),
            values().with(Task.SUBTASKS, SUBTASKS.stream().map(ids::get).toList()));
    unit.model(Attachment.MODEL)
        .create(
            values()
                .with(Attachment.NAME, "How others show it")
                .with(Attachment.URL, "https://www.openstreetmap.org/")
                .with(Attachment.RES_MODEL, Task.MODEL)
                .with(Attachment.RES_ID, ids.get(PARENT)));
  }

  private static @Nullable BigDecimal decimal(@Nullable String number) {
    return number == null ? null : new BigDecimal(number);
  }

  private static Values person(String name, String login, String color) {
    return values().with(Person.NAME, name).with(Person.LOGIN, login).with(Person.COLOR, color);
  }

  private static Values stage(String name, long sequence, boolean closes) {
    return values()
        .with(Stage.NAME, name)
        .with(Stage.SEQUENCE, sequence)
        .with(Stage.CLOSES, closes);
  }

  private static Values tag(String name, String color) {
    return values().with(Tag.NAME, name).with(Tag.COLOR, color);
  }

  private static final List<Sample> SAMPLES =
      List.of(
          new Sample(
              0, "Offer berth booking in Spanish", List.of(3), NOBODY, "normal", 20, "12", null),
          new Sample(
              0,
              "Tide tables go blank when the feed is late",
              List.of(0),
              BEN,
              "high",
              1,
              "3",
              null),
          new Sample(0, "Dark theme for the night shift", List.of(2), CHLOE, "low", 30, null, null),
          new Sample(0, "Rotate the backup keys", List.of(4), NOBODY, "normal", 34, "1.5", null),
          new Sample(
              1,
              "Let skippers change a booking themselves",
              List.of(1, 2),
              ANA,
              "high",
              3,
              "16",
              "9.5"),
          new Sample(
              1,
              "Login fails after a password reset",
              List.of(0, 4),
              BEN,
              "urgent",
              -1,
              "2",
              "3.25"),
          new Sample(1, "Photos of the new pier", List.of(3), CHLOE, "normal", 6, "4", "1"),
          new Sample(2, "Opening hours in the footer", List.of(3), ANA, "normal", 0, "0.5", "0.5"),
          new Sample(
              2, "Show free berths on the map", List.of(1, 2), CHLOE, "normal", 5, "20", "18"),
          new Sample(3, "Move to the new mail provider", List.of(4), BEN, "normal", -4, "5", "4"),
          new Sample(3, "Larger type on the price list", List.of(2), CHLOE, "low", -9, "1", "0.75"),
          new Sample(3, "Invoices as PDF", List.of(1), ANA, "normal", -12, "10", "12"));

  /** The ids of what every board has. */
  private record Frame(List<Long> people, long project, List<Long> stages) {}

  /** A task in short: stage, tags and person by position, due in days from today. */
  private record Sample(
      int stage,
      String name,
      List<Integer> tags,
      int person,
      String priority,
      int dueIn,
      @Nullable String planned,
      @Nullable String spent) {}
}
