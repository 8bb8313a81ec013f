package dev.syncer.testkit.adapters;

import static dev.syncer.api.Filter.where;
import static dev.syncer.testkit.adapters.FilterTable.record;
import static dev.syncer.testkit.adapters.FilterTable.values;
import static dev.syncer.testkit.adapters.FilterTable.when;

import dev.syncer.api.Binary;
import dev.syncer.api.Filter;
import dev.syncer.api.Ref;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The tables of what filters mean. Values are written as code and as the wire has them, by turns.
 */
final class FilterTables {
  private static final long MOST = (1L << 53) - 1;
  private static final Instant TIME = Instant.parse("2026-11-22T10:15:30.123Z");

  private FilterTables() {}

  private static List<Object> range(long from, long to) {
    return LongStream.range(from, to).mapToObj(i -> (Object) i).toList();
  }

  /** No value, and values that look like none. */
  static FilterTable empties() {
    return new FilterTable(
        List.of(
            record("none"),
            record("zero", "number", 0L, "price", new BigDecimal("0.00"), "weight", 0.0),
            record("blank", "select", "", "data", Map.of(), "scan", Binary.of(new byte[0])),
            record("done", "done", true, "number", 1L, "select", "a")),
        List.of(
            when("number", "=", null, "none", "blank"),
            when("number", "!=", null, "zero", "done"),
            when("number", "=", 0, "zero"),
            when("number", "!=", 0, "none", "blank", "done"),
            when("number", "<", 1, "zero"),
            when("number", "<=", 0, "zero"),
            when("number", ">", -9, "zero", "done"),
            when("number", ">=", 0, "zero", "done"),
            when("number", "in", values()),
            when("number", "not in", values(), "none", "zero", "blank", "done"),
            when("number", "in", values((Object) null), "none", "blank"),
            when("number", "not in", values((Object) null), "zero", "done"),
            when("number", "in", values(0, null), "none", "zero", "blank"),
            when("number", "not in", values(0, null), "done"),
            when("number", "in", values(0, 5), "zero"),
            when("number", "not in", values(0, 5), "none", "blank", "done"),
            when("price", "=", null, "none", "blank", "done"),
            when("price", "=", "0", "zero"),
            when("weight", "=", 0, "zero"),
            when("weight", "=", null, "none", "blank", "done"),
            when("select", "=", null, "none", "zero"),
            when("select", "=", "", "blank"),
            when("select", "!=", "", "none", "zero", "done"),
            when("select", "<", "b", "blank", "done"),
            when("select", "in", values("", null), "none", "zero", "blank"),
            when("data", "=", null, "none", "zero", "done"),
            when("data", "!=", null, "blank"),
            when("scan", "=", null, "none", "zero", "done"),
            when("scan", "!=", null, "blank"),
            when("done", "=", true, "done"),
            when("done", "=", false, "none", "zero", "blank"),
            when("done", "!=", true, "none", "zero", "blank"),
            when("done", "in", values(true, false), "none", "zero", "blank", "done"),
            when("done", "=", null),
            when("level", "=", null, "none", "zero", "blank", "done"),
            when("create_uid", "=", null, "none", "zero", "blank", "done"),
            when("version", "=", 1, "none", "zero", "blank", "done"),
            when("id", ">", 0, "none", "zero", "blank", "done"),
            when("id", "=", null)));
  }

  /** Equality and order of text: by code point, with case and accents, and nothing is mended. */
  static FilterTable texts() {
    List<Object> words =
        Stream.concat(range(0, 2_000).stream().map(i -> "w'" + i), Stream.of("ÉMILE"))
            .map(word -> (Object) word)
            .toList();
    return new FilterTable(
        List.of(
            record("Z", "select", "Z", "level", "low"),
            record("a", "select", "a", "level", "low"),
            record("e+´", "select", "e\u0301mile", "level", "high"),
            record("É", "select", "ÉMILE"),
            record("é", "select", "émile"),
            record("replacement", "select", "\uFFFD"),
            record("𝒳", "select", "𝒳"),
            record("quote", "select", "it's \"so\"; DROP TABLE contract_thing; --"),
            record("space", "select", " a ")),
        List.of(
            when("select", "=", "émile", "é"),
            when("select", "=", "Émile"),
            when("select", "=", "e\u0301mile", "e+´"),
            when("select", "=", "emile"),
            when("select", "=", "a", "a"),
            when("select", "=", " a ", "space"),
            when("select", "=", "it's \"so\"; DROP TABLE contract_thing; --", "quote"),
            when("select", "!=", "a", "Z", "e+´", "É", "é", "replacement", "𝒳", "quote", "space"),
            when("select", "<", "a", "Z", "space"),
            when("select", "<=", "a", "Z", "a", "space"),
            when("select", ">", "e", "e+´", "É", "é", "replacement", "𝒳", "quote"),
            when("select", ">", "z", "É", "é", "replacement", "𝒳"),
            // UTF-16 would put 𝒳 before U+FFFD.
            when("select", ">", "\uFFFD", "𝒳"),
            when("select", ">=", "\uFFFD", "replacement", "𝒳"),
            when("select", "<", "𝒳", "Z", "a", "e+´", "É", "é", "replacement", "quote", "space"),
            when("select", "in", words, "É"),
            when("select", "in", values("𝒳", "a", "a", "A"), "a", "𝒳"),
            when("level", "=", "low", "Z", "a"),
            when("level", "!=", "low", "e+´", "É", "é", "replacement", "𝒳", "quote", "space"),
            when(
                "level",
                "in",
                values("high", null),
                "e+´",
                "É",
                "é",
                "replacement",
                "𝒳",
                "quote",
                "space")));
  }

  /** The four kinds of {@code like}. */
  static FilterTable patterns() {
    return new FilterTable(
        List.of(
            record("none"),
            record("upper", "select", "Émile 100%"),
            record("lower", "select", "émile_100\\"),
            record("plain", "select", "emile 𝒳 100x"),
            record("empty", "select", ""),
            record("Greek", "select", "Σίσυφος ΣΊΣΥΦΟΣ ß"),
            record("dot", "select", "İstanbul"),
            record("lines", "select", "one\ntwo")),
        List.of(
            when(
                "select", "=like", "%", "upper", "lower", "plain", "empty", "Greek", "dot",
                "lines"),
            when(
                "select", "=like", "%%%", "upper", "lower", "plain", "empty", "Greek", "dot",
                "lines"),
            when("select", "like", "", "upper", "lower", "plain", "empty", "Greek", "dot", "lines"),
            when("select", "not like", "", "none"),
            when("select", "=like", "", "empty"),
            when("select", "=ilike", "", "empty"),
            when("select", "like", "mile", "upper", "lower", "plain"),
            when("select", "like", "MILE"),
            when("select", "ilike", "MILE", "upper", "lower", "plain"),
            when("select", "not like", "mile", "none", "empty", "Greek", "dot", "lines"),
            when("select", "not ilike", "MILE", "none", "empty", "Greek", "dot", "lines"),
            when("select", "like", "É", "upper"),
            when("select", "ilike", "É", "upper", "lower"),
            when("select", "ilike", "EMI", "plain"),
            when("select", "like", "100\\%", "upper"),
            when("select", "=like", "%100\\%%", "upper"),
            when("select", "like", "100%", "upper", "lower", "plain"),
            when("select", "like", "\\_", "lower"),
            when("select", "=like", "_mile%", "upper", "lower", "plain"),
            when("select", "=like", "émile_100\\\\", "lower"),
            when("select", "=like", "%\\", "lower"),
            when("select", "=ilike", "\\ÉMILE\\_%", "lower"),
            when("select", "=like", "\\émile%", "lower"),
            when("select", "=like", "emile _ 100x", "plain"),
            when("select", "=like", "emile __ 100x"),
            when("select", "ilike", "𝒳 100X", "plain"),
            when("select", "=like", "_______ 100_", "plain"),
            when("select", "ilike", "σίσυφος", "Greek"),
            when("select", "ilike", "ΣΊΣΥΦΟΣ", "Greek"),
            when("select", "ilike", "ΣΊΣ", "Greek"),
            when("select", "ilike", "φοσ", "Greek"),
            when("select", "like", "φοσ"),
            when("select", "ilike", "SS", "Greek"),
            when("select", "like", "ß", "Greek"),
            when("select", "ilike", "istanbul"),
            when("select", "ilike", "STANBUL", "dot"),
            when("select", "=like", "one%two", "lines"),
            when("select", "=like", "one_two", "lines"),
            when("select", "like", "'%; DROP TABLE contract_thing; --")));
  }

  /** Whole numbers, decimals, floats, up to their ends. */
  static FilterTable numbers() {
    return new FilterTable(
        List.of(
            record("least", "number", -MOST, "price", new BigDecimal("-9999999999999999.99")),
            record("small", "number", -5L, "price", new BigDecimal("-0.01"), "weight", -1.5e308),
            record("middle", "number", 9L, "price", new BigDecimal("9.90"), "weight", 0.1),
            record("large", "number", 12L, "price", new BigDecimal("10.00"), "weight", 0.1 + 0.2),
            record("most", "number", MOST, "price", new BigDecimal("9999999999999999.99")),
            record("tiny", "ratio", new BigDecimal("0.000000001"), "weight", Double.MIN_VALUE)),
        List.of(
            when("number", "=", 9, "middle"),
            when("number", "=", MOST, "most"),
            when("number", "=", MOST - 1),
            when("number", "<", -5, "least"),
            when("number", "<", 12, "least", "small", "middle"),
            when("number", ">", MOST - 1, "most"),
            when("number", ">=", -MOST, "least", "small", "middle", "large", "most"),
            when("number", "in", range(-10, 2_000), "small", "middle", "large"),
            when("number", "not in", range(-10, 2_000), "least", "most", "tiny"),
            when("price", "=", "9.9", "middle"),
            when("price", "=", "9.90", "middle"),
            when("price", "=", "990e-2", "middle"),
            when("price", "=", 10, "large"),
            when("price", "!=", "10.0", "least", "small", "middle", "most", "tiny"),
            when("price", "<", "10", "least", "small", "middle"),
            when("price", "<", 0, "least", "small"),
            when("price", "<=", "-0.01", "least", "small"),
            when("price", ">", "9.9", "large", "most"),
            when("price", ">", new BigDecimal("9999999999999999.98"), "most"),
            when("price", "in", values("9.9", "10", "-0.01"), "small", "middle", "large"),
            when("ratio", "=", "0.000000001", "tiny"),
            when("ratio", "<", "0.000000002", "tiny"),
            when("ratio", "<=", 0),
            when("weight", "=", 0.1, "middle"),
            when("weight", "=", 0.3),
            when("weight", ">", 0.3, "large"),
            when("weight", ">", 0, "middle", "large", "tiny"),
            when("weight", "<", -1.0e308, "small"),
            when("weight", "in", values(0.1, 0.1 + 0.2), "middle", "large")));
  }

  /** Dates, and times to the millisecond. */
  static FilterTable times() {
    return new FilterTable(
        List.of(
            record(
                "first", "day", LocalDate.of(1, 1, 1), "at", Instant.parse("0001-01-01T00:00:00Z")),
            record(
                "leap",
                "day",
                LocalDate.of(2024, 2, 29),
                "at",
                Instant.parse("1969-12-31T23:59:59.999Z")),
            record("before", "day", LocalDate.of(2026, 11, 21), "at", TIME.minusMillis(1)),
            record("now", "day", LocalDate.of(2026, 11, 22), "at", TIME),
            record("after", "day", LocalDate.of(2026, 11, 23), "at", TIME.plusMillis(1)),
            record(
                "last",
                "day",
                LocalDate.of(9999, 12, 31),
                "at",
                Instant.parse("9999-12-31T23:59:59.999Z")),
            record("never")),
        List.of(
            when("day", "=", "2026-11-22", "now"),
            when("day", "!=", "2026-11-22", "first", "leap", "before", "after", "last", "never"),
            when("day", "<", LocalDate.of(2026, 11, 22), "first", "leap", "before"),
            when("day", "<=", "2024-02-29", "first", "leap"),
            when("day", ">", "2026-11-22", "after", "last"),
            when("day", ">=", "9999-12-31", "last"),
            when("day", "in", values("0001-01-01", "2024-02-29", null), "first", "leap", "never"),
            when("day", "=", null, "never"),
            when("at", "=", TIME, "now"),
            when("at", "=", "2026-11-22T10:15:30.123Z", "now"),
            when("at", "=", "2026-11-22T11:15:30.123+01:00", "now"),
            when("at", "=", "2026-11-22T10:15:30.123999Z", "now"),
            when("at", "=", "2026-11-22T10:15:30Z"),
            when("at", "<", "2026-11-22T10:15:30.123Z", "first", "leap", "before"),
            when("at", "<=", TIME, "first", "leap", "before", "now"),
            when("at", ">", TIME, "after", "last"),
            when("at", ">=", TIME.plusMillis(1), "after", "last"),
            when("at", "<", "1970-01-01T00:00:00Z", "first", "leap"),
            when("at", ">", "9999-12-31T23:59:59.998Z", "last"),
            when("at", "in", values(TIME, "2026-11-22T10:15:30.124Z"), "now", "after"),
            when("at", "=", null, "never"),
            when(
                "create_date",
                "=",
                StoreContractFixture.NOON,
                "first",
                "leap",
                "before",
                "now",
                "after",
                "last",
                "never")));
  }

  /** Many2ones by id, and lists. The places are attic 1, cellar 2, and 10, which nobody made. */
  static FilterTable links() {
    return new FilterTable(
        List.of(
            record("nowhere"),
            record("attic", "place_id", Ref.to(1), "place_ids", List.of(1L)),
            record("cellar", "place_id", Ref.of(2, "a name"), "place_ids", List.of(1L, 2L)),
            record("gone", "place_id", Ref.to(10), "place_ids", List.of())),
        List.of(
            when("place_id", "=", 2, "cellar"),
            when("place_id", "=", Ref.to(2), "cellar"),
            when("place_id", "=", Ref.of(2, "another name"), "cellar"),
            when("place_id", "!=", 2, "nowhere", "attic", "gone"),
            when("place_id", "=", null, "nowhere"),
            when("place_id", "!=", null, "attic", "cellar", "gone"),
            when("place_id", "in", values(1, 10, 77), "attic", "gone"),
            when("place_id", "in", values(null, 10), "nowhere", "gone"),
            when("place_id", "not in", values(1, 10), "nowhere", "cellar"),
            when("place_id", "in", range(2, 2_000), "cellar", "gone"),
            when("place_ids", "contains", 1, "attic", "cellar"),
            when("place_ids", "contains", Ref.to(2), "cellar"),
            when("place_ids", "contains", 10),
            when("place_ids", "contains", null),
            when(where("place_ids", "contains", 2).not(), "nowhere", "attic", "gone"),
            when(
                where("place_ids", "contains", 1).and(where("place_ids", "contains", 2)), "cellar"),
            when(
                where("place_ids", "contains", 2).or(where("place_id", "=", 10)),
                "cellar",
                "gone")));
  }

  /** What "and", "or" and "not" make of terms, and names of fields that mean something in SQL. */
  static FilterTable trees() {
    Filter low = where("level", "=", "low");
    Filter positive = where("number", ">=", 0);
    Filter none = new Filter.Any(List.of());
    List<Filter> numbers = new ArrayList<>();
    range(0, 3_000).forEach(i -> numbers.add(where("number", "=", i)));
    return new FilterTable(
        List.of(
            record("none"),
            record("small", "number", -5L, "level", "low", "value", 1L),
            record("middle", "number", 0L, "level", "low", "select", "x"),
            record("large", "number", 12L, "level", "high")),
        List.of(
            when(Filter.all(), "none", "small", "middle", "large"),
            when(Filter.all().not()),
            when(none),
            when(none.not(), "none", "small", "middle", "large"),
            when(low.and(positive), "middle"),
            when(low.or(positive), "small", "middle", "large"),
            when(low.and(positive).not(), "none", "small", "large"),
            when(low.or(positive).not(), "none"),
            when(low.not().and(positive.not()), "none"),
            when(low.not().or(positive.not()), "none", "small", "large"),
            when(low.not().not(), "small", "middle"),
            when(low.and(positive.or(positive.not())), "small", "middle"),
            when(low.and(low.not())),
            when(low.and(Filter.all()), "small", "middle"),
            when(low.or(Filter.all()), "none", "small", "middle", "large"),
            when(low.and(none)),
            when(low.or(none), "small", "middle"),
            when(where("number", ">", -9).and(where("number", "<", 5)), "small", "middle"),
            when(where("number", "<", -9).or(where("number", ">", 5)), "large"),
            when(where("number", "!=", 0).and(where("number", "!=", null)), "small", "large"),
            when(where("number", "=", 0).or(where("number", "=", null)), "none", "middle"),
            when(new Filter.Any(numbers), "middle", "large"),
            when(new Filter.All(numbers)),
            when(new Filter.All(numbers).not(), "none", "small", "middle", "large"),
            when("value", "=", 1, "small"),
            when("select", "like", "x", "middle")));
  }
}
