package dev.syncer.rpc.core.json;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads JSON into plain Java values and refuses what two readers could understand differently:
 * duplicate keys, text behind the value, half characters, bytes that are not UTF-8.
 */
final class StrictReader {
  /** Characters of the longest number: enough for every id, too few for slow arithmetic. */
  static final int MAX_NUMBER_LENGTH = 100;

  private static final int MAX_NAME_LENGTH = 10_000;
  private static final int MAX_SCALE = 400;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final int maxDepth;
  private final JsonFactory factory;

  StrictReader(int maxDepth) {
    this.maxDepth = maxDepth;
    this.factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(maxDepth)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxNameLength(MAX_NAME_LENGTH)
                    .build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            // Names come from strangers: a table of them would only grow.
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .build();
  }

  @Nullable Object read(byte[] json) {
    String text = decoded(json);
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new MalformedJson("the message is empty; it takes one JSON value");
      }
      Object value =
          switch (first) {
            case START_OBJECT -> object(parser, true);
            case START_ARRAY -> array(parser, true);
            default -> value(parser, first);
          };
      if (parser.nextToken() != null) {
        throw new MalformedJson("there is more behind the JSON value" + place(parser));
      }
      return value;
    } catch (StreamConstraintsException e) {
      throw new MalformedJson(
          "the JSON is over a limit"
              + place(e.getLocation())
              + ": at most "
              + maxDepth
              + " levels, "
              + MAX_NAME_LENGTH
              + " characters in a key and "
              + MAX_NUMBER_LENGTH
              + " in a number");
    } catch (JacksonException e) {
      // Its own message would quote the content.
      throw new MalformedJson("the message is not JSON" + place(e.getLocation()));
    }
  }

  private static String decoded(byte[] json) {
    if (json.length >= BYTE_ORDER_MARK.length
        && json[0] == BYTE_ORDER_MARK[0]
        && json[1] == BYTE_ORDER_MARK[1]
        && json[2] == BYTE_ORDER_MARK[2]) {
      throw new MalformedJson(
          "the message begins with a byte order mark; JSON is sent without, in UTF-8");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedJson("the message is not UTF-8");
    }
  }

  private @Nullable Object value(JsonParser parser, JsonToken token) {
    return switch (token) {
      case START_OBJECT -> object(parser, false);
      case START_ARRAY -> array(parser, false);
      case VALUE_STRING -> wholeCharacters(parser, parser.getString());
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> decimal(parser);
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case VALUE_NULL -> null;
      case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new MalformedJson("the message is not JSON" + place(parser));
    };
  }

  private static Object integer(JsonParser parser) {
    return switch (parser.getNumberType()) {
      case INT, LONG -> parser.getLongValue();
      case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> parser.getBigIntegerValue();
    };
  }

  /** Refuses exponents that no float has: written out, {@code 1e999999999} is a gigabyte. */
  private static BigDecimal decimal(JsonParser parser) {
    BigDecimal number;
    try {
      number = parser.getDecimalValue();
    } catch (NumberFormatException e) {
      // An exponent that is not even an int.
      throw tooLarge(parser);
    }
    if (Math.abs((long) number.scale()) > MAX_SCALE) {
      throw tooLarge(parser);
    }
    return number;
  }

  private static MalformedJson tooLarge(JsonParser parser) {
    return new MalformedJson(
        "the JSON has a number with an exponent over " + MAX_SCALE + place(parser));
  }

  /**
   * @param isMessage whether it is a message of JSON-RPC, whose id goes back as it was written
   */
  private Map<String, @Nullable Object> object(JsonParser parser, boolean isMessage) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (JsonToken token = next(parser); token != JsonToken.END_OBJECT; token = next(parser)) {
      String name = wholeCharacters(parser, parser.currentName());
      boolean isKnown = object.containsKey(name);
      if (isKnown) {
        throw new MalformedJson("the JSON has a key twice in one object" + place(parser));
      }
      JsonToken first = next(parser);
      Object value = value(parser, first);
      boolean isId = isMessage && value instanceof Number && name.equals("id");
      object.put(name, isId ? new WrittenNumber(parser.getString()) : value);
    }
    return Collections.unmodifiableMap(object);
  }

  /**
   * @param isBatch whether it is one of messages
   */
  private List<@Nullable Object> array(JsonParser parser, boolean isBatch) {
    List<@Nullable Object> array = new ArrayList<>();
    for (JsonToken token = next(parser); token != JsonToken.END_ARRAY; token = next(parser)) {
      boolean isMessage = isBatch && token == JsonToken.START_OBJECT;
      array.add(isMessage ? object(parser, true) : value(parser, token));
    }
    return Collections.unmodifiableList(array);
  }

  private static JsonToken next(JsonParser parser) {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw new MalformedJson("the JSON ends too early" + place(parser));
    }
    return token;
  }

  /** An escape can name half of a character: it has no UTF-8 form and would not come back. */
  private static String wholeCharacters(JsonParser parser, String text) {
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (!Character.isSurrogate(unit)) {
        continue;
      }
      if (Character.isHighSurrogate(unit)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else {
        throw new MalformedJson("the JSON has half of a character in a string" + place(parser));
      }
    }
    return text;
  }

  private static String place(JsonParser parser) {
    return place(parser.currentLocation());
  }

  private static String place(@Nullable TokenStreamLocation location) {
    return location == null || location.getLineNr() < 1
        ? ""
        : ", at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }
}
