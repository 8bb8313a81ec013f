package dev.syncer.behaviour;

class UndertowKillTest extends KillContract {
  @Override
  protected Class<?> node() {
    return KilledUndertow.class;
  }
}
