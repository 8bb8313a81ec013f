package dev.syncer.rpc.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/** The files of {@code protocol/fixtures}. */
public final class Fixtures {
  private Fixtures() {}

  /** A file by its name without ending. */
  public static JsonNode read(String name) {
    try {
      return RpcNode.JSON.readTree(
          Files.readString(Path.of("..", "protocol", "fixtures", name + ".json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The message of a case. */
  public static JsonNode message(String file, String name) {
    for (JsonNode each : read(file).get("cases")) {
      if (each.get("name").asString().equals(name)) {
        return each.get("message");
      }
    }
    throw new IllegalArgumentException(file + " has no case \"" + name + "\"");
  }
}
