package dev.syncer.rpc.core.live;

import dev.syncer.core.broker.Frame;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/** Looks into the JSON of frames, for what few of those who send them need. */
final class FrameJson {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private FrameJson() {}

  static byte[] bytes(Frame frame) {
    ByteBuffer buffer = frame.params();
    byte[] json = new byte[buffer.remaining()];
    buffer.get(json);
    return json;
  }

  /** A parser in front of the first change of a commit. */
  static JsonParser changes(byte[] json) {
    return member(json, "changes");
  }

  /** A parser at the first token of the value of a member. */
  static JsonParser member(byte[] json, String name) {
    JsonParser parser = MAPPER.createParser(json);
    parser.nextToken();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean isThere = parser.currentName().equals(name);
      parser.nextToken();
      if (isThere) {
        return parser;
      }
      parser.skipChildren();
    }
    throw new IllegalStateException("a frame without " + name);
  }

  /** The subscriptions that see something of a commit, or of a part of one. */
  static Set<String> subscriptions(Frame commit) {
    Set<String> subscriptions = new HashSet<>();
    try (JsonParser parser = changes(bytes(commit))) {
      while (parser.nextToken() == JsonToken.START_ARRAY) {
        parser.nextToken();
        subscriptions.add(parser.getString());
        parser.nextToken();
        parser.skipChildren();
        parser.nextToken(); // the end of the change
      }
    }
    return subscriptions;
  }

  /** Why a subscription starts anew. */
  static String reason(Frame reset) {
    return MAPPER.readTree(bytes(reset)).path("reason").asString("");
  }
}
