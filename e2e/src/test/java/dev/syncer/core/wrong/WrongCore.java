package dev.syncer.core.wrong;

import dev.syncer.core.model.Model;
import dev.syncer.core.wrong.circle.There;
import dev.syncer.rpc.core.Caller;
import java.util.List;
import java.util.logging.Logger;

/**
 * What core must not do: know an adapter, know a package that knows it, log past SLF4J, print,
 * sleep, look at the clock, weigh rights.
 */
public record WrongCore(Caller caller, Logger logger, List<There> circle) {
  public void act() throws InterruptedException {
    System.out.println(System.currentTimeMillis());
    Thread.sleep(1);
  }

  public boolean isAllowed(Model model) {
    return model.grants().isEmpty();
  }
}
