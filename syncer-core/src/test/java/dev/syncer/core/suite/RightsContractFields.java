package dev.syncer.core.suite;

import static dev.syncer.api.Filter.where;
import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.api.ModelRecord;
import dev.syncer.api.Query;
import dev.syncer.api.Ref;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What rights to fields leave, and what links and lists tell of others. */
abstract class RightsContractFields extends RightsContractRecords {
  @Test
  void field_ofOtherGroups_isNotThere() {
    ModelRecord seen = seen(author, "w.doc", own);

    assertThat(seen.asMap()).doesNotContainKey("secret").containsKey("rank");
    assertThat(outcome(author, u -> docs(u).get(own))).doesNotContain("s3cret");
    assertThat(outcome(boss, u -> docs(u).get(own))).contains("s3cret");
  }

  private String like(String field, String told, Consumer<UnitOfWork> work) {
    return outcome(
            author,
            u -> {
              work.accept(u);
              return DONE;
            })
        .replace(field, told);
  }

  /** Whatever names a hidden field, gets the answer of one that does not exist. */
  @Test
  void hiddenField_named_answersLikeAnUnknownOne() {
    List<Function<String, Consumer<UnitOfWork>>> uses =
        List.of(
            f -> u -> docs(u).search(Query.where(f, "=", "x")),
            f -> u -> docs(u).search(Query.where(f, "contains", "x")),
            f -> u -> docs(u).count(Query.all().where(where(f, ">", 7).not())),
            f -> u -> docs(u).search(Query.all().orderBy(f + " desc")),
            f ->
                u ->
                    docs(u)
                        .searchRead(
                            Query.all().where(where("name", "=", "x").or(where(f, "=", null)))),
            f -> u -> docs(u).create(v("name", "x", "owner_id", author.id(), f, "x")),
            f -> u -> docs(u).write(own, v(f, "x")),
            f -> u -> u.model("w.part").create(v("name", "p", "doc_id", own)),
            f ->
                u ->
                    u.model("w.tag")
                        .create(
                            v("name", "t", "doc_ids", List.of(List.of("update", own, v(f, "x"))))));

    for (Function<String, Consumer<UnitOfWork>> use : uses) {
      String hidden = like("secret", "f", use.apply("secret"));
      String unknown = like("nowhere", "f", use.apply("nowhere"));

      assertThat(hidden).isEqualTo(unknown);
    }
    assertThat(refusal(boss, u -> docs(u).search(Query.where("secret", "=", "x")))).isEqualTo(DONE);
  }

  @Test
  void field_thatOthersWrite_isRefused() {
    assertThat(refusal(author, u -> docs(u).write(own, v("rank", 9)))).isEqualTo(ACCESS);
    assertThat(
            refusal(
                author, u -> docs(u).create(v("name", "x", "owner_id", author.id(), "rank", 9))))
        .isEqualTo(ACCESS);
    assertThat(refusal(author, u -> docs(u).write(own, v("owner_team", red)))).isEqualTo(INVALID);
    assertThat(refusal(boss, u -> docs(u).write(own, v("rank", 9)))).isEqualTo(DONE);
    assertThat(refusal(author, u -> u.asSystem().model("w.doc").write(own, v("rank", 3))))
        .isEqualTo(DONE);
    assertThat(refusal(author, u -> u.asSystem().model("w.doc").write(own, v("owner_team", red))))
        .isEqualTo(INVALID);
  }

  @Test
  void hiddenField_thatIsRequired_isNotNamed() {
    String refused = outcome(author, u -> u.model("w.form").create(v("name", "x")));

    assertThat(refused).startsWith(ACCESS).doesNotContain("key");
    assertThat(refusal(boss, u -> u.model("w.form").create(v("name", "x")))).isEqualTo(INVALID);
  }

  @Test
  void links_toHiddenRecords_haveNoName() {
    ModelRecord seen = seen(author, "w.doc", open);
    assertThat(seen.get("owner_id"))
        .isInstanceOfSatisfying(
            Ref.class,
            ref -> {
              assertThat(ref.id()).isEqualTo(reader.id());
              assertThat(ref.name()).contains("w.person," + reader.id());
            });
    assertThat(seen(author, "w.doc", own).get("owner_id"))
        .isInstanceOfSatisfying(Ref.class, ref -> assertThat(ref.name()).contains("Ada"));
  }

  @Test
  void lists_withHiddenRecords_areWithoutThem() {
    long shown = system(u -> u.model("w.tag").create(v("name", "shown", "doc_ids", List.of(own))));
    long internal =
        system(
            u ->
                u.model("w.tag")
                    .create(v("name", "int", "internal", true, "doc_ids", List.of(own))));

    assertThat(seen(author, "w.doc", own).get("tag_ids")).isEqualTo(List.of(shown));
    assertThat(seen(boss, "w.doc", own).get("tag_ids")).isEqualTo(List.of(shown, internal));
    assertThat(refusal(author, u -> docs(u).write(own, v("tag_ids", List.of(internal)))))
        .isEqualTo(INVALID);
    assertThat(refusal(author, u -> docs(u).write(own, v("tag_ids", List.of())))).isEqualTo(DONE);
    assertThat(value("w.doc", own, "tag_ids"))
        .as("what is hidden stays")
        .isEqualTo(List.of(internal));
    assertThat(refusal(author, u -> docs(u).write(own, v("tag_ids", List.of(shown)))))
        .isEqualTo(DONE);
    assertThat(value("w.doc", own, "tag_ids")).isEqualTo(List.of(shown, internal));
    assertThat(
            refusal(
                author,
                u -> docs(u).write(own, v("tag_ids", List.of(List.of("unlink", internal))))))
        .isEqualTo(DONE);
    assertThat(value("w.doc", own, "tag_ids")).isEqualTo(List.of(shown, internal));
  }

  @Test
  void commandsOfLists_needTheSameRights() {
    long part = system(u -> u.model("w.part").create(v("name", "p", "doc_id", own)));
    long locked =
        system(u -> u.model("w.part").create(v("name", "l", "doc_id", own, "locked", true)));
    long internal = system(u -> u.model("w.tag").create(v("name", "int", "internal", true)));

    assertThat(parts(lead, List.of("create", v("name", "n")))).isEqualTo(ACCESS);
    assertThat(parts(lead, List.of("update", part, v("name", "n")))).isEqualTo(ACCESS);
    assertThat(parts(lead, List.of("delete", part))).isEqualTo(ACCESS);
    assertThat(parts(author, List.of("update", locked, v("name", "n")))).isEqualTo(MISSING);
    assertThat(parts(author, List.of("delete", locked))).isEqualTo(MISSING);
    assertThat(parts(author, List.of("link", locked))).isEqualTo(INVALID);
    assertThat(parts(author, List.of("create", v("name", "n", "locked", true)))).isEqualTo(ACCESS);
    assertThat(parts(author, List.of("create", v("name", "n")))).isEqualTo(DONE);
    assertThat(parts(author, List.of("set", List.of(part)))).isEqualTo(DONE);
    assertThat(value("w.doc", own, "part_ids"))
        .as("what is hidden stays")
        .isEqualTo(List.of(part, locked));
    assertThat(tags(author, List.of("create", v("name", "n")))).isEqualTo(DONE);
    assertThat(tags(lead, List.of("create", v("name", "n")))).isEqualTo(ACCESS);
    assertThat(tags(author, List.of("delete", internal))).isEqualTo(MISSING);
  }

  private String parts(User user, List<?> command) {
    return refusal(user, u -> docs(u).write(own, v("part_ids", List.of(command))));
  }

  private String tags(User user, List<?> command) {
    return refusal(user, u -> docs(u).write(own, v("tag_ids", List.of(command))));
  }

  /** Who may write the owner of the list and read the target, needs no right to the table. */
  @Test
  void manyToMany_isWrittenWithTheRightToItsOwner() {
    long tag = system(u -> u.model("w.tag").create(v("name", "t")));

    assertThat(tags(lead, List.of("link", tag))).isEqualTo(DONE);
    assertThat(value("w.tag", tag, "doc_ids")).isEqualTo(List.of(own));
    assertThat(
            refusal(reader, u -> docs(u).write(open, v("tag_ids", List.of(List.of("link", tag))))))
        .isEqualTo(ACCESS);
    assertThat(refusal(author, u -> u.model("w.doc.tag_ids.relation").count(Query.all())))
        .isEqualTo(MISSING);
  }
}
