package dev.syncer.rpc.core.live;

import dev.syncer.core.broker.Frame;
import dev.syncer.core.broker.SubscribeAnswer;
import dev.syncer.core.broker.SubscribeAnswer.State;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where each subscription of a stream stands, as its client has it.
 *
 * <p>A client keeps one text, its place, and goes on with it. Mostly that is one cursor, for all
 * subscriptions. While they stand at different places, because one of them starts anew, it is a
 * list of cursors in the order of the subscriptions, with an empty one for a snapshot that is not
 * there as a whole. So whatever moment a connection breaks at, nothing is lost and nothing comes
 * twice.
 *
 * <p>Used by one thread at a time.
 */
final class StreamCursor {
  private static final String BETWEEN = ",";

  private final List<String> subscriptions;
  private final Map<String, String> cursors = new LinkedHashMap<>();
  private final Function<String, OptionalLong> positions;
  private final Set<String> touched = new HashSet<>();
  private boolean isWithinCommit;

  /**
   * @param answers to the subscriptions, in their order
   * @param positions the position that a cursor names
   */
  StreamCursor(List<SubscribeAnswer> answers, Function<String, OptionalLong> positions) {
    this.subscriptions = answers.stream().map(SubscribeAnswer::subscription).toList();
    this.positions = positions;
    for (SubscribeAnswer answer : answers) {
      boolean isThere = answer.state() == State.LIVE || answer.state() == State.RESUMED;
      cursors.put(answer.subscription(), isThere ? answer.cursor() : "");
    }
  }

  /**
   * The cursors in a place, as a client sends it back.
   *
   * @param count how many subscriptions there are
   * @return a cursor for each, null where it starts anew. A place that was not made for so many is
   *     handed on as it is: no cursor of ours, which the broker says to the client
   */
  static List<@Nullable String> parse(String place, int count) {
    String[] parts = place.split(BETWEEN, -1);
    List<@Nullable String> cursors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String cursor = parts.length == count ? parts[i] : place;
      cursors.add(cursor.isEmpty() ? null : cursor);
    }
    return cursors;
  }

  /**
   * The client gets this frame.
   *
   * @param isLive whether the connection is live: then all its subscriptions are served together,
   *     and a commit moves them all. While it catches up, one that the commit does not name may
   *     have to begin before it
   */
  void take(Frame frame, boolean isLive) {
    switch (frame.kind()) {
      case COMMIT -> {
        isWithinCommit = !frame.isLast();
        if (!isLive && cursors.size() > 1) {
          touched.addAll(frame.subscriptions());
        }
        if (frame.isLast()) {
          boolean movesAll = isLive || cursors.size() == 1;
          move(frame.cursor(), movesAll ? Set.copyOf(cursors.keySet()) : touched);
          touched.clear();
        }
      }
      case HEARTBEAT -> move(frame.cursor(), Set.copyOf(cursors.keySet()));
      case RESET -> cursors.replace(frame.subscription(), "");
      case SNAPSHOT -> cursors.replace(frame.subscription(), frame.isLast() ? frame.cursor() : "");
      case ENDED -> end(frame.subscription());
      case MESSAGE, PRESENCE -> {} // no part of the history
    }
  }

  /** It has no place any more; who comes back with it begins anew. */
  private void end(String subscription) {
    cursors.remove(subscription);
  }

  private void move(String reached, Set<String> moved) {
    moved.forEach(
        subscription -> cursors.computeIfPresent(subscription, (id, now) -> later(now, reached)));
  }

  /** A commit moves nothing that is further on, and no snapshot that is not whole. */
  private String later(String cursor, String reached) {
    if (cursor.isEmpty() || cursor.equals(reached)) {
      return cursor;
    }
    long now = positions.apply(cursor).orElse(0);
    return positions.apply(reached).orElse(0) > now ? reached : cursor;
  }

  /** Whether a client that has got all this is in the middle of nothing. */
  boolean isComplete() {
    return !isWithinCommit && !cursors.containsValue("");
  }

  /** Where a client goes on that has got all this; empty for where it was before. */
  String text() {
    if (isWithinCommit || cursors.values().stream().allMatch(String::isEmpty)) {
      return "";
    }
    List<String> each = subscriptions.stream().map(id -> cursors.getOrDefault(id, "")).toList();
    return each.stream().distinct().count() == 1 ? each.get(0) : String.join(BETWEEN, each);
  }
}
