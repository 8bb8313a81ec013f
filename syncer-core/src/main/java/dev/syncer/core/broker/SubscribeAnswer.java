package dev.syncer.core.broker;

/**
 * What a subscription got.
 *
 * @param subscription the id of its shape on this node
 * @param cursor where it begins; for {@link State#RESUMED} the cursor that was given
 * @param state what comes before the tail
 */
public record SubscribeAnswer(String subscription, String cursor, State state) {

  /** What comes before the tail. */
  public enum State {
    /** Nothing: changes from the cursor on. */
    LIVE("live"),
    /** What is there now. */
    SNAPSHOT("snapshot"),
    /** What was missed. */
    RESUMED("resumed"),
    /** The cursor could not be used: a reset that says why, then what is there now. */
    RESET("reset");

    private final String wireName;

    State(String wireName) {
      this.wireName = wireName;
    }

    public String wireName() {
      return wireName;
    }
  }
}
