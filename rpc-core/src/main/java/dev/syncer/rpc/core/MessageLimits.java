package dev.syncer.rpc.core;

import static dev.syncer.core.fault.OptionCheck.check;

/**
 * How large messages may be, in both directions. Set through {@link Limits#builder}.
 *
 * @param size bytes of a WebSocket message; default 64 KiB, at least 125
 * @param body bytes of an HTTP body; default 1 MiB, at least 1
 * @param depth levels of arrays and objects in a message; default 64, 8 to 500
 * @param batch requests in one JSON-RPC batch; default 50, at least 1
 * @param answer bytes of the largest answer; default 8 MiB, at least 64 KiB
 * @param unread bytes that may wait for a connection that goes on sending without reading; default
 *     8 MiB, at least 64 KiB
 */
public record MessageLimits(int size, int body, int depth, int batch, long answer, long unread) {
  public MessageLimits {
    check(size >= 125, "message", size, "at least 125 bytes");
    check(body >= 1, "body", body, "at least 1 byte");
    check(depth >= 8 && depth <= 500, "depth", depth, "8 to 500 levels");
    check(batch >= 1, "batch", batch, "at least 1 request");
    check(answer >= 64 * 1024, "answer", answer, "at least 65536 bytes");
    check(unread >= 64 * 1024, "unreadAnswers", unread, "at least 65536 bytes");
  }
}
