package dev.syncer.examples.desk;

import static dev.syncer.api.Fields.decimal;
import static dev.syncer.api.Fields.dependsOn;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.oneToMany;
import static dev.syncer.api.Fields.related;
import static dev.syncer.api.Fields.selection;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Group.group;
import static dev.syncer.api.UserValue.USER;
import static dev.syncer.api.Values.values;

import dev.syncer.api.Field;
import dev.syncer.api.Group;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import dev.syncer.api.OnUnlink;
import dev.syncer.api.Ref;
import dev.syncer.api.UnitOfWork;
import dev.syncer.rpc.UserException;
import java.math.BigDecimal;
import java.util.List;

/** Orders of customers: salespeople see their own, managers see all and the margin. */
final class DeskModule implements ModelModule {
  static final Group SALES = group("sales");
  static final Group MANAGER = group("manager");

  static final Field<String> NAME = text("name", 100).required();

  static final Field<Long> QUANTITY = integer("quantity").required();
  static final Field<BigDecimal> PRICE = decimal("price", 2).required();
  static final Field<BigDecimal> AMOUNT =
      decimal("amount", 2)
          .computed(
              dependsOn(QUANTITY, PRICE),
              in -> in.require(PRICE).multiply(BigDecimal.valueOf(in.require(QUANTITY))))
          .stored();

  static final Field<Ref> CUSTOMER = manyToOne("customer_id", "desk.customer").required();
  static final Field<Ref> SALESPERSON = manyToOne("salesperson_id", "desk.person").required();
  static final Field<String> STATE =
      selection("state", "draft", "Draft", "confirmed", "Confirmed").defaultsTo("draft").readOnly();
  static final Field<BigDecimal> MARGIN = decimal("margin", 2).readableBy(MANAGER);
  static final Field<List<Long>> LINES = oneToMany("line_ids", "desk.line", "order_id");
  static final Field<BigDecimal> TOTAL =
      decimal("total", 2)
          .computed(
              dependsOn(LINES.dot(AMOUNT)),
              in -> in.all(LINES.dot(AMOUNT)).stream().reduce(BigDecimal.ZERO, BigDecimal::add))
          .stored();

  static final Field<Ref> ORDER =
      manyToOne("order_id", "desk.order").required().onUnlink(OnUnlink.CASCADE);
  static final Field<Ref> OWNER = related("salesperson_id", ORDER.dot(SALESPERSON)).stored();

  @Override
  public void define(Models models) {
    models.model("desk.person").fields(NAME).users().access(SALES.reads(), MANAGER.all());
    models.model("desk.customer").fields(NAME).access(SALES.all(), MANAGER.all());
    models
        .model("desk.order")
        .fields(CUSTOMER, SALESPERSON, STATE, MARGIN, LINES, TOTAL)
        .access(SALES.reads().creates().writes(), MANAGER.all())
        .rule(SALES, SALESPERSON.eq(USER))
        .implementsSyncer();
    models
        .model("desk.line")
        .fields(ORDER, QUANTITY, PRICE, AMOUNT, OWNER)
        .access(SALES.all(), MANAGER.all())
        .rule(SALES, OWNER.eq(USER))
        .constraint(
            "line.quantity",
            "A line has a quantity of 1 or more.",
            line -> line.require(QUANTITY) > 0)
        .implementsSyncer();
  }

  /** Who may write the order may confirm it, if there is something in it. */
  static void confirm(UnitOfWork unit, long order) {
    if (unit.model("desk.order").get(order).require(TOTAL).signum() == 0) {
      throw new UserException("There is nothing in this order yet.");
    }
    unit.asSystem().model("desk.order").write(order, values().with(STATE, "confirmed"));
  }
}
