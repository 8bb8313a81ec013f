package dev.syncer.behaviour;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Where the node of {@link KillContract} is at the moment. Safe for use by many threads. */
final class KillSite {

  /**
   * @param number of the process, from 1
   */
  record Place(int number, URI server) {}

  private int number;
  private Optional<URI> server = Optional.empty();
  private boolean isOver;

  /** Another process is there. */
  synchronized void move(URI to) {
    number++;
    server = Optional.of(to);
    notifyAll();
  }

  /** There will be no other process. */
  synchronized void end() {
    isOver = true;
    notifyAll();
  }

  /** Lets a while pass, unless the end comes or another process. */
  synchronized void pause(Duration time) {
    try {
      if (!isOver) {
        TimeUnit.NANOSECONDS.timedWait(this, time.toNanos());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  synchronized boolean isOver() {
    return isOver;
  }

  /**
   * The place of a later process than that with the number, once there is one; empty at the end.
   */
  synchronized Optional<Place> after(int known) {
    try {
      while (number <= known && !isOver) {
        wait();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return isOver ? Optional.empty() : server.map(uri -> new Place(number, uri));
  }
}
