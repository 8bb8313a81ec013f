package dev.syncer.rpc.core.json;

/** Bytes that are not the JSON that is taken here. The message names a place, never the content. */
public final class MalformedJson extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedJson(String message) {
    super(message);
  }
}
