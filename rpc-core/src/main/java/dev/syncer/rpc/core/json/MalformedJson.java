package dev.syncer.rpc.core.json;

/** The input is not valid JSON. The message names the place, never the content. */
public final class MalformedJson extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedJson(String message) {
    super(message);
  }
}
