package dev.syncer.core.spi;

/** A piece of work was stopped since its {@link Deadline} is over; nothing of it was written. */
public final class TimeOverException extends StoreException {
  private static final long serialVersionUID = 1L;

  public TimeOverException() {
    super("the work took longer than it may and was stopped. Nothing was written.", null);
  }
}
