package dev.syncer.core.broker;

/** A heartbeat in the line of a connection: everything before it was sent. */
record BeatItem(ClientConnection connection, long position, Frame heartbeat) implements Line.Item {

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
    if (!connection.isClosed() && !connection.isFull()) {
      connection.outlet().send(heartbeat);
    }
  }

  @Override
  public boolean isPartOfJoin() {
    return false;
  }

  @Override
  public boolean isBeat() {
    return true;
  }
}
