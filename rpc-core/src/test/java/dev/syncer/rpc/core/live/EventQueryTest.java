package dev.syncer.rpc.core.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncer.rpc.core.call.RpcFault;
import dev.syncer.rpc.core.json.WireJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventQueryTest {
  private final EventQuery query = new EventQuery(new WireJson(64));

  private static Map<String, List<String>> with(String name, String... values) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    parameters.put("channel", List.of("demo:a", "demo:b"));
    parameters.put(name, List.of(values));
    return parameters;
  }

  @Test
  void values_belongToTheChannelOfTheSamePlace() {
    Map<String, List<String>> parameters = with("filter", "", "[[\"x\",\"=\",1]]");
    parameters.put("fields", List.of("name,x", ""));
    parameters.put("limit", List.of("", "7"));
    parameters.put("order", List.of("", "x desc"));
    parameters.put("snapshot", List.of("true"));

    List<Map<String, Object>> read = query.read(parameters);

    assertThat(read)
        .containsExactly(
            Map.of("channel", "demo:a", "fields", List.of("name", "x"), "snapshot", true),
            Map.of(
                "channel",
                "demo:b",
                "filter",
                List.of(List.of("x", "=", 1L)),
                "limit",
                7L,
                "order",
                "x desc",
                "snapshot",
                true));
  }

  static Stream<Map<String, List<String>>> unfit() {
    return Stream.of(
        Map.of(),
        Map.of("snapshot", List.of("true")),
        with("filter", "[]"),
        with("limit", "1", "2", "3"),
        with("limit", "many", ""),
        with("snapshot", "yes"),
        with("filter", "no json", ""),
        with("chanel", "demo:a", "demo:b"),
        with("token", "secret"));
  }

  @ParameterizedTest
  @MethodSource("unfit")
  void parameters_thatDoNotFit_areRefused(Map<String, List<String>> parameters) {
    assertThatThrownBy(() -> query.read(parameters)).isInstanceOf(RpcFault.class);
  }

  @Test
  void place_isTheLastEventId_elseTheCursors() {
    assertThat(EventQuery.place(with("cursor", "c1"), "c9")).isEqualTo("c9");
    assertThat(EventQuery.place(with("cursor", "c1"), "")).isEqualTo("c1");
    assertThat(EventQuery.place(with("cursor", "c1", "c2"), null)).isEqualTo("c1,c2");
    assertThat(EventQuery.place(with("order", "x"), null)).isEmpty();
  }
}
