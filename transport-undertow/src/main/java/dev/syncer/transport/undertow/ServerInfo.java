package dev.syncer.transport.undertow;

import dev.syncer.core.SyncerOptions;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the server tells everybody about itself, as JSON. */
final class ServerInfo {
  private ServerInfo() {}

  static byte[] of(SyncerOptions options) {
    JsonMapper mapper = JsonMapper.shared();
    ObjectNode info = mapper.createObjectNode();
    info.put("protocol", WebSocketRoute.SUBPROTOCOL);
    info.put("node", options.node());
    info.put("heartbeat_ms", options.heartbeat().toMillis());
    return mapper.writeValueAsBytes(info);
  }
}
