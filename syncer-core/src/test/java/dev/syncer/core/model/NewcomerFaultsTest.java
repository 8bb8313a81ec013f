package dev.syncer.core.model;

import static dev.syncer.api.Fields.decimal;
import static dev.syncer.api.Fields.dependsOn;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.oneToMany;
import static dev.syncer.api.Fields.related;
import static dev.syncer.api.Fields.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.syncer.api.Field;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import dev.syncer.core.fault.StartupException;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Slips of somebody who writes a first module: the message names the slip and the way out. */
class NewcomerFaultsTest {

  private static List<String> faultsOf(ModelModule module) {
    StartupException fault =
        catchThrowableOfType(StartupException.class, () -> Registry.of(List.of(module)));
    assertThat(fault).as("the registry takes this module").isNotNull();
    return fault.faults();
  }

  /** An order with lines, whose total is a sum over them. */
  private static void orders(Models models, String inverse) {
    models
        .model("desk.order")
        .fields(
            oneToMany("line_ids", "desk.line", inverse),
            decimal("total", 2)
                .computed(dependsOn("line_ids.price"), in -> BigDecimal.ZERO)
                .stored());
    models
        .model("desk.line")
        .fields(manyToOne("order_id", "desk.order"), text("note"), decimal("price", 2));
  }

  @Test
  void inverse_ofAWrongName_namesTheRightOne_andWhatFollowsNamesTheCause_N13() {
    List<String> faults = faultsOf(models -> orders(models, "orderid"));

    assertThat(faults)
        .satisfiesExactly(
            fault ->
                assertThat(fault)
                    .contains(
                        "SYNC-1011", "\"line_ids\"", "[orderid]", "Did you mean \"order_id\"?"),
            fault ->
                assertThat(fault)
                    .contains(
                        "SYNC-1012", "\"line_ids\" of desk.order leads to no model. Mend that")
                    .doesNotContain("Did you mean"));
  }

  @Test
  void inverse_farFromAnyName_listsThoseThatWouldDo_N13() {
    assertThat(faultsOf(models -> orders(models, "parent")))
        .first()
        .asString()
        .contains("It has [order_id].");
  }

  @Test
  void inverse_thatTheOtherModelLacks_saysHowToDeclareIt_N13() {
    List<String> faults =
        faultsOf(
            models -> {
              models.model("desk.order").fields(oneToMany("line_ids", "desk.line", "order_id"));
              models.model("desk.line").fields(text("note"));
            });

    assertThat(faults)
        .singleElement()
        .asString()
        .contains("Declare one there: manyToOne(\"order_id\", \"desk.order\").");
  }

  @Test
  void path_overAFieldThatLinksNowhere_saysWhatTheFieldIs_N13() {
    List<String> faults =
        faultsOf(
            models ->
                models.model("desk.line").fields(text("note"), related("far", "note.length")));

    assertThat(faults)
        .singleElement()
        .asString()
        .contains("\"note\" of desk.line is a field of type text", "leads to no other record")
        .doesNotContain("Did you mean");
  }

  /**
   * As a module declares its fields: a mistake in one fails the class, and Java wraps the cause.
   */
  static final class TwelveDecimals implements ModelModule {
    @Override
    public void define(Models models) {
      models.model("desk.product").fields(Prices.PRICE);
    }
  }

  static final class Prices {
    static final Field<BigDecimal> PRICE = decimal("price", 12);

    private Prices() {}
  }

  @Test
  void module_whoseConstantFails_tellsTheCause_N12() {
    assertThat(faultsOf(new TwelveDecimals()))
        .singleElement()
        .asString()
        .contains(
            "SYNC-1008", "decimal(\"price\", 12): the scale is 0 to 9", "NewcomerFaultsTest.java:")
        .doesNotContain("ExceptionInInitializerError");
  }
}
