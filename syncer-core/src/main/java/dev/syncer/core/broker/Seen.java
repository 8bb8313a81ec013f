package dev.syncer.core.broker;

import dev.syncer.api.User;
import dev.syncer.core.memory.Footprint;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.shape.Shape;
import dev.syncer.core.shape.VisibleChange;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the subscribers of a shape see of a commit; nothing is encoded where it is more than it may
 * be.
 *
 * @param overflows whether it is so much that they read anew instead
 */
record Seen(List<Entry> entries, boolean overflows) {
  static final Seen OVERFLOW = new Seen(List.of(), true);

  Seen {
    entries = List.copyOf(entries);
  }

  /** About how many bytes it takes with its records, and without notifications. */
  long bytes() {
    return Entry.BYTES + entries.stream().mapToLong(Entry::bytes).sum();
  }

  /** What a shape sees of a change, and its place in the commit. Equal only to itself. */
  static final class Entry {
    private static final int BYTES = 200;

    private final int place;
    private final Shape shape;
    private final User actor;
    private final VisibleChange visible;

    Entry(int place, Shape shape, User actor, VisibleChange visible) {
      this.place = place;
      this.shape = shape;
      this.actor = actor;
      this.visible = visible;
    }

    long recordId() {
      return visible.record().id();
    }

    Shape shape() {
      return shape;
    }

    /** Who acted, called as those who see the shape may call them. */
    User actor() {
      return actor;
    }

    VisibleChange visible() {
      return visible;
    }

    /** About how many bytes it takes with its record, and without its notification. */
    long bytes() {
      return BYTES + visible.record().bytes();
    }

    /** About how many bytes its notification will have. */
    long size() {
      if (visible.isEntire()) {
        return bytes();
      }
      long size = BYTES;
      for (ModelField field : visible.changed()) {
        size += Footprint.of(visible.record().value(field));
      }
      return size;
    }
  }

  /**
   * An entry under the name of a subscription.
   *
   * @param subscription whose it is, where only one is told
   */
  record Named(String name, Entry entry, @Nullable Subscription subscription, SubscriptionId id) {
    /**
     * As the commit changed the records, and of one record by the names of the subscriptions: in
     * which order they were found hangs on values that one may not read.
     */
    static final Comparator<Named> ORDER =
        Comparator.<Named>comparingInt(each -> each.entry.place).thenComparing(Named::name);

    /** Whether the subscription sees the same as when it was looked at; always true for all. */
    boolean isWanted() {
      return subscription == null || id.equals(subscription.settledId());
    }
  }
}
