package dev.syncer.core.suite.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Values by number, ascending. It never changes: a change makes another one, which shares most of
 * its nodes with it, so that a snapshot costs nothing. A treap: the numbers form a search tree, and
 * weights that are drawn from the numbers keep it balanced.
 */
final class ByNumber<V> implements Iterable<V> {
  private static final ByNumber<?> EMPTY = new ByNumber<>(null);

  private record Node<V>(
      long number, V value, int weight, @Nullable Node<V> left, @Nullable Node<V> right) {
    Node<V> withLeft(@Nullable Node<V> other) {
      return new Node<>(number, value, weight, other, right);
    }

    Node<V> withRight(@Nullable Node<V> other) {
      return new Node<>(number, value, weight, left, other);
    }
  }

  private final @Nullable Node<V> root;

  private ByNumber(@Nullable Node<V> root) {
    this.root = root;
  }

  @SuppressWarnings("unchecked") // it holds no values
  static <V> ByNumber<V> empty() {
    return (ByNumber<V>) EMPTY;
  }

  @Nullable V get(long number) {
    Node<V> at = root;
    while (at != null && at.number != number) {
      at = number < at.number ? at.left : at.right;
    }
    return at == null ? null : at.value;
  }

  ByNumber<V> with(long number, V value) {
    return new ByNumber<>(put(root, number, value));
  }

  private static <V> Node<V> put(@Nullable Node<V> at, long number, V value) {
    if (at == null) {
      return new Node<>(number, value, weight(number), null, null);
    }
    if (number == at.number) {
      return new Node<>(number, value, at.weight, at.left, at.right);
    }
    if (number < at.number) {
      Node<V> left = put(at.left, number, value);
      return left.weight > at.weight ? left.withRight(at.withLeft(left.right)) : at.withLeft(left);
    }
    Node<V> right = put(at.right, number, value);
    return right.weight > at.weight
        ? right.withLeft(at.withRight(right.left))
        : at.withRight(right);
  }

  /** Looks random, and is the same for the same number. */
  private static int weight(long number) {
    long mixed = (number ^ (number >>> 30)) * 0xbf58476d1ce4e5b9L;
    return (int) ((mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL >>> 32);
  }

  ByNumber<V> without(long number) {
    return new ByNumber<>(remove(root, number));
  }

  private static <V> @Nullable Node<V> remove(@Nullable Node<V> at, long number) {
    if (at == null) {
      return null;
    }
    if (number == at.number) {
      return joined(at.left, at.right);
    }
    return number < at.number
        ? at.withLeft(remove(at.left, number))
        : at.withRight(remove(at.right, number));
  }

  private static <V> @Nullable Node<V> joined(@Nullable Node<V> left, @Nullable Node<V> right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    return left.weight > right.weight
        ? left.withRight(joined(left.right, right))
        : right.withLeft(joined(left, right.left));
  }

  /** The values of numbers above one, ascending. */
  Iterable<V> after(long number) {
    return () -> new Ascending<>(root, number);
  }

  @Override
  public Iterator<V> iterator() {
    return new Ascending<>(root, Long.MIN_VALUE);
  }

  private static final class Ascending<V> implements Iterator<V> {
    private final Deque<Node<V>> open = new ArrayDeque<>();

    Ascending(@Nullable Node<V> root, long after) {
      Node<V> at = root;
      while (at != null) {
        if (at.number > after) {
          open.push(at);
          at = at.left;
        } else {
          at = at.right;
        }
      }
    }

    @Override
    public boolean hasNext() {
      return !open.isEmpty();
    }

    @Override
    public V next() {
      if (open.isEmpty()) {
        throw new NoSuchElementException();
      }
      Node<V> next = open.pop();
      for (Node<V> at = next.right; at != null; at = at.left) {
        open.push(at);
      }
      return next.value;
    }
  }
}
