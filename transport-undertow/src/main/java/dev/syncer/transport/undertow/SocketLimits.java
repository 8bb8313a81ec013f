package dev.syncer.transport.undertow;

import dev.syncer.core.SyncerOptions;
import dev.syncer.rpc.core.Limits;
import java.time.Duration;

/**
 * What one WebSocket may cost.
 *
 * @param maxMessage bytes of the largest message of a client
 * @param share bytes that may wait for a client before it is served from the log
 * @param readPause bytes that wait for a client from which on it is not read any more: more than a
 *     session sends by itself, so that a slow reader is still heard
 * @param mostPending bytes that wait for a client from which on it is cut: only sessions that send
 *     past their share can bring it there
 * @param largestWrite bytes of one buffer that are offered to a socket at once
 * @param closeTimeout how long it may take to close
 */
record SocketLimits(
    int maxMessage,
    long share,
    long readPause,
    long mostPending,
    int largestWrite,
    Duration closeTimeout) {

  static SocketLimits of(HttpOptions http, Limits limits, SyncerOptions syncer) {
    long share = syncer.outboundShare();
    return new SocketLimits(
        limits.messages().size(),
        share,
        2 * share + syncer.frameLimit(),
        16 * share + 16L * syncer.frameLimit(),
        128 * 1024,
        http.closeTimeout());
  }
}
