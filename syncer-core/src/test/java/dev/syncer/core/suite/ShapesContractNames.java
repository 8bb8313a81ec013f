package dev.syncer.core.suite;

import static dev.syncer.api.Filter.where;
import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.api.Filter;
import dev.syncer.core.shape.ShapeRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What clients call what they see: part of {@link ShapesContract}. */
abstract class ShapesContractNames extends ShapesFixture {

  /** L10: a number said how many shapes others had asked for before. */
  @Test
  void name_ofAShape_isTheSameAfterARestart_whoeverElseIsThere() {
    List<String> alone = namesOf(client(clerk));
    close();
    open(false);
    namesOf(client(manager));
    client(manager).subscribe(request("shop.order", where("rank", ">", 7)));
    List<String> afterOthers = namesOf(client(clerk));

    assertThat(afterOthers).isEqualTo(alone).doesNotHaveDuplicates();
    assertThat(alone).allMatch(name -> name.matches("s[A-Za-z0-9_-]{12}"));
  }

  @Test
  void name_ofTheSameInOtherWords_isTheSame() {
    Filter one = where("rank", ">", 7).and(where("name", "in", List.of("b", "a")));
    Filter other = where("name", "=", "a").or(where("name", "=", "b")).and(where("rank", ">", 7));

    assertThat(client(clerk).subscribe(request("shop.order", one)).subscription())
        .isEqualTo(client(clerk).subscribe(request("shop.order", other)).subscription());
  }

  /** L10: whoever sees something else has another name, so a name tells no rights of others. */
  @Test
  void name_ofTheSameRequest_isAnotherForWhoeverSeesSomethingElse() {
    assertThat(namesOf(client(clerk))).doesNotContainAnyElementsOf(namesOf(client(manager)));
  }

  private List<String> namesOf(Client client) {
    List<ShapeRequest> requests = new ArrayList<>();
    requests.add(all("shop.order"));
    for (Filter filter :
        List.of(
            where("rank", "=", 1),
            where("rank", "=", 12),
            where("rank", "<", 1),
            where("rank", "=", null),
            where("name", "=", "1"),
            where("name", "=", "1,Long"),
            where("name", "like", "a"),
            where("name", "ilike", "a"),
            where("name", "in", List.of("a", "b")),
            where("name", "in", List.of("a,b")),
            where("name", "in", List.of("a)", "(b")),
            where("rank", "=", 1).or(where("name", "=", "a")),
            where("rank", "=", 1).and(where("name", "=", "a")),
            where("rank", "=", 1).not())) {
      requests.add(request("shop.order", filter));
    }
    ShapeRequest all = all("shop.order");
    requests.add(new ShapeRequest(all.model(), all.filter(), List.of("name"), List.of(), null));
    requests.add(
        new ShapeRequest(all.model(), all.filter(), List.of("name", "rank"), List.of(), null));
    requests.add(new ShapeRequest(all.model(), all.filter(), null, List.of("rank"), 3));
    requests.add(new ShapeRequest(all.model(), all.filter(), null, List.of("rank"), 4));
    requests.add(new ShapeRequest(all.model(), all.filter(), null, List.of("rank desc"), 3));
    return requests.stream().map(request -> client.subscribe(request).subscription()).toList();
  }
}
