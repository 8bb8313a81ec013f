package dev.syncer.core.model;

import static dev.syncer.api.Fields.decimal;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncer.api.Field;
import dev.syncer.core.fault.StartupException;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A model that an interface of constants declares. */
class ModelClassTest {

  private interface Desk {
    String MODEL = "t.desk";
    Field<String> ZEBRA = text("zebra");
    Field<Long> APE = integer("ape");
    String ELSE = "no field";
    Field<String> MOUSE = text("mouse");
    Field<Long> BEAR = integer("bear");
  }

  private interface Nameless {
    Field<String> NAME = text("name");
  }

  private interface Empty {
    String MODEL = "t.empty";
  }

  @Test
  void constants_areTheFields_inTheOrderOfTheSource() {
    Registry registry = Registry.of(List.of(models -> models.model(Desk.class)));

    assertThat(registry.model("t.desk").orElseThrow().declaredFields())
        .extracting(ModelField::name)
        .containsExactly("zebra", "ape", "mouse", "bear");
  }

  private interface Broken {
    String MODEL = "t.broken";
    Field<BigDecimal> PRICE = decimal("price", 12);
  }

  @Test
  void constantThatFails_isToldByItsCause_N12() {
    assertThatThrownBy(() -> Registry.of(List.of(models -> models.model(Broken.class))))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("SYNC-1008")
        .hasMessageContaining("decimal(\"price\", 12): the scale is 0 to 9")
        .hasMessageNotContaining("ExceptionInInitializerError");
  }

  @Test
  void classWithoutNameOrFields_isAFaultAtStart() {
    assertThatThrownBy(() -> Registry.of(List.of(models -> models.model(Nameless.class))))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("has no constant String MODEL");
    assertThatThrownBy(() -> Registry.of(List.of(models -> models.model(Empty.class))))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("has no constant of type Field");
  }
}
