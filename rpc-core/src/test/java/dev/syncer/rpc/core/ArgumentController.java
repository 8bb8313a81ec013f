package dev.syncer.rpc.core;

import dev.syncer.rpc.Param;
import dev.syncer.rpc.Route;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A route for each type of argument; each answers what it got. */
public final class ArgumentController {
  record Point(int x, int y, @Nullable BigDecimal weight) {}

  enum Color {
    RED,
    GREEN
  }

  @Route(value = "/a/text", anonymous = true)
  public String text(String value) {
    return value;
  }

  @Route(value = "/a/long", anonymous = true)
  public long whole(long value) {
    return value;
  }

  @Route(value = "/a/int", anonymous = true)
  public int small(int value) {
    return value;
  }

  @Route(value = "/a/boolean", anonymous = true)
  public boolean flag(boolean value) {
    return value;
  }

  @Route(value = "/a/double", anonymous = true)
  public double floating(double value) {
    return value;
  }

  @Route(value = "/a/decimal", anonymous = true)
  public BigDecimal decimal(BigDecimal value) {
    return value;
  }

  @Route(value = "/a/date", anonymous = true)
  public LocalDate date(LocalDate value) {
    return value;
  }

  @Route(value = "/a/time", anonymous = true)
  public Instant time(Instant value) {
    return value;
  }

  @Route(value = "/a/longs", anonymous = true)
  public List<Long> longs(List<Long> value) {
    return value;
  }

  @Route(value = "/a/map", anonymous = true)
  public Map<String, Object> map(Map<String, Object> value) {
    return value;
  }

  @Route(value = "/a/any", anonymous = true)
  public @Nullable Object any(@Nullable Object value) {
    return value;
  }

  @Route(value = "/a/point", anonymous = true)
  public Point point(Point value) {
    return value;
  }

  @Route(value = "/a/points", anonymous = true)
  public int points(List<Point> value) {
    return value.size();
  }

  @Route(value = "/a/color", anonymous = true)
  public Color color(Color value) {
    return value;
  }

  @Route(value = "/a/optional", anonymous = true)
  public String optional(
      @Param(optional = true) @Nullable String text,
      @Param(value = "renamed", optional = true) int number) {
    return text + " " + number;
  }
}
