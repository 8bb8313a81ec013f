package dev.syncer.testkit.adapters;

import dev.syncer.api.Fields;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;

/** The models of the contract: one with a field of every type, and those to point at. */
final class StoreContractModels implements ModelModule {
  static final String THING = "contract.thing";
  static final String PLACE = "contract.place";
  static final String NOTE = "contract.note";

  @Override
  public void define(Models models) {
    models
        .model(PLACE)
        .fields(
            Fields.text("name"),
            Fields.manyToMany("thing_ids", THING, "place_ids"),
            Fields.oneToMany("here_ids", THING, "place_id"));
    models
        .model(NOTE)
        .fields(Fields.text("name"), Fields.text("res_model"), Fields.integer("res_id"));
    models
        .model(THING)
        .fields(
            Fields.text("name"),
            Fields.integer("number").index(),
            Fields.bool("done"),
            Fields.decimal("price", 2),
            Fields.decimal("ratio", 9),
            Fields.floating("weight"),
            Fields.json("data"),
            Fields.binary("scan", 100),
            Fields.date("day"),
            Fields.dateTime("at"),
            Fields.selection("level", "low", "Low", "high", "High"),
            Fields.manyToOne("place_id", PLACE),
            Fields.manyToMany("place_ids", PLACE),
            Fields.manyToOne("whole_id", THING),
            Fields.manyToOne("other_id", THING),
            Fields.oneToMany("part_ids", THING, "whole_id", "other_id"),
            Fields.linkedBy("note_ids", NOTE, "res_model", "res_id"),
            // Words that mean something in SQL are names like others here.
            Fields.text("select"),
            Fields.integer("value"))
        .implementsSyncer();
  }
}
