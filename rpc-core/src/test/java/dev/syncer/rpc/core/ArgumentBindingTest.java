package dev.syncer.rpc.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** From params to the parameters of a controller's method. */
class ArgumentBindingTest {
  @TempDir static Path folder;
  static RpcNode node;

  @BeforeAll
  static void open() {
    node = new RpcNode(folder);
  }

  @AfterAll
  static void close() {
    node.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "text    | \"ü\"                        | \"ü\"",
        "long    | 9007199254740993             | 9007199254740993",
        "int     | -2147483648                  | -2147483648",
        "boolean | true                         | true",
        "double  | 1                            | 1.0",
        "double  | 1.5e3                        | 1500.0",
        "decimal | \"12.50\"                    | \"12.50\"",
        "decimal | 12.50                        | \"12.50\"",
        "decimal | 7                            | \"7\"",
        "date    | \"2026-11-22\"               | \"2026-11-22\"",
        "time    | \"2026-11-22T10:15:30Z\"     | \"2026-11-22T10:15:30.000Z\"",
        "time    | \"2026-11-22T12:15:30.1234+02:00\" | \"2026-11-22T10:15:30.123Z\"",
        "longs   | [1,2]                        | [1,2]",
        "longs   | []                           | []",
        "map     | {\"a\":[1,null],\"b\":null}  | {\"a\":[1,null],\"b\":null}",
        "any     | null                         | null",
        "any     | {\"a\":1.0}                  | {\"a\":\"1.0\"}",
        "point   | {\"x\":1,\"y\":2}            | {\"x\":1,\"y\":2,\"weight\":null}",
        "point   | {\"y\":2,\"x\":1,\"weight\":\"0.50\"} | {\"x\":1,\"y\":2,\"weight\":\"0.50\"}",
        "point   | {\"y\":2,\"x\":1,\"weight\":0.5} | {\"x\":1,\"y\":2,\"weight\":\"0.5\"}",
        "points  | [{\"x\":1,\"y\":2}]          | 1",
        "color   | \"RED\"                      | \"RED\""
      })
  void argument_thatFits_arrives(String route, String value, String expected) {
    JsonNode answer = RpcNode.json(node.call("/a/" + route, "{\"value\":" + value + "}", null));

    assertThat(answer.get("result")).as("%s", answer).isEqualTo(RpcNode.JSON.readTree(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "text    | 1                      | text",
        "text    | null                   | text",
        "long    | \"1\"                  | whole number",
        "long    | 1.0                    | whole number",
        "long    | 9223372036854775808    | whole number",
        "long    | true                   | whole number",
        "int     | 2147483648             | 2^31",
        "boolean | 1                      | true or false",
        "boolean | \"true\"               | true or false",
        "double  | \"1\"                  | a number",
        "double  | 1e399                  | a number",
        "decimal | \"abc\"                | decimal",
        "decimal | \"1e999999999\"        | decimal",
        "decimal | \"١٢.٥\"               | decimal", // W19
        "decimal | \"1.\"                 | decimal",
        "decimal | \".5\"                 | decimal",
        "decimal | \"+1\"                 | decimal",
        "decimal | true                   | decimal",
        "date    | \"2026-02-30\"         | date",
        "date    | 20261122               | date",
        "time    | \"2026-11-22\"         | time",
        "longs   | 1                      | array",
        "longs   | [1,\"2\"]              | element 1",
        "longs   | [1,null]               | element 1",
        "map     | []                     | object",
        "point   | {\"x\":\"1\",\"y\":2}  | \"x\"",
        "point   | {\"x\":1.5,\"y\":2}    | \"x\"",
        "point   | {\"x\":1,\"y\":null}   | \"y\"",
        "point   | {\"x\":1,\"y\":2,\"z\":3} | \"z\"",
        "point   | []                     | x, y, weight",
        "points  | [{\"x\":1}]            | element 0",
        "color   | \"BLUE\"               | RED",
        "color   | 0                      | RED"
      })
  void argument_thatDoesNotFit_isNamedWithWhatItTakes(String route, String value, String words) {
    JsonNode error =
        RpcNode.json(node.call("/a/" + route, "{\"value\":" + value + "}", null)).get("error");

    assertThat(error).isNotNull();
    assertThat(error.get("code").asInt()).isEqualTo(-32602);
    assertThat(error.get("message").asString())
        .contains("\"value\"", words)
        .doesNotContain("java", "dev.syncer", "Fixture", "jackson");
  }

  @Test
  void argument_ofALongName_isCutInTheMessage() {
    JsonNode error =
        RpcNode.json(node.call("/get_data", "{\"" + "x".repeat(5_000) + "\":1}", null))
            .get("error");

    assertThat(error.get("message").asString()).hasSizeLessThan(300);
  }

  @Test
  void argument_optional_isNullOrZero() {
    assertThat(RpcNode.json(node.call("/a/optional", "{}", null)).get("result").asString())
        .isEqualTo("null 0");
    assertThat(
            RpcNode.json(node.call("/a/optional", "{\"renamed\":3,\"text\":\"a\"}", null))
                .get("result")
                .asString())
        .isEqualTo("a 3");
  }
}
