package dev.syncer.behaviour;

import java.util.List;

/** What always holds, I1 to I15 of the architecture, for {@link PressureContract}. */
enum PressurePromise {
  I1("no loss"),
  I2("once"),
  I3("order"),
  I4("atomic"),
  I5("snapshot meets tail"),
  I6("read your writes"),
  I7("nothing uncommitted"),
  I8("rights at delivery"),
  I9("no silent skip"),
  I10("bounded: a reader that stops loses nothing"),
  I11("a fault stays where it is"),
  I13("a cursor is resumed"),
  I14("isolation"),
  I15("what is over its time is stopped");

  /** What the faults of a {@link KillHistory} break. */
  static final List<PressurePromise> OF_THE_HISTORY = List.of(I1, I2, I3, I4, I7);

  private final String title;

  PressurePromise(String title) {
    this.title = title;
  }

  /** Which promise a fault of a {@link KillHistory} or of a view breaks. */
  static PressurePromise brokenBy(String fault) {
    if (fault.contains("nobody attempted it")) {
      return I7;
    }
    if (fault.contains("committed in part")) {
      return I4;
    }
    if (fault.contains("twice")) {
      return I2;
    }
    return fault.contains("version") && !fault.contains("was told as commit") ? I3 : I1;
  }

  @Override
  public String toString() {
    return name() + " " + title;
  }
}
