package dev.syncer.core.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.api.HistoryEntry;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Query;
import dev.syncer.api.Records;
import dev.syncer.api.Ref;
import dev.syncer.api.User;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * What somebody may do in a unit of work: nothing of a record, a field or a model that is not for
 * them can be told from one that is not there.
 */
public abstract class RightsContract extends RightsContractFields {
  @Test
  void consequences_needNoRights() {
    long locked =
        system(u -> u.model("w.part").create(v("name", "l", "doc_id", own, "locked", true)));
    long news = system(u -> u.model("w.news").create(v("name", "n", "draft", true, "doc_id", own)));

    assertThat(refusal(author, u -> docs(u).unlink(own))).isEqualTo(DONE);

    assertThat(ids(User.SYSTEM, "w.part", List.of(locked))).isEmpty();
    assertThat(value("w.news", news, "doc_id")).isNull();
  }

  @Test
  void history_isOfWhatOneMayReadNow() {
    asSystem(u -> docs(u).write(own, v("name", "own 2", "secret", "other")));
    asSystem(u -> docs(u).write(own, v("secret", "third")));
    asSystem(u -> docs(u).write(own, v("owner_id", reader.id())));
    asSystem(u -> docs(u).write(own, v("owner_id", author.id())));

    List<HistoryEntry> seen = history(author, "w.doc", own);

    assertThat(seen).hasSize(4).noneMatch(each -> each.fields().containsKey("secret"));
    assertThat(Objects.requireNonNull(seen.get(0).fields().get("owner_id")).from())
        .isInstanceOfSatisfying(
            Ref.class, ref -> assertThat(ref.name()).contains("w.person," + reader.id()));
    assertThat(history(boss, "w.doc", own).get(2).fields()).containsKey("secret");
    assertThat(history(reader, "w.doc", own)).isEmpty();
  }

  /** The control of "not named" is the boss, who may read herself. */
  @Test
  void user_whoMayNotBeRead_isNotNamed_inRecordsAndTheirHistory() {
    database().write(boss, u -> docs(u).write(own, v("name", "by the boss")));

    ModelRecord toAuthor = seen(author, "w.doc", own);
    ModelRecord toBoss = seen(boss, "w.doc", own);

    assertThat(toAuthor.get("write_uid")).isEqualTo(toBoss.get("write_uid"));
    assertThat(toAuthor.get("write_uid"))
        .hasToString(String.valueOf(Ref.of(boss.id(), "w.person," + boss.id())));
    assertThat(toBoss.get("write_uid")).hasToString(String.valueOf(Ref.of(boss.id(), "Bo")));
    assertThat(history(author, "w.doc", own).get(0).user().name())
        .isEqualTo("w.person," + boss.id());
    assertThat(history(boss, "w.doc", own).get(0).user().name()).isEqualTo("Bo");
  }

  @Test
  void history_ofAnUnlinkedRecord_isOfWhatOneMightHaveReadLast() {
    database().write(boss, u -> docs(u).unlink(List.of(own, foreign)));

    List<HistoryEntry> seen = history(author, "w.doc", own);

    assertThat(seen).hasSize(2);
    assertThat(seen.get(0).user().name()).isEqualTo("w.person," + boss.id());
    assertThat(history(author, "w.doc", foreign)).isEmpty();
  }

  @Test
  void anonymous_mayWhatEveryoneMay() {
    long shown = system(u -> u.model("w.news").create(v("name", "a")));
    asSystem(u -> u.model("w.news").create(v("name", "b", "draft", true)));

    assertThat(search(User.ANONYMOUS, "w.news", Query.all())).containsExactly(shown);
    assertThat(
            refusal(User.ANONYMOUS, u -> u.model("w.news").create(v("name", "c", "draft", true))))
        .isEqualTo(ACCESS);
    assertThat(refusal(User.ANONYMOUS, u -> u.model("w.news").write(shown, v("name", "c"))))
        .isEqualTo(ACCESS);
    assertThat(refusal(User.ANONYMOUS, u -> docs(u).search(Query.all()))).isEqualTo(MISSING);
    long id =
        database().writeReturning(User.ANONYMOUS, u -> u.model("w.news").create(v("name", "d")));
    assertThat(value("w.news", id, "create_uid"))
        .isInstanceOfSatisfying(Ref.class, ref -> assertThat(ref.name()).contains("Anonymous"));
  }

  @Test
  void user_whoIsInactiveOrGone_isNobody() {
    User gone = new User(999, "Gone", author.lastUpdate());
    asSystem(u -> u.model("w.person").write(author.id(), v("active", false)));

    assertThat(refusal(author, u -> docs(u).get(own))).isEqualTo(MISSING);
    assertThat(refusal(gone, u -> docs(u).get(own))).isEqualTo(MISSING);
    assertThat(refusal(author, u -> u.model("w.news").search(Query.all()))).isEqualTo(DONE);
  }

  @Test
  void groups_changed_holdFromTheNextUnitOfWork() {
    asSystem(u -> u.model("w.person").write(reader.id(), v("groups", List.of("boss"))));

    assertThat(count(reader, "w.doc", Query.all())).isEqualTo(3);
    assertThat(refusal(boss, u -> u.model("w.person").write(boss.id(), v("groups", List.of()))))
        .as("only the system gives groups")
        .isEqualTo(INVALID);
    assertThat(refusal(User.SYSTEM, u -> u.model("w.person").write(boss.id(), v("groups", "boss"))))
        .as("a list of names")
        .isEqualTo(INVALID);
  }

  @Test
  void asSystem_liftsRights_andKeepsTheOneWhoActs() {
    database().write(reader, u -> u.asSystem().model("w.doc").write(own, v("name", "lifted")));

    assertThat(value("w.doc", own, "name")).isEqualTo("lifted");
    assertThat(value("w.doc", own, "write_uid")).isEqualTo(Ref.to(reader.id()));
    assertThat(
            refusal(
                reader,
                u -> {
                  Records lifted = u.asSystem().model("w.doc");
                  lifted.get(own);
                  docs(u).get(own);
                }))
        .as("only the view that asked for it")
        .isEqualTo(MISSING);
  }

  @Test
  void hooks_haveTheRightsOfTheOneWhoActs() {
    long id = database().writeReturning(author, u -> u.model("w.hooked").create(v("name", "n")));

    assertThat(value("w.hooked", id, "stamp"))
        .as("hooks write read-only fields")
        .isEqualTo("by Ada");
    assertThat(refusal(author, u -> u.model("w.hooked").create(v("name", "n", "stamp", "x"))))
        .isEqualTo(INVALID);
    assertThat(refusal(author, u -> u.model("w.hooked").write(id, v("name", "as user"))))
        .isEqualTo(MISSING);
    assertThat(refusal(author, u -> u.model("w.hooked").write(id, v("name", "as system"))))
        .isEqualTo(DONE);
    long closed = system(u -> u.model("w.closed").create(v("name", "c")));
    assertThat(
            refusal(author, u -> u.model("w.hooked").create(v("name", "n", "closed_id", closed))))
        .as("links are those of the one who acts, also where hooks follow")
        .isEqualTo(INVALID);
  }

  @Test
  void refusals_nameNoHiddenRecord() {
    asSystem(u -> docs(u).write(foreign, v("code", "A")));

    String notUnique = outcome(author, u -> run(() -> docs(u).write(own, v("code", "A"))));

    long pointing = system(u -> u.model("w.closed").create(v("name", "hidden", "doc_id", own)));
    String restricted = outcome(author, u -> run(() -> docs(u).unlink(own)));

    assertThat(notUnique).startsWith(INVALID).doesNotContain("w.doc," + foreign);
    assertThat(restricted).startsWith(INVALID).doesNotContain("w.closed", "hidden", "doc_id");
    asSystem(u -> u.model("w.closed").unlink(pointing));
  }

  private static Object run(Runnable work) {
    work.run();
    return DONE;
  }
}
