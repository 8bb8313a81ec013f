package dev.syncer.core.suite;

import dev.syncer.core.broker.SubscribeAnswer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One subscription of an {@link OracleClient}, over all of its connections. */
public final class OracleSubscription {
  public final RandomShapeRequest request;
  public final ShapeView view = new ShapeView();

  /** The server's name for it in this connection. */
  public String name = "";

  /** How many frames its connection was sent before the answer: none of them is of this one. */
  public long answeredAfter;

  /** Where it goes on; null while it has nothing. */
  @Nullable String cursor;

  /** Records of a snapshot on its way; null if there is none. What it replaces stays until then. */
  private @Nullable List<JsonNode> loading;

  /** What came while a snapshot for this one alone was on its way. */
  private final List<JsonNode> backlog = new ArrayList<>();

  private int chunks;
  private boolean isShared;

  /** Whether what is held may be newer than the cursor: pages of a snapshot are. */
  private boolean isAhead;

  public OracleSubscription(RandomShapeRequest request) {
    this.request = request;
  }

  public boolean isLoading() {
    return loading != null;
  }

  /**
   * Another connection has answered.
   *
   * @param mayRepeat whether rights have changed since the cursor, so that the client may know
   */
  public void answered(SubscribeAnswer answer, boolean mayRepeat) {
    name = answer.subscription();
    switch (answer.state()) {
      case SNAPSHOT, RESET -> begin();
      case RESUMED -> view.lenient(isShared || isAhead || mayRepeat);
      case LIVE -> view.faults().add("live, but a snapshot was asked for");
    }
  }

  /** There is another one with the same request: the tail is that of both, so it may be known. */
  public void shared() {
    isShared = true;
    view.lenient(true);
  }

  /** A snapshot begins. */
  public void begin() {
    loading = new ArrayList<>();
    backlog.clear();
    chunks = 0;
  }

  public void snapshot(JsonNode params, String at) {
    if (loading == null) {
      if (!isShared) {
        view.faults().add("a snapshot that nobody asked for");
      }
      return; // for the other one
    }
    chunks++;
    params.get("records").forEach(loading::add);
    if (params.get("last").booleanValue()) {
      view.clear();
      loading.forEach(view::load);
      view.lenient(isShared);
      backlog.forEach(view::apply);
      loading = null;
      cursor = at;
      isAhead = chunks > 1;
    }
  }

  public void commit(List<JsonNode> notifications, String to) {
    if (loading != null) {
      if (isShared) {
        backlog.addAll(notifications);
      } else {
        view.faults().add("a commit before the snapshot is whole");
      }
      return;
    }
    notifications.forEach(view::apply);
    cursor = to;
  }

  public void heartbeat(String at) {
    if (loading == null) {
      cursor = at;
      isAhead = false;
      view.lenient(isShared);
    }
  }

  /** What was half done counts as not done. */
  public void disconnected() {
    loading = null;
    name = "";
  }
}
