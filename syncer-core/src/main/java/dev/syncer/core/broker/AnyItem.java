package dev.syncer.core.broker;

/**
 * Something in the line of a connection that is no part of the history, and only to come behind
 * what was there before it.
 *
 * @param position everything up to here was sent before it
 * @param task does it; also where the connection falls behind, as it waits for nothing then
 */
record AnyItem(long position, Runnable task) implements Line.Item {

  @Override
  public long sentBefore() {
    return position;
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void send() {
    task.run();
  }

  @Override
  public void dropped() {
    task.run();
  }

  @Override
  public boolean isPartOfJoin() {
    return false;
  }
}
