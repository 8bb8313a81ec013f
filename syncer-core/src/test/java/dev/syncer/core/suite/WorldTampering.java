package dev.syncer.core.suite;

import dev.syncer.api.User;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Registry;
import dev.syncer.core.rights.Principal;
import dev.syncer.core.rights.Rights;
import dev.syncer.core.rights.Scope;
import dev.syncer.core.spi.Store;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Faults by which a server would tell what is not for the reader: pairs of worlds find them. */
enum WorldTampering {
  NONE,
  /** Of each record that is told, the fields that are hidden are told too. */
  HIDDEN_FIELDS_TOLD,
  /** Lists that are read hold all ids, also of records out of reach. */
  LISTS_WHOLE(139),
  /** Links are called by name, also where their record is out of reach. */
  LINK_NAMED,
  /** Who acted is called by name, also where users are out of reach. */
  ACTOR_NAMED,
  /** Records are counted that are out of reach. */
  COUNT_OF_ALL,
  /** The past is told of records that are out of reach. */
  HISTORY_OF_ALL,
  /** A commit of which nothing is seen is told, without its changes. */
  HIDDEN_CHANGE_TOLD,
  /** What subscriptions are called hangs on what others have asked for. */
  OTHERS_COUNTED,
  /** As {@link #LINK_NAMED}, in commits that are handed out together and in no others. */
  BUNDLED_LINK_NAMED,
  /** Who sent a message is called by name, also where users are out of reach. */
  SENDER_NAMED,
  /** A message on a channel that is out of reach is told, without what it says. */
  UNHEARD_TOLD,
  /** A member of a topic is called by name, also where users are out of reach. */
  MEMBER_NAMED,
  /** That somebody has joined a topic out of reach is told, without who it is. */
  UNSEEN_TOLD;

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern LINK = Pattern.compile("\\[(\\d+),\"(x\\.[a-z]+),\\1\"]");
  private static final Pattern MEMBER =
      Pattern.compile("\\{\"id\":(\\d+),\"name\":\"(x\\.[a-z]+),\\1\"");
  private static final Pattern ACTOR =
      Pattern.compile("\"user_id\":\\{\"id\":(\\d+),\"name\":\"(x\\.[a-z]+),\\1\"");

  private final long firstSeed;

  WorldTampering() {
    this(1);
  }

  WorldTampering(long firstSeed) {
    this.firstSeed = firstSeed;
  }

  /** Where the search for a seed that finds it begins. */
  long firstSeed() {
    return firstSeed;
  }

  /**
   * What the observer gets instead over a connection.
   *
   * @param isAtOnce whether it is of commits that are handed out together
   */
  String told(String received, OracleNode node, User observer, boolean isAtOnce) {
    boolean isMessage = received.startsWith("MESSAGE ");
    return switch (this) {
      case HIDDEN_FIELDS_TOLD -> withHidden(received, node, observer);
      case LINK_NAMED -> named(LINK, received, node);
      case ACTOR_NAMED -> isMessage ? received : named(ACTOR, received, node);
      case SENDER_NAMED -> isMessage ? named(ACTOR, received, node) : received;
      case BUNDLED_LINK_NAMED -> isAtOnce ? named(LINK, received, node) : received;
      case NONE,
          LISTS_WHOLE,
          COUNT_OF_ALL,
          HISTORY_OF_ALL,
          HIDDEN_CHANGE_TOLD,
          OTHERS_COUNTED,
          UNHEARD_TOLD,
          MEMBER_NAMED,
          UNSEEN_TOLD ->
          received;
    };
  }

  /** What the observer gets instead of a topic. */
  String told(String received, OracleNode node) {
    return this == MEMBER_NAMED ? named(MEMBER, received, node) : received;
  }

  /**
   * What the observer gets of what happens out of reach, in the second world only.
   *
   * @param isUnheard whether somebody spoke
   * @param isUnseen whether somebody joined a topic
   */
  String unnoticed(boolean isUnheard, boolean isUnseen) {
    boolean isTold = (this == UNHEARD_TOLD && isUnheard) || (this == UNSEEN_TOLD && isUnseen);
    return isTold ? "something" : "nothing";
  }

  private static String named(Pattern pattern, String received, OracleNode node) {
    return pattern
        .matcher(received)
        .replaceAll(found -> Matcher.quoteReplacement(name(found, node)));
  }

  private static String name(MatchResult found, OracleNode node) {
    long id = Long.parseLong(found.group(1));
    String unnamed = found.group(2) + "," + id;
    String name =
        node.database()
            .read(
                User.SYSTEM,
                unit ->
                    unit.model(found.group(2)).read(List.of(id)).stream()
                        .map(record -> record.displayName())
                        .findFirst()
                        .orElse(unnamed));
    return found.group().replace(unnamed, name);
  }

  private static String withHidden(String received, OracleNode node, User observer) {
    if (!received.startsWith("COMMIT ")) {
      return received;
    }
    JsonNode frame = JSON.readTree(received.substring("COMMIT ".length()));
    for (JsonNode entry : frame.get("changes")) {
      JsonNode head = entry.get(1).get(0);
      ObjectNode data = (ObjectNode) entry.get(1).get(1).get("data");
      String model = head.get(1).stringValue();
      long id = head.get(2).longValue();
      node.database()
          .read(User.SYSTEM, unit -> unit.model(model).read(List.of(id)))
          .forEach(
              record ->
                  hidden(node, observer, model)
                      .forEach(
                          field ->
                              data.put(field.name(), String.valueOf(record.get(field.name())))));
    }
    return "COMMIT " + frame;
  }

  private static List<ModelField> hidden(OracleNode node, User observer, String name) {
    Model model = node.get(Registry.class).model(name).orElseThrow();
    Rights rights = node.get(Rights.class);
    Principal reader =
        node.get(Store.class).read(transaction -> rights.principal(transaction, observer));
    Scope scope = rights.scope(reader, model);
    return model.declaredFields().stream()
        .filter(field -> field.isColumn() && field.derivation() == null && field.target() == null)
        .filter(field -> !scope.readable().contains(field))
        .toList();
  }
}
