package dev.syncer.examples.desk;

import static dev.syncer.api.Values.values;
import static dev.syncer.examples.desk.DeskModule.CUSTOMER;
import static dev.syncer.examples.desk.DeskModule.LINES;
import static dev.syncer.examples.desk.DeskModule.MARGIN;
import static dev.syncer.examples.desk.DeskModule.NAME;
import static dev.syncer.examples.desk.DeskModule.ORDER;
import static dev.syncer.examples.desk.DeskModule.PRICE;
import static dev.syncer.examples.desk.DeskModule.QUANTITY;
import static dev.syncer.examples.desk.DeskModule.SALESPERSON;
import static dev.syncer.examples.desk.DeskModule.STATE;
import static dev.syncer.examples.desk.DeskModule.TOTAL;
import static dev.syncer.testkit.Expected.create;
import static dev.syncer.testkit.Expected.left;
import static dev.syncer.testkit.Expected.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncer.api.ModelRecord;
import dev.syncer.api.Ref;
import dev.syncer.core.spi.StoreException;
import dev.syncer.rpc.AccessException;
import dev.syncer.rpc.MissingException;
import dev.syncer.rpc.UserException;
import dev.syncer.rpc.ValidationException;
import dev.syncer.testkit.Fault;
import dev.syncer.testkit.Live;
import dev.syncer.testkit.SyncerTest;
import dev.syncer.testkit.TestDatabase;
import dev.syncer.testkit.TestNode;
import dev.syncer.testkit.TestUsers;
import dev.syncer.testkit.UserDatabase;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A test of each rule of the order desk; the page about tests shows parts of it. */
@SyncerTest(modules = DeskModule.class)
@NullUnmarked // fields are set before each test
class DeskTest {
  private UserDatabase ana;
  private UserDatabase ben;
  private UserDatabase mia;
  private long customer;

  @BeforeEach
  void people(TestDatabase database, TestUsers users) {
    ana = database.as(users.create("Ana", "sales"));
    ben = database.as(users.create("Ben", "sales"));
    mia = database.as(users.create("Mia", "manager"));
    customer = ana.create("desk.customer", values().with(NAME, "Acme"));
  }

  private long order(UserDatabase salesperson) {
    return salesperson.create(
        "desk.order",
        values()
            .with(CUSTOMER, Ref.to(customer))
            .with(SALESPERSON, Ref.to(salesperson.user().id())));
  }

  private long line(long order, long quantity, String price) {
    return ana.create(
        "desk.line",
        values()
            .with(ORDER, Ref.to(order))
            .with(QUANTITY, quantity)
            .with(PRICE, new BigDecimal(price)));
  }

  @Test
  void order_created_isToldToItsSalespersonAlone() {
    Live anas = ana.live("desk.order");
    Live bens = ben.live("desk.order");

    long id = order(ana);

    anas.expect(create(STATE, "draft").of(id).without(MARGIN));
    bens.expectNothing();
    anas.assertConsistent();
  }

  @Test
  void order_ofAnotherSalesperson_isNotThere() {
    long id = order(ana);

    assertThat(ben.records("desk.order")).isEmpty();
    assertThatThrownBy(() -> ben.record("desk.order", id)).isInstanceOf(MissingException.class);
    assertThat(mia.records("desk.order")).extracting(ModelRecord::id).containsExactly(id);
  }

  @Test
  void total_followsTheLines() {
    long id = order(ana);
    Live orders = ana.live("desk.order");

    long line = line(id, 3, "2.50");

    orders.expect(write(TOTAL, new BigDecimal("7.50")).and(LINES, List.of(line)).of(id));
    assertThat(ana.record("desk.order", id).get(TOTAL)).isEqualByComparingTo("7.50");
    orders.assertConsistent();
  }

  @Test
  void order_confirmed_isTold() {
    long id = order(ana);
    line(id, 1, "10.00");
    Live orders = ana.live("desk.order");

    ana.write(unit -> DeskModule.confirm(unit, id));

    orders.expect(write(STATE, "confirmed").of(id));
  }

  @Test
  void emptyOrder_isNotConfirmed() {
    long id = order(ana);

    assertThatThrownBy(() -> ana.write(unit -> DeskModule.confirm(unit, id)))
        .isInstanceOf(UserException.class)
        .hasMessage("There is nothing in this order yet.");
    assertThatThrownBy(() -> ana.write("desk.order", id, values().with(STATE, "confirmed")))
        .isInstanceOf(ValidationException.class);
  }

  @Test
  void order_thatMovesToAnother_leavesOnePageAndComesIntoTheOther() {
    long id = order(ana);
    Live anas = ana.live("desk.order");
    Live bens = ben.live("desk.order");

    mia.write("desk.order", id, values().with(SALESPERSON, Ref.to(ben.user().id())));

    anas.expect(left().of(id));
    bens.expect(create(SALESPERSON, Ref.to(ben.user().id())).of(id));
    anas.assertConsistent();
    bens.assertConsistent();
  }

  @Test
  void margin_isForManagers() {
    long id = order(ana);
    Live managers = mia.live("desk.order");
    Live orders = ana.live("desk.order");

    mia.write("desk.order", id, values().with(MARGIN, new BigDecimal("4.00")));

    managers.expect(write(MARGIN, new BigDecimal("4.00")).of(id));
    orders.expectNothing();
  }

  @Test
  void line_withoutQuantity_isRefused() {
    long id = order(ana);

    assertThatThrownBy(() -> line(id, 0, "1.00"))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("A line has a quantity of 1 or more.");
  }

  @Test
  void line_withoutPrice_isRefused_beforeItsAmountIsComputed() {
    long id = order(ana);

    assertThatThrownBy(
            () -> ana.create("desk.line", values().with(ORDER, Ref.to(id)).with(QUANTITY, 1L)))
        .isInstanceOfSatisfying(
            ValidationException.class,
            e -> assertThat(e.context()).containsEntry("field", "price"));
  }

  @Test
  void lines_ofAnOrder_areFoundByType() {
    long id = order(ana);
    line(id, 1, "5.00");
    long large = line(id, 3, "5.00");

    assertThat(ana.search("desk.line", QUANTITY.gt(1L).and(ORDER.eq(Ref.to(id)))))
        .containsExactly(large);
    assertThat(ben.count("desk.line", QUANTITY.isSet())).isZero();
  }

  @Test
  void order_isNotDeletedBySalespeople() {
    long id = order(ana);

    assertThatThrownBy(() -> ana.unlink("desk.order", id)).isInstanceOf(AccessException.class);
  }

  @Test
  void page_thatWasAway_learnsWhatItMissed() {
    long id = order(ana);
    Live orders = ana.live("desk.order");

    orders.disconnect();
    long line = line(id, 1, "5.00");
    orders.resume();

    orders.expect(write(TOTAL, new BigDecimal("5.00")).and(LINES, List.of(line)).of(id));
  }

  @Test
  void order_readByRpc_hasTheMarginForManagersAlone() {
    List<Object> args = List.of(List.of(order(ana)));

    JsonNode anas = ana.call("desk.order", "read", args, Map.of()).path("result").path(0);
    JsonNode mias = mia.call("desk.order", "read", args, Map.of()).path("result").path(0);

    assertThat(anas.has("state")).isTrue();
    assertThat(anas.has("margin")).isFalse();
    assertThat(mias.has("margin")).isTrue();
  }

  @Test
  void crash_afterACommit_losesNothing(TestNode node) {
    Live orders = ana.live("desk.order");
    node.next(Fault.CRASH_AFTER_COMMIT);

    assertThatThrownBy(() -> order(ana)).isInstanceOf(StoreException.class);
    node.restart();
    orders.resume();

    orders.expect(create(STATE, "draft"));
    orders.assertConsistent();
  }
}
