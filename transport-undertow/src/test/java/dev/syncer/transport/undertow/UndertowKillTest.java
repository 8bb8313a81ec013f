package dev.syncer.transport.undertow;

import dev.syncer.testkit.KillContract;

class UndertowKillTest extends KillContract {
  @Override
  protected Class<?> node() {
    return KilledUndertow.class;
  }
}
