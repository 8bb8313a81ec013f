package dev.syncer.transport.undertow;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.xnio.XnioIoThread;

/** The lane of each I/O thread. Safe for use by many threads. */
final class IoLanes {
  private final Map<XnioIoThread, IoLane> lanes = new ConcurrentHashMap<>();

  IoLane of(XnioIoThread thread) {
    return lanes.computeIfAbsent(thread, IoLane::new);
  }
}
