package dev.syncer.behaviour;

import static dev.syncer.behaviour.PressurePromise.I1;
import static dev.syncer.behaviour.PressurePromise.I11;
import static dev.syncer.behaviour.PressurePromise.I5;
import static dev.syncer.behaviour.PressurePromise.I8;

import dev.syncer.core.suite.NodeFixture;
import dev.syncer.testkit.adapters.WireTransport;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Those who look on in a run of {@link PressureContract}, over each transport. Whatever ends their
 * connections, they come back where they were.
 */
final class PressureClients {
  static final int REVOKED = 3;
  private static final int ENTITLED = 2;
  private static final WireTransport WEB_SOCKET = WireTransport.all().get(0);

  private final KillSite site = new KillSite();
  private final URI server;
  private final Map<Integer, String> tokens;
  private final List<KillClient> kept = new ArrayList<>();
  private final List<KillClient> others = new ArrayList<>();
  private final List<KillClient> newcomers = new ArrayList<>();

  /** The one that stops reading. */
  final KillClient slow;

  /** The one whose rights are taken away. */
  final KillClient revoked;

  /** The one that sees long texts. */
  final KillClient texts;

  /**
   * @param tokens of sessions, by user
   */
  PressureClients(URI server, Map<Integer, String> tokens) {
    this.server = server;
    this.tokens = tokens;
    site.move(server);
    for (WireTransport each : WireTransport.all()) {
      kept.add(client("a client of " + each, each, ENTITLED, KillRun.everything()));
    }
    slow = client("a client that stops", WEB_SOCKET, ENTITLED, KillRun.everything());
    kept.add(slow);
    revoked =
        client("a user whose groups are taken away", WEB_SOCKET, REVOKED, KillRun.everything());
    Map<String, Object> every = Map.of("channel", "demo:" + PressureModule.TEXT, "snapshot", true);
    texts = client("long texts", WEB_SOCKET, 7, List.of(every));
    others.add(client("filters", WEB_SOCKET, ENTITLED, KillRun.shapes()));
    others.add(texts);
  }

  private KillClient client(
      String name, WireTransport transport, int user, List<Map<String, Object>> wanted) {
    return new KillClient(name, transport, site, wanted)
        .as(tokens.getOrDefault(user, ""))
        .comingBack()
        .start();
  }

  /** Who comes while something is scarce. */
  List<KillClient> newcomers() {
    newcomers.add(client("a newcomer", WEB_SOCKET, 5, KillRun.everything()));
    newcomers.add(client("a newcomer with shapes", WEB_SOCKET, 6, KillRun.shapes()));
    return List.copyOf(newcomers);
  }

  /** Those that are told all there is. */
  List<KillClient> kept() {
    return List.copyOf(kept);
  }

  /** Those of them that read without a pause. */
  List<KillClient> reading() {
    return kept.stream().filter(each -> each != slow).toList();
  }

  /** All but the one whose rights are taken away. */
  List<KillClient> all() {
    List<KillClient> all = new ArrayList<>(kept);
    all.addAll(others);
    all.addAll(newcomers);
    return all;
  }

  /** By client, whole commits as they were applied. */
  Map<String, List<KillCommit>> told() {
    Map<String, List<KillCommit>> told = new HashMap<>();
    kept.forEach(client -> told.put(client.toString(), client.told()));
    return told;
  }

  /** Nobody's connection has ended, nor a subscription. */
  void stay(PressureVerdict verdict) {
    kept.forEach(
        each -> {
          verdict.check(I11, each + "'s connection broke", each.breaks() == 0);
          verdict.check(I11, each + ": " + each.ended(), each.ended().isEmpty());
        });
  }

  /** What they have noticed by themselves up to now. */
  void tell(PressureVerdict verdict) {
    for (KillClient each : all()) {
      each.faults().forEach(fault -> verdict.check(PressurePromise.brokenBy(fault), fault, false));
    }
    revoked.faults().forEach(fault -> verdict.check(I8, fault, false));
  }

  /** Each shows what a fresh read shows. */
  void compare(PressureVerdict verdict) {
    String token = tokens.getOrDefault(ENTITLED, "");
    for (KillClient client : all()) {
      PressurePromise promise = newcomers.contains(client) ? I5 : I1;
      for (int i = 0; i < client.wanted().size(); i++) {
        Map<String, Object> wanted = client.wanted().get(i);
        Map<Long, ?> fresh =
            NodeFixture.withoutNames(
                verdict.answer(
                    promise,
                    "a fresh read",
                    () -> KillReads.fresh(server, token, wanted, PressureVerdict.PATIENCE)));
        boolean isSame = NodeFixture.withoutNames(client.records(i)).equals(fresh);
        verdict.check(promise, client + " shows something else", isSame);
      }
    }
  }

  /** The node is about to end. */
  void end() {
    site.end();
  }
}
