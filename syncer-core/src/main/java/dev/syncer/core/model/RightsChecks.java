package dev.syncer.core.model;

import dev.syncer.api.Ref;
import dev.syncer.api.UserValue;
import dev.syncer.core.fault.ErrorCode;
import dev.syncer.rpc.Suggestions;
import dev.syncer.rpc.ValidationException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Whether the rules that modules declare can be asked of records. */
final class RightsChecks {
  private final @Nullable Model users;
  private final BiConsumer<ErrorCode, String> faults;

  RightsChecks(List<Model> models, BiConsumer<ErrorCode, String> faults) {
    this.users = models.stream().filter(Model::holdsUsers).findFirst().orElse(null);
    this.faults = faults;
  }

  void check(Model model) {
    if (!model.senders().isEmpty() && (!model.implementsSyncer() || model.isSystemOnly())) {
      faults.accept(
          ErrorCode.MESSAGES_CHANNEL,
          "the model "
              + model
              + " opens its channel for messages, but nobody can subscribe to it. Let it say"
              + " implementsSyncer(), and not systemOnly(), or let messages(…) go.");
    }
    for (Rule rule : model.rules()) {
      if (rule.group() != null && !model.grants().containsKey(rule.group())) {
        faults.accept(
            ErrorCode.RULE_GROUP,
            "module "
                + rule.declaredBy()
                + ": "
                + model
                + " has a rule for the group "
                + rule.group()
                + ", which may do nothing with it. Groups with access: "
                + model.grants().keySet()
                + ". Grant it something with access(…), or let the rule go.");
      }
      if (rule.userValues().stream().allMatch(value -> isKnown(model, rule, value))) {
        checkTerms(model, rule);
      }
    }
  }

  private boolean isKnown(Model model, Rule rule, UserValue<?> value) {
    String wrong;
    if (users == null) {
      wrong = "but no model says users(). Let one say it";
    } else {
      ModelField field = users.field(value.field()).orElse(null);
      if (field == null) {
        wrong =
            "which "
                + users
                + " does not have."
                + Suggestions.didYouMean(
                    value.field(), users.fields().stream().map(ModelField::name).toList())
                + " Name a stored field of it";
      } else if (sample(field) == null) {
        wrong =
            "which no rule can compare: in "
                + users
                + " it is "
                + field.type().wireName()
                + (field.isColumn() ? "" : " and in no table")
                + ". Name a stored field that holds one value";
      } else {
        return true;
      }
    }
    faults.accept(
        ErrorCode.RULE_TERM,
        "module "
            + rule.declaredBy()
            + ": a rule of "
            + model
            + " looks at \""
            + value.field()
            + "\" of the one who acts, "
            + wrong
            + ".");
    return false;
  }

  private void checkTerms(Model model, Rule rule) {
    try {
      rule.condition(model, value -> sample(users, value));
    } catch (ValidationException e) {
      faults.accept(
          ErrorCode.RULE_TERM,
          "module "
              + rule.declaredBy()
              + ": a rule of "
              + model
              + (rule.group() == null ? "" : " for the group " + rule.group())
              + " cannot be asked. "
              + e.getMessage()
              + " A rule compares stored fields of its own model; for one of another model declare"
              + " a stored related field.");
    }
  }

  private static @Nullable Object sample(@Nullable Model users, UserValue<?> value) {
    return users == null ? null : users.field(value.field()).map(RightsChecks::sample).orElse(null);
  }

  /** A value of the kind that the field has; null if rules have no use for it. */
  private static @Nullable Object sample(ModelField field) {
    if (!field.isColumn()) {
      return null;
    }
    return switch (field.type()) {
      case TEXT -> "";
      case INTEGER -> 1L;
      case FLOAT -> 1.0;
      case DECIMAL -> BigDecimal.ONE;
      case BOOLEAN -> true;
      case DATE -> LocalDate.EPOCH;
      case DATE_TIME -> Instant.EPOCH;
      case SELECTION -> field.options().keySet().stream().findFirst().orElse("");
      case MANY_TO_ONE -> Ref.to(1);
      case JSON, BINARY, ONE_TO_MANY, MANY_TO_MANY -> null;
    };
  }
}
