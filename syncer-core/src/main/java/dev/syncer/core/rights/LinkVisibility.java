package dev.syncer.core.rights;

import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import java.util.Map;
import java.util.Set;

/**
 * What somebody may see of the records that links point at. Equal ones see the same. Made by {@link
 * Rights#links}.
 *
 * @param limits for models whose records are not all readable the condition of those that are:
 *     links to others show neither names nor, in lists, ids
 * @param nameless models whose records are not called by name
 * @param userNames what users are called
 */
public record LinkVisibility(
    Map<Model, Condition> limits, Set<Model> nameless, UserNamePolicy userNames) {
  public LinkVisibility {
    limits = Map.copyOf(limits);
    nameless = Set.copyOf(nameless);
  }

  /** Whether links show less than there is. */
  public boolean isLimited() {
    return !limits.isEmpty() || !nameless.isEmpty();
  }

  /** Whether some records of a model may not be read. */
  public boolean limits(Model target) {
    return limits.containsKey(target);
  }

  /** Whether links to records of a model show their names, as far as the records can be read. */
  public boolean names(Model target) {
    return !nameless.contains(target);
  }
}
