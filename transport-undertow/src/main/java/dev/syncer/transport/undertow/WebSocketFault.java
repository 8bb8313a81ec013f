package dev.syncer.transport.undertow;

import dev.syncer.core.broker.CloseCode;

/** What a peer sent breaks a rule; the connection ends with this code. */
final class WebSocketFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final CloseCode code;

  WebSocketFault(CloseCode code, String reason) {
    // A fault is an answer to the peer: whoever sends many of them pays for no stack traces here.
    super(reason, null, false, false);
    this.code = code;
  }

  CloseCode code() {
    return code;
  }
}
