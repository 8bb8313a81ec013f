package dev.syncer.rpc.core.json;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads and writes the JSON of the protocol. Safe for use by many threads.
 *
 * <p>What it reads are maps, lists, strings, {@link Long} (or {@link java.math.BigInteger}), {@link
 * java.math.BigDecimal}, booleans and null, unmodifiable; the id of a message, if it is a number,
 * is a {@link WrittenNumber}. What it writes is anything: times as RFC 3339 with milliseconds,
 * decimals as strings, links as {@code [id, name]}, records as objects, and the rest as Jackson
 * does.
 */
public final class WireJson {
  private final StrictReader reader;
  private final JsonMapper writer;
  private final JsonMapper converter;

  /**
   * @param maxDepth the most levels of arrays and objects in what is read
   */
  public WireJson(int maxDepth) {
    this.reader = new StrictReader(maxDepth);
    this.writer =
        JsonMapper.builder()
            .addModule(WireValues.module())
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .build();
    // Without the module: it would turn the numbers that were read into strings again.
    this.converter =
        JsonMapper.builder()
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .annotationIntrospector(new PrimitivesAreRequired())
            .withCoercionConfig(
                BigDecimal.class,
                config -> config.setCoercion(CoercionInputShape.String, CoercionAction.TryConvert))
            .build();
  }

  /**
   * The value of one JSON text.
   *
   * @param json UTF-8
   * @throws MalformedJson if it is not exactly one value, or over a limit
   */
  public @Nullable Object read(byte[] json) {
    return reader.read(json);
  }

  /**
   * A value that was read, as a Java type.
   *
   * @throws JacksonException if it does not fit; its message may hold content and type names
   */
  public @Nullable Object convert(Object value, Type type) {
    return converter.convertValue(value, converter.constructType(type));
  }

  /**
   * A value that was read, as JSON in UTF-8 again: the same, though spaces and escapes may differ.
   */
  public byte[] again(@Nullable Object value) {
    return converter.writeValueAsBytes(value);
  }

  /**
   * JSON in UTF-8.
   *
   * @param content writes one value
   * @throws JacksonException if a value cannot be written
   */
  public byte[] write(Consumer<JsonGenerator> content) {
    return write(Long.MAX_VALUE, content);
  }

  /**
   * JSON in UTF-8.
   *
   * @param most bytes that it may have
   * @param content writes one value
   * @throws JacksonException if a value cannot be written
   * @throws TooLarge if it has more bytes
   */
  public byte[] write(long most, Consumer<JsonGenerator> content) {
    BoundedBytes bytes = new BoundedBytes(most);
    try {
      try (JsonGenerator out = writer.createGenerator(bytes)) {
        content.accept(out);
      }
      return bytes.toByteArray();
    } catch (RuntimeException e) {
      // Jackson wraps what is thrown while it writes.
      RuntimeException refusal = bytes.refusal();
      throw refusal == null ? e : refusal;
    } finally {
      bytes.release();
    }
  }

  /** A component of a record that cannot be null is needed: left out, it would silently be zero. */
  private static final class PrimitivesAreRequired extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
      Boolean marked = super.hasRequiredMarker(config, member);
      boolean isPrimitive =
          member instanceof AnnotatedParameter && member.getRawType().isPrimitive();
      return (marked == null && isPrimitive) ? Boolean.TRUE : marked;
    }
  }
}
