package dev.syncer.core.suite;

import dev.syncer.api.Filter;
import dev.syncer.api.Query;
import dev.syncer.core.model.Registry;
import dev.syncer.core.shape.ShapeRequest;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks to see of {@link RandomModels}, by chance; the same words are a subscription
 * and a query.
 */
public record RandomShapeRequest(
    RandomModel model,
    Filter filter,
    @Nullable List<String> fields,
    List<String> order,
    @Nullable Integer limit) {

  /** All of a model. */
  public static RandomShapeRequest all(RandomModel model) {
    return new RandomShapeRequest(model, Filter.all(), null, List.of(), null);
  }

  public static RandomShapeRequest of(Random random, RandomModel model) {
    Filter filter = random.nextInt(3) == 0 ? Filter.all() : filter(random, model, 2);
    List<String> fields = null;
    if (random.nextInt(3) == 0) {
      fields =
          model.fields().stream().map(RandomField::name).filter(f -> random.nextBoolean()).toList();
    }
    boolean hasWindow = random.nextInt(4) == 0;
    List<String> order = new ArrayList<>();
    for (int i = hasWindow ? random.nextInt(3) : 0; i > 0; i--) {
      order.add(any(random, columns(model)).name() + (random.nextBoolean() ? " desc" : ""));
    }
    return new RandomShapeRequest(
        model, filter, fields, order, hasWindow ? 1 + random.nextInt(4) : null);
  }

  private static <T> T any(Random random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static List<RandomField> columns(RandomModel model) {
    return model.fields().stream().filter(f -> f.isStored() && !f.kind().isList()).toList();
  }

  private static Filter filter(Random random, RandomModel model, int depth) {
    return switch (depth == 0 ? 9 : random.nextInt(10)) {
      case 0 -> filter(random, model, depth - 1).not();
      case 1, 2 -> filter(random, model, depth - 1).and(filter(random, model, depth - 1));
      case 3, 4 -> filter(random, model, depth - 1).or(filter(random, model, depth - 1));
      default -> term(random, model);
    };
  }

  private static Filter term(Random random, RandomModel model) {
    List<RandomField> lists = model.fields().stream().filter(f -> f.kind().isList()).toList();
    int chance = random.nextInt(12);
    if (chance == 1) {
      return Filter.where("version", random.nextBoolean() ? ">" : "<=", 1L + random.nextInt(3));
    }
    if (chance == 0) {
      return Filter.where("id", random.nextBoolean() ? ">" : "!=", 1L + random.nextInt(4));
    }
    if (chance < 4 && !lists.isEmpty()) {
      return Filter.where(any(random, lists).name(), "contains", 1L + random.nextInt(6));
    }
    RandomField field = any(random, columns(model));
    String name = field.name();
    boolean isNull = random.nextInt(6) == 0;
    if (isNull) {
      return Filter.where(name, random.nextBoolean() ? "=" : "!=", null);
    }
    return switch (field.end()) {
      case LINK ->
          random.nextBoolean()
              ? Filter.where(name, "=", 1L + random.nextInt(4))
              : Filter.where(name, "in", List.of(1L + random.nextInt(2), 3L + random.nextInt(3)));
      case BOOLEAN -> Filter.where(name, "=", random.nextBoolean());
      case TEXT ->
          switch (random.nextInt(4)) {
            case 0 -> Filter.where(name, "ilike", "T" + random.nextInt(3));
            case 1 -> Filter.where(name, "not like", "t" + random.nextInt(3));
            case 2 -> Filter.where(name, "in", List.of("t" + random.nextInt(3), "t1"));
            default -> Filter.where(name, "=", "t" + random.nextInt(3));
          };
      default ->
          Filter.where(
              name,
              any(random, List.of("=", "!=", "<", "<=", ">", ">=")),
              RandomModels.scalar(random, field.end()));
    };
  }

  /** The same, of all records if the filter asks for the version: that moves with any write. */
  public RandomShapeRequest whateverTheVersion() {
    return asksForVersion(filter)
        ? new RandomShapeRequest(model, Filter.all(), fields, order, limit)
        : this;
  }

  private static boolean asksForVersion(Filter filter) {
    if (filter instanceof Filter.Not not) {
      return asksForVersion(not.filter());
    }
    if (filter instanceof Filter.All all) {
      return all.filters().stream().anyMatch(RandomShapeRequest::asksForVersion);
    }
    if (filter instanceof Filter.Any any) {
      return any.filters().stream().anyMatch(RandomShapeRequest::asksForVersion);
    }
    return filter instanceof Filter.Term term && term.field().equals("version");
  }

  public ShapeRequest request(Registry registry) {
    return new ShapeRequest(
        registry.model(model.name()).orElseThrow(), filter, fields, order, limit);
  }

  public Query query() {
    return new Query(filter, order, limit == null ? Query.NO_LIMIT : limit, 0);
  }

  /** As a client asks for it. */
  public Map<String, Object> params(String database) {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("channel", database + ":" + model.name());
    params.put("snapshot", true);
    if (!filter.equals(Filter.all())) {
      List<Object> domain = new ArrayList<>();
      write(filter, domain);
      params.put("filter", domain);
    }
    if (fields != null) {
      params.put("fields", fields);
    }
    if (!order.isEmpty()) {
      params.put("order", String.join(", ", order));
    }
    if (limit != null) {
      params.put("limit", limit);
    }
    return params;
  }

  private static void write(Filter filter, List<Object> domain) {
    if (filter instanceof Filter.Not not) {
      domain.add("!");
      write(not.filter(), domain);
    } else if (filter instanceof Filter.All all) {
      write("&", all.filters(), domain);
    } else if (filter instanceof Filter.Any any) {
      write("|", any.filters(), domain);
    } else if (filter instanceof Filter.Term term) {
      domain.add(Arrays.asList(term.field(), term.operator(), json(term.value())));
    }
  }

  private static void write(String join, List<Filter> filters, List<Object> domain) {
    domain.addAll(Collections.nCopies(filters.size() - 1, join));
    filters.forEach(each -> write(each, domain));
  }

  /** Dates and decimals are text in JSON. */
  private static @Nullable Object json(@Nullable Object value) {
    return value instanceof LocalDate || value instanceof BigDecimal ? value.toString() : value;
  }

  @Override
  public String toString() {
    return model.name() + " " + filter + " " + fields + " " + order + " " + limit;
  }
}
