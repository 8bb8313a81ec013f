package dev.syncer.testkit;

import dev.syncer.core.broker.CloseCode;
import dev.syncer.core.broker.Frame;
import dev.syncer.core.broker.Outlet;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The way to the client of a test, which takes all at once, or nothing. */
final class TestOutlet implements Outlet {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final long MORE_THAN_ANY_SHARE = Long.MAX_VALUE / 2;

  private final BiConsumer<String, JsonNode> client;
  private boolean isReading = true;
  private volatile @Nullable CloseCode closed;

  /**
   * @param client takes the kind and the params of each frame, on the thread that sends it
   */
  TestOutlet(BiConsumer<String, JsonNode> client) {
    this.client = client;
  }

  @Override
  public void send(Frame frame) {
    byte[] bytes = new byte[frame.size()];
    frame.params().get(bytes);
    client.accept(
        frame.kind().wireName(), JSON.readTree(new String(bytes, StandardCharsets.UTF_8)));
  }

  @Override
  public synchronized long pendingBytes() {
    return isReading ? 0 : MORE_THAN_ANY_SHARE;
  }

  @Override
  public void close(CloseCode code, String reason) {
    closed = code;
  }

  synchronized void reads(boolean isSo) {
    isReading = isSo;
  }

  synchronized boolean isReading() {
    return isReading;
  }

  /** Why the node closed it; null if it did not. */
  @Nullable CloseCode closed() {
    return closed;
  }
}
