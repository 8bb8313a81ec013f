package dev.syncer.rpc.core.session;

import dev.syncer.api.Database;
import dev.syncer.api.Filter;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Query;
import dev.syncer.api.ReadRecords;
import dev.syncer.api.Records;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.memory.MemoryKind;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import dev.syncer.core.rights.DecidingRecords;
import dev.syncer.core.rights.DecidingRecords.Key;
import dev.syncer.core.spi.ReadLane;
import dev.syncer.rpc.core.Sessions;
import dev.syncer.rpc.core.call.Tokens;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sessions as records of {@code syncer.session}. Those that were asked for lately are in memory, as
 * long as neither they nor their users change: a session that ended, or a user that was unlinked or
 * is not active, is gone with the next call.
 */
final class DatabaseSessions implements Sessions {
  static final Duration LIFE = Duration.ofDays(14);

  /** Old sessions that a new one clears away: more than one, so that they cannot pile up. */
  private static final int CLEARED = 100;

  /** The part of the memory for clients that sessions may have. */
  private static final int PARTS = 32;

  /** Of a session in memory: the digest, the user's name, and what leads to them. */
  private static final long BYTES_OF_ONE = 1024;

  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");

  private final Database database;
  private final Registry registry;
  private final Tokens tokens;
  private final Clock clock;
  private final SessionEnds ends;
  private final DecidingRecords deciding;
  private final DecidingRecords.Memory<String, Session> known;

  @Inject
  DatabaseSessions(
      Database database,
      Registry registry,
      Tokens tokens,
      Clock clock,
      SessionEnds ends,
      DecidingRecords deciding) {
    this.database = database;
    this.registry = registry;
    this.tokens = tokens;
    this.clock = clock;
    this.ends = ends;
    this.deciding = deciding;
    this.known =
        deciding.memory(
            MemoryKind.SESSIONS,
            PARTS,
            session -> BYTES_OF_ONE + 2L * session.user().name().length());
  }

  @Override
  public String begin(long userId) {
    String token = tokens.session();
    Instant now = clock.instant();
    database.write(
        User.SYSTEM,
        unit -> {
          Records sessions = unit.model(SessionModels.SESSION);
          List<Long> expired =
              sessions.search(
                  Query.where(SessionModels.EXPIRES_AT.name(), "<=", now).limit(CLEARED));
          if (!expired.isEmpty()) {
            sessions.unlink(expired);
          }
          sessions.create(
              Values.values()
                  .with(SessionModels.TOKEN_HASH, hash(token))
                  .with(SessionModels.USER_ID, userId)
                  .with(SessionModels.EXPIRES_AT, now.plus(LIFE)));
        });
    return token;
  }

  @Override
  public Optional<Session> session(@Nullable String token) {
    Model users = registry.users().orElse(null);
    if (users == null || token == null || !TOKEN.matcher(token).matches()) {
      return Optional.empty();
    }
    String digest = hash(token);
    Session kept = known.get(digest);
    if (kept != null) {
      return clock.instant().isBefore(kept.expiresAt()) ? Optional.of(kept) : Optional.empty();
    }
    return stored(digest, users);
  }

  /** The session as the database has it; remembered, if there is one. */
  private Optional<Session> stored(String digest, Model users) {
    Filter alive =
        Filter.where(SessionModels.TOKEN_HASH.name(), "=", digest)
            .and(Filter.where(SessionModels.EXPIRES_AT.name(), ">", clock.instant()));
    long asked = deciding.moment();
    return ReadLane.SESSIONS.during(
        () ->
            database.read(
                User.SYSTEM,
                unit ->
                    unit.model(SessionModels.SESSION).searchRead(Query.all().where(alive)).stream()
                        .findFirst()
                        .flatMap(session -> read(unit.model(users.name()), session))
                        .map(read -> remembered(digest, read, users, asked))));
  }

  /** A session with the id of its record. */
  private record Read(long id, Session session) {}

  private Session remembered(String digest, Read read, Model users, long asked) {
    Model sessions = registry.model(SessionModels.SESSION).orElseThrow();
    Set<Key> follows = Set.of(new Key(sessions, read.id), new Key(users, read.session.user().id()));
    known.put(digest, read.session, follows, asked);
    return read.session;
  }

  private static Optional<Read> read(ReadRecords users, ModelRecord session) {
    return user(users, session)
        .map(user -> new Read(session.id(), new Session(user, expiry(session))));
  }

  private static Optional<User> user(ReadRecords users, ModelRecord session) {
    long id = Objects.requireNonNull(session.get(SessionModels.USER_ID));
    return users.read(List.of(id)).stream()
        .findFirst()
        .filter(user -> !Boolean.FALSE.equals(user.get(Model.ACTIVE)))
        .map(DatabaseSessions::user);
  }

  private static Instant expiry(ModelRecord session) {
    return Objects.requireNonNull(session.get(SessionModels.EXPIRES_AT));
  }

  private static User user(ModelRecord record) {
    Instant lastUpdate = record.get("write_date") instanceof Instant time ? time : Instant.EPOCH;
    return new User(record.id(), record.displayName(), lastUpdate);
  }

  @Override
  public void end(@Nullable String token) {
    if (token == null || !TOKEN.matcher(token).matches()) {
      return;
    }
    database.write(
        User.SYSTEM,
        unit -> {
          Records sessions = unit.model(SessionModels.SESSION);
          List<Long> ids =
              sessions.search(Query.where(SessionModels.TOKEN_HASH.name(), "=", hash(token)));
          if (!ids.isEmpty()) {
            sessions.unlink(ids);
          }
        });
    ends.ended(token);
  }

  private static String hash(String token) {
    try {
      byte[] bytes = token.getBytes(StandardCharsets.US_ASCII);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
