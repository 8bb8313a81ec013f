package dev.syncer.core.broker;

/** Why a connection ends, with the number that WebSocket clients see. */
public enum CloseCode {
  NORMAL(1000),
  PROTOCOL_ERROR(1002),
  UNSUPPORTED_DATA(1003),
  INVALID_TEXT(1007),
  POLICY(1008),
  TOO_BIG(1009),
  INTERNAL_ERROR(1011),
  RESTART(1012),
  TRY_LATER(1013),
  NOT_AUTHENTICATED(4401),
  FOREIGN_ORIGIN(4403),
  NO_HEARTBEAT(4408),
  SESSION_ENDED(4409),
  LIMIT(4429);

  private final int number;

  CloseCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
