package dev.syncer.core.spi;

import org.jspecify.annotations.Nullable;

/** The database refused: full, broken, closed, too slow. What was asked for did not happen. */
public class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
