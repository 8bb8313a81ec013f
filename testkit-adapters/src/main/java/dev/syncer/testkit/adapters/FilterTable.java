package dev.syncer.testkit.adapters;

import dev.syncer.api.Filter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records, and what filters find among them. A filter means the same in every store and in memory;
 * what it means is written here and nowhere else.
 *
 * @param records by field, of the model {@link StoreContractModels#THING}; each has a name
 * @param cases what is found
 */
record FilterTable(List<Map<String, @Nullable Object>> records, List<Case> cases) {
  FilterTable {
    records = List.copyOf(records);
    cases = List.copyOf(cases);
  }

  /**
   * A filter with the records that it finds.
   *
   * @param names in the order of the records
   */
  record Case(Filter filter, List<String> names) {}

  /** All tables. */
  static List<FilterTable> all() {
    return List.of(
        FilterTables.empties(),
        FilterTables.texts(),
        FilterTables.patterns(),
        FilterTables.numbers(),
        FilterTables.times(),
        FilterTables.links(),
        FilterTables.trees());
  }

  static Map<String, @Nullable Object> record(String name, @Nullable Object... fieldsAndValues) {
    Map<String, @Nullable Object> record = new LinkedHashMap<>();
    record.put("name", name);
    for (int i = 0; i < fieldsAndValues.length; i += 2) {
      record.put(String.valueOf(fieldsAndValues[i]), fieldsAndValues[i + 1]);
    }
    return record;
  }

  static Case when(Filter filter, String... names) {
    return new Case(filter, List.of(names));
  }

  static Case when(String field, String operator, @Nullable Object value, String... names) {
    return when(Filter.where(field, operator, value), names);
  }

  /** The values of an {@code in}; null may be one. */
  static List<@Nullable Object> values(@Nullable Object... values) {
    return Arrays.asList(values);
  }
}
