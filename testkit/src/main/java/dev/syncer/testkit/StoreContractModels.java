package dev.syncer.testkit;

import dev.syncer.api.Fields;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;

/** The models of the contract: one with a field of every type, and one to point at. */
final class StoreContractModels implements ModelModule {
  static final String THING = "contract.thing";
  static final String PLACE = "contract.place";

  @Override
  public void define(Models models) {
    models.model(PLACE).fields(Fields.text("name"));
    models
        .model(THING)
        .fields(
            Fields.text("name"),
            Fields.integer("number").index(),
            Fields.bool("done"),
            Fields.decimal("price", 2),
            Fields.decimal("ratio", 9),
            Fields.date("day"),
            Fields.dateTime("at"),
            Fields.selection("level", "low", "Low", "high", "High"),
            Fields.manyToOne("place_id", PLACE),
            // Words that mean something in SQL are names like others here.
            Fields.text("select"),
            Fields.integer("value"))
        .implementsSyncer();
  }
}
