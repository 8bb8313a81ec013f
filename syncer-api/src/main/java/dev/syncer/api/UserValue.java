package dev.syncer.api;

import java.util.Objects;

/**
 * In the filter of a rule, a value of the user who acts: {@code where("member_ids", "contains",
 * USER)}, {@code where("team_id", "=", userValue("team_id"))}.
 *
 * @param field a stored field of the model of users
 */
public record UserValue(String field) {
  /** The id of the user who acts. */
  public static final UserValue USER = new UserValue("id");

  public UserValue {
    Objects.requireNonNull(field, "field");
  }

  /** The value of a field of the record of the user who acts; if it is empty, the term is false. */
  public static UserValue userValue(String field) {
    return new UserValue(field);
  }
}
