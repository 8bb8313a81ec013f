package dev.syncer.rpc.core;

/**
 * The server's side of one connection of {@code syncer.v1}. A transport calls it by one thread at a
 * time, in the order of arrival; no method blocks.
 */
public interface LiveSession extends LiveStream {

  /**
   * A whole text message has arrived.
   *
   * @param json UTF-8, within the size limit, valid as UTF-8
   */
  void message(byte[] json);

  /** Something came from the peer, whatever it is: it is there. */
  default void heard() {}

  /**
   * The peer says no more, and still listens. What came before is carried out and answered; then
   * the session closes its outlet.
   */
  void ending();
}
