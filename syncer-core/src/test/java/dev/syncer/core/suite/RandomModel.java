package dev.syncer.core.suite;

import java.util.List;

/**
 * A model of {@link RandomModels}.
 *
 * @param fields grows while the models are made
 */
record RandomModel(String name, boolean isSynced, boolean isEntire, List<RandomField> fields) {

  RandomField field(String wanted) {
    return fields.stream().filter(f -> f.name().equals(wanted)).findFirst().orElseThrow();
  }

  List<RandomField> relations() {
    return fields.stream().filter(RandomField::isRelation).toList();
  }

  List<RandomField> links() {
    return fields.stream().filter(f -> f.kind() == RandomField.Kind.LINK).toList();
  }

  /** Fields that a caller may write. */
  List<RandomField> writable() {
    return fields.stream().filter(f -> !f.isDerived()).toList();
  }
}
