package dev.syncer.transport.undertow;

import dev.syncer.core.broker.CloseCode;
import dev.syncer.core.broker.Frame;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * How events look in the answer to one request. Each answers buffers to be written in their order,
 * none for nothing.
 */
interface EventFormat {

  String contentType();

  /** Whether the answer ends the connection. */
  boolean endsConnection();

  /** What comes first; see {@code EventOutlet.begin}. */
  List<ByteBuffer> begin(byte[] subscriptions, String place);

  /** One event; see {@code EventOutlet.event}. */
  List<ByteBuffer> event(Frame frame, String place);

  /** What tells the peer that we are here. */
  List<ByteBuffer> beat();

  /** The end; none where the answer cannot be ended well, and the connection is cut instead. */
  List<ByteBuffer> end(CloseCode code, String reason);
}
