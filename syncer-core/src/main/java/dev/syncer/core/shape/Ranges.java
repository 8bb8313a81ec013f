package dev.syncer.core.shape;

import dev.syncer.core.model.ValueOrder;
import java.util.LinkedHashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Entries under ranges of values, found by a value that lies in their range. Both ends of a range
 * belong to it. Not safe for use by many threads.
 *
 * <p>A search tree by the lower ends, in which each node knows the highest upper end at and below
 * it, so that a search leaves out whole branches that end before the value: an interval tree (T.
 * Cormen and others, Introduction to Algorithms, "Augmenting data structures"). Random priorities
 * keep it flat, in whichever order ranges come and go (a treap); they need no seed of their own,
 * for nobody outside sees them.
 */
final class Ranges<T> {
  /** Below each value: the lower end of a range that has none. */
  static final Object FIRST = new Object();

  /** Above each value: the upper end of a range that has none. */
  static final Object LAST = new Object();

  private final SplittableRandom priorities = new SplittableRandom(1);
  private @Nullable Node<T> root;

  /** All ranges that begin at one place. */
  private static final class Node<T> {
    final Object from;
    final int priority;
    final NavigableMap<Object, Set<T>> byEnd = new TreeMap<>(Ranges::compare);
    @Nullable Node<T> left;
    @Nullable Node<T> right;
    Object highest = FIRST;

    Node(Object from, int priority) {
      this.from = from;
      this.priority = priority;
    }

    /** Brings up to date what it knows of those below it. */
    Node<T> settled() {
      highest = byEnd.lastKey();
      if (left != null && compare(left.highest, highest) > 0) {
        highest = left.highest;
      }
      if (right != null && compare(right.highest, highest) > 0) {
        highest = right.highest;
      }
      return this;
    }
  }

  @SuppressWarnings("ReferenceEquality") // the two ends of everything are what they are
  private static int compare(Object a, Object b) {
    if (a == b) {
      return 0;
    }
    if (a == FIRST || b == LAST) {
      return -1;
    }
    return a == LAST || b == FIRST ? 1 : ValueOrder.compare(a, b);
  }

  void add(Object from, Object to, T entry) {
    root = add(root, from, to, entry);
  }

  private Node<T> add(@Nullable Node<T> node, Object from, Object to, T entry) {
    int side = node == null ? 0 : compare(from, node.from);
    if (node == null || side == 0) {
      Node<T> place = node == null ? new Node<>(from, priorities.nextInt()) : node;
      place.byEnd.computeIfAbsent(to, end -> new LinkedHashSet<>(2)).add(entry);
      return place.settled();
    }
    if (side < 0) {
      Node<T> below = add(node.left, from, to, entry);
      node.left = below;
      if (below.priority > node.priority) {
        node.left = below.right;
        below.right = node.settled();
        return below.settled();
      }
    } else {
      Node<T> below = add(node.right, from, to, entry);
      node.right = below;
      if (below.priority > node.priority) {
        node.right = below.left;
        below.left = node.settled();
        return below.settled();
      }
    }
    return node.settled();
  }

  /** Harmless if it is not there. */
  void remove(Object from, Object to, T entry) {
    root = remove(root, from, to, entry);
  }

  private @Nullable Node<T> remove(@Nullable Node<T> node, Object from, Object to, T entry) {
    if (node == null) {
      return null;
    }
    int side = compare(from, node.from);
    if (side < 0) {
      node.left = remove(node.left, from, to, entry);
    } else if (side > 0) {
      node.right = remove(node.right, from, to, entry);
    } else {
      Set<T> place = node.byEnd.get(to);
      if (place != null && place.remove(entry) && place.isEmpty()) {
        node.byEnd.remove(to);
      }
      if (node.byEnd.isEmpty()) {
        return joined(node.left, node.right);
      }
    }
    return node.settled();
  }

  private @Nullable Node<T> joined(@Nullable Node<T> left, @Nullable Node<T> right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    if (left.priority > right.priority) {
      left.right = joined(left.right, right);
      return left.settled();
    }
    right.left = joined(left, right.left);
    return right.settled();
  }

  /** Tells of each entry in whose range a value lies. */
  void find(Object value, Consumer<T> found) {
    find(root, value, found);
  }

  private void find(@Nullable Node<T> node, Object value, Consumer<T> found) {
    if (node == null || compare(node.highest, value) < 0) {
      return;
    }
    find(node.left, value, found);
    if (compare(node.from, value) <= 0) {
      node.byEnd.tailMap(value, true).values().forEach(place -> place.forEach(found));
      find(node.right, value, found);
    }
  }

  /** How many entries a value finds; at a limit the counting ends. */
  int count(Object value, int limit) {
    return count(root, value, limit);
  }

  private int count(@Nullable Node<T> node, Object value, int limit) {
    if (node == null || compare(node.highest, value) < 0) {
      return 0;
    }
    int count = count(node.left, value, limit);
    if (compare(node.from, value) <= 0) {
      for (Set<T> place : node.byEnd.tailMap(value, true).values()) {
        if (count >= limit) {
          return limit;
        }
        count += place.size();
      }
      if (count < limit) {
        count += count(node.right, value, limit - count);
      }
    }
    return Math.min(count, limit);
  }
}
