package dev.syncer.core.suite;

import static dev.syncer.api.Filter.where;
import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.api.ModelRecord;
import dev.syncer.api.Query;
import dev.syncer.api.Ref;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What rights to records leave: one that is not for somebody answers like none. */
abstract class RightsContractRecords extends RightsFixture {
  static Stream<Arguments> grants() {
    return Stream.of(
        Arguments.of(List.of("r"), "R"),
        Arguments.of(List.of("c"), "C"),
        Arguments.of(List.of("w"), "W"),
        Arguments.of(List.of("u"), "U"),
        Arguments.of(List.of("rw"), "RW"),
        Arguments.of(List.of("r", "u"), "RU"),
        Arguments.of(List.of("boss"), "RCWU"),
        Arguments.of(List.of("other"), ""),
        Arguments.of(List.of(), ""));
  }

  @ParameterizedTest
  @MethodSource("grants")
  void operation_ofAGroup_isAllowedIfGranted(List<String> groups, String granted) {
    User user = user("U", red, groups.toArray(String[]::new));
    long record = system(u -> u.model("w.matrix").create(v("name", "m")));
    String refused = granted.isEmpty() ? MISSING : ACCESS;

    assertThat(refusal(user, u -> u.model("w.matrix").get(record)))
        .isEqualTo(granted.contains("R") ? DONE : refused);
    assertThat(refusal(user, u -> u.model("w.matrix").searchRead(Query.all())))
        .isEqualTo(granted.contains("R") ? DONE : refused);
    assertThat(refusal(user, u -> u.model("w.matrix").count(Query.all())))
        .isEqualTo(granted.contains("R") ? DONE : refused);
    assertThat(refusal(user, u -> u.model("w.matrix").history(record)))
        .isEqualTo(granted.contains("R") ? DONE : refused);
    assertThat(refusal(user, u -> u.model("w.matrix").create(v("name", "n"))))
        .isEqualTo(granted.contains("C") ? DONE : refused);
    assertThat(refusal(user, u -> u.model("w.matrix").write(record, v("name", "n"))))
        .isEqualTo(granted.contains("W") ? DONE : refused);
    assertThat(refusal(user, u -> u.model("w.matrix").unlink(record)))
        .isEqualTo(granted.contains("U") ? DONE : refused);
  }

  @Test
  void model_withoutAnyRight_answersLikeNone() {
    for (String name : List.of("w.closed", "w.hidden", "w.matrix", "w.nothing")) {
      assertThat(outcome(author, u -> u.model(name).count(Query.all())))
          .isEqualTo("missing: there is no model \"" + name + "\". {model=" + name + "}");
    }
    assertThat(outcome(author, u -> u.model("w.close"))).doesNotContain("w.closed");
    assertThat(outcome(author, u -> u.model("w.do"))).contains("Did you mean \"w.doc\"?");
    assertThat(refusal(User.SYSTEM, u -> u.model("w.closed").count(Query.all()))).isEqualTo(DONE);
  }

  @Test
  void reads_findWhatTheRulesLeave() {
    List<Long> all = List.of(own, foreign, open);

    assertThat(search(author, "w.doc", Query.all())).containsExactly(own, open);
    assertThat(ids(author, "w.doc", all)).containsExactly(own, open);
    assertThat(count(author, "w.doc", Query.all())).isEqualTo(2);
    assertThat(count(author, "w.doc", Query.where("name", "=", "foreign"))).isZero();
    assertThat(search(author, "w.doc", Query.all().limit(1).offset(1))).containsExactly(open);
    assertThat(search(boss, "w.doc", Query.all())).isEqualTo(all);
  }

  @Test
  void reads_insideAUnitThatWrites_obeyWhatItWrote() {
    List<Long> found =
        database()
            .writeReturning(
                author,
                u -> {
                  u.asSystem().model("w.doc").write(open, v("open", false));
                  u.asSystem().model("w.doc").write(foreign, v("open", true));
                  assertThat(docs(u).read(List.of(own, foreign, open)))
                      .extracting(ModelRecord::id)
                      .containsExactly(own, foreign);
                  return docs(u).search(Query.all());
                });

    assertThat(found).containsExactly(own, foreign);
  }

  /** What one can try with an id that was guessed. */
  enum Guess {
    READ(id -> u -> docs(u).read(List.of(id))),
    GET(id -> u -> docs(u).get(id)),
    SEARCH(id -> u -> docs(u).searchRead(Query.where("id", "=", id))),
    COUNT(id -> u -> docs(u).count(Query.where("id", "in", List.of(id)))),
    HISTORY(id -> u -> docs(u).history(id)),
    VERSION(id -> does(u -> docs(u).requireVersion(List.of(id), 1))),
    WRITE(id -> does(u -> docs(u).write(id, v("name", "x")))),
    WRITE_NOTHING(id -> does(u -> docs(u).write(id, v()))),
    WRITE_BAD_VALUE(id -> does(u -> docs(u).write(id, v("open", "x")))),
    WRITE_WITH_OTHERS(id -> does(u -> docs(u).write(List.of(id, 999L), v("name", "x")))),
    UNLINK(id -> does(u -> docs(u).unlink(id))),
    LINK(id -> u -> u.model("w.part").create(v("name", "p", "doc_id", id))),
    UPDATE_IN_LIST(id -> tag(List.of(List.of("update", id, v("name", "x"))))),
    DELETE_IN_LIST(id -> tag(List.of(List.of("delete", id)))),
    LINK_IN_LIST(id -> tag(List.of(List.of("link", id)))),
    UNLINK_IN_LIST(id -> tag(List.of(List.of("unlink", id)))),
    SET_IN_LIST(id -> tag(List.of(id))),
    IN_A_FILTER(id -> u -> u.model("w.tag").search(Query.where("doc_ids", "contains", id))),
    NOT_IN_A_FILTER(
        id ->
            u ->
                u.model("w.tag").search(Query.all().where(where("doc_ids", "contains", id).not())));

    private final Function<Long, Function<UnitOfWork, ?>> attempt;

    Guess(Function<Long, Function<UnitOfWork, ?>> attempt) {
      this.attempt = attempt;
    }

    private static Function<UnitOfWork, Object> does(Consumer<UnitOfWork> work) {
      return unit -> {
        work.accept(unit);
        return DONE;
      };
    }

    private static Function<UnitOfWork, Object> tag(List<?> commands) {
      return does(u -> u.model("w.tag").create(v("name", "t", "doc_ids", commands)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void guessedId_ofAHiddenRecord_answersLikeOneThatIsNotThere(Guess guess) {
    asSystem(u -> u.model("w.tag").create(v("name", "red", "doc_ids", List.of(foreign, own))));
    Function<UnitOfWork, ?> attempt = guess.attempt.apply(foreign);
    String hidden = outcome(author, attempt);
    asSystem(u -> docs(u).unlink(foreign));
    String absent = outcome(author, attempt);

    assertThat(hidden).isEqualTo(absent);
    assertThat(hidden).doesNotContain("s3cret");
  }

  @Test
  void operation_onARecordThatIsOnlyRead_isRefused() {
    assertThat(outcome(author, u -> docs(u).get(open).id())).isEqualTo(String.valueOf(open));
    assertThat(refusal(author, u -> docs(u).write(open, v("name", "x")))).isEqualTo(ACCESS);
    assertThat(refusal(author, u -> docs(u).unlink(open))).isEqualTo(ACCESS);
    assertThat(refusal(author, u -> docs(u).write(List.of(own, open), v("name", "x"))))
        .isEqualTo(ACCESS);
    assertThat(value("w.doc", own, "name")).isEqualTo("own");
    assertThat(refusal(author, u -> docs(u).write(own, v("name", "mine")))).isEqualTo(DONE);
    assertThat(refusal(reader, u -> docs(u).create(v("name", "x")))).isEqualTo(ACCESS);
  }

  @Test
  void record_afterACreateOrWrite_isWithinReach() {
    assertThat(refusal(author, u -> docs(u).create(v("name", "x", "owner_id", author.id()))))
        .isEqualTo(DONE);
    assertThat(refusal(author, u -> docs(u).create(v("name", "x", "open", true))))
        .isEqualTo(ACCESS);
    assertThat(refusal(author, u -> docs(u).write(own, v("owner_id", null)))).isEqualTo(ACCESS);
    assertThat(
            refusal(
                author,
                u -> {
                  docs(u).write(own, v("owner_id", null, "name", "y"));
                  docs(u).write(own, v("owner_id", author.id()));
                }))
        .as("written again while it was out of reach")
        .isEqualTo(MISSING);
    assertThat(
            refusal(
                author,
                u -> {
                  long id = docs(u).create(v("name", "x"));
                  u.asSystem().model("w.doc").write(id, v("owner_id", author.id()));
                }))
        .as("within reach when all is done")
        .isEqualTo(DONE);
    assertThat(count(User.SYSTEM, "w.doc", Query.all())).isEqualTo(5);
  }

  /** The team of the owner is derived, and stored: it decides with its value at the end. */
  @Test
  void rule_overADerivedField_seesItsValueAtTheEnd() {
    assertThat(refusal(lead, u -> docs(u).write(own, v("name", "x")))).isEqualTo(DONE);
    assertThat(refusal(lead, u -> docs(u).write(own, v("owner_id", null)))).isEqualTo(ACCESS);
    assertThat(refusal(lead, u -> docs(u).write(open, v("name", "x")))).isEqualTo(ACCESS);
    assertThat(
            refusal(
                lead,
                u -> {
                  u.asSystem().model("w.person").write(author.id(), v("team_id", blue));
                  docs(u).write(own, v("name", "y"));
                }))
        .isEqualTo(MISSING);
  }

  @Test
  void attempt_thatEndsOutOfReach_isUndoneAlone() {
    String refused =
        database()
            .writeReturning(
                author,
                u -> {
                  docs(u).write(own, v("name", "kept"));
                  try {
                    u.attempt(() -> docs(u).write(own, v("owner_id", null)));
                    return "taken";
                  } catch (dev.syncer.rpc.AccessException e) {
                    return e.type();
                  }
                });

    assertThat(refused).isEqualTo(ACCESS);
    assertThat(value("w.doc", own, "name")).isEqualTo("kept");
    assertThat(value("w.doc", own, "owner_id")).isEqualTo(Ref.to(author.id()));
  }

  @Test
  void rule_overAList_isAskedInSearchesReadsAndWrites() {
    long mine =
        system(
            u -> u.model("w.project").create(v("name", "m", "member_ids", List.of(reader.id()))));
    long others =
        system(u -> u.model("w.project").create(v("name", "o", "member_ids", List.of(boss.id()))));

    assertThat(search(reader, "w.project", Query.all())).containsExactly(mine);
    assertThat(ids(reader, "w.project", List.of(mine, others))).hasSize(1);
    assertThat(refusal(reader, u -> u.model("w.project").write(mine, v("name", "x"))))
        .isEqualTo(DONE);
    assertThat(refusal(reader, u -> u.model("w.project").write(others, v("name", "x"))))
        .isEqualTo(MISSING);
    assertThat(refusal(reader, u -> u.model("w.project").write(mine, v("member_ids", List.of()))))
        .isEqualTo(ACCESS);
  }

  @Test
  void grantToCreateAlone_isABoxToDropThingsInto() {
    assertThat(refusal(author, u -> u.model("w.box").create(v("name", "x")))).isEqualTo(DONE);
    assertThat(refusal(author, u -> u.model("w.box").search(Query.all()))).isEqualTo(ACCESS);
    assertThat(refusal(author, u -> u.model("w.box").write(1, Values.values()))).isEqualTo(ACCESS);
    assertThat(refusal(author, u -> u.model("w.box").history(1))).isEqualTo(ACCESS);
  }
}
