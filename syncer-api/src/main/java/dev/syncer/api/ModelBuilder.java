package dev.syncer.api;

import java.util.function.Predicate;

/** One model under declaration. All methods answer the same builder. */
public interface ModelBuilder {

  /** Adds fields, in the order in which they will be shown. */
  ModelBuilder fields(Field<?>... fields);

  /** Sends each committed create, write and unlink of this model to its subscribers. */
  ModelBuilder implementsSyncer();

  /** Lets each notification of a write carry the entire record instead of the changed fields. */
  ModelBuilder syncEntire();

  /**
   * Names the text field that a record is called by. Without it that is the field {@code name}, and
   * a model that has none is called {@code model,id}.
   */
  ModelBuilder displayName(String field);

  /**
   * Says that the records of this model are the people who act: {@code create_uid} and {@code
   * write_uid} of every model point here, and sessions belong to its records. At most one model. It
   * gets two fields more, which decide what each of them may do: {@code groups}, the names of their
   * groups as a JSON array, {@code ["user"]} for a new record, written by the system alone; and
   * {@code active}, a boolean that begins true: a user who is not active has no session and no
   * group.
   */
  ModelBuilder users();

  /**
   * Shows the {@code groups} of all people to these groups, as far as they may read the record.
   * Without this everybody reads their own, and nobody but the system those of others; then {@code
   * groups} can be neither searched, nor sorted by, nor subscribed to. For the model of users, and
   * a fault at start for any other; may be said several times, also by modules that extend it; all
   * of it adds up.
   *
   * @param readers at least one; {@link Group#everyone} for whoever may read the record
   */
  ModelBuilder groupsReadableBy(Group... readers);

  /**
   * Says what must hold for each record. It is asked at the end of a unit of work, with derived
   * values in place, for every record that was created or looks different; also for those that only
   * follow from others. Where it is false the unit of work fails and writes nothing.
   *
   * @param message one sentence for the person who called: what is wrong, what to do
   * @param holds sees one record and nothing else; what it throws fails the unit of work
   */
  default ModelBuilder constraint(String message, Predicate<ModelRecord> holds) {
    return constraint(message, message, holds);
  }

  /**
   * As {@link #constraint(String, Predicate)}, with a key of its own. The key is {@code key} in the
   * context of the error, so that a page can say the sentence in another language. Without a key of
   * its own a constraint's message is its key.
   *
   * @param key short and stable, for example {@code "order.price_missing"}
   */
  ModelBuilder constraint(String key, String message, Predicate<ModelRecord> holds);

  /** Looks at the values of each new record, and may give others. See {@link Hook}. */
  ModelBuilder beforeCreate(Hook.BeforeCreate hook);

  /** Runs after records were created, once for those of one call. See {@link Hook}. */
  ModelBuilder afterCreate(Hook.OnRecords hook);

  /** Looks at the values that are written to records, and may give others. See {@link Hook}. */
  ModelBuilder beforeWrite(Hook.BeforeWrite hook);

  /** Runs after records were written, once for those of one call. See {@link Hook}. */
  ModelBuilder afterWrite(Hook.OnRecords hook);

  /** Runs before records are unlinked, also those that only go with others. See {@link Hook}. */
  ModelBuilder beforeUnlink(Hook.OnRecords hook);

  /** Runs after records were unlinked, with the records as they were last. See {@link Hook}. */
  ModelBuilder afterUnlink(Hook.OnRecords hook);

  /**
   * Says who may do what: {@code access(group("user").reads().writes(), group("manager").all())}.
   * Without any, nobody but the system may do anything. May be said several times, also by modules
   * that extend the model; all of it adds up.
   */
  ModelBuilder access(Grant... grants);

  /**
   * Limits the records that the grants of a group reach. Several rules of one group limit it
   * together; who is in several groups may do what one of them may. A record has to be within reach
   * before a write and after it.
   *
   * @param group has a grant in {@link #access}
   * @param which over stored fields of the model, {@code Project.MEMBERS.contains(USER)}; values
   *     may be those of the user who acts, see {@link UserValue}
   */
  ModelBuilder rule(Group group, Filter which);

  /**
   * Limits the records that every user reaches, whatever their groups; only the system has no
   * limit.
   */
  ModelBuilder rule(Filter which);

  /**
   * Opens the channel of this model for messages: users of these groups who can read the model may
   * send any JSON to all others who subscribe to it. Messages are handed on and never stored: who
   * is not connected, or does not read fast enough, misses them. The model says {@link
   * #implementsSyncer} too. Without this the channel is closed. May be said several times, also by
   * modules that extend the model; all of it adds up.
   *
   * @param senders at least one; {@link Group#everyone} for all users
   */
  ModelBuilder messages(Group... senders);

  /** Hides the model from RPC and subscriptions: only code on the server reaches it. */
  ModelBuilder systemOnly();
}
