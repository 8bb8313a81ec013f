package dev.syncer.core.suite;

import static dev.syncer.api.Fields.bool;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Group.everyone;

import dev.syncer.api.Hook;
import dev.syncer.api.ModelModule;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Models;
import dev.syncer.api.OnUnlink;
import dev.syncer.api.Query;
import dev.syncer.api.Values;
import dev.syncer.rpc.UserException;
import java.util.Objects;

/** Orders with hooks of their own, lines that go with them, and a journal that hooks write. */
final class HooksModule implements ModelModule {

  @Override
  public void define(Models models) {
    models
        .model("h.order")
        .fields(text("name").required(), bool("closed"), text("number").readOnly())
        .beforeCreate((unit, values) -> values.with("number", "N-" + values.asMap().get("name")))
        .beforeWrite(
            (unit, records, values) ->
                Boolean.TRUE.equals(values.asMap().get("closed"))
                    ? values.with("number", "closed " + records.get(0).get("number"))
                    : values)
        .afterCreate(noting("created"))
        .afterWrite(noting("written"))
        .beforeUnlink(
            (unit, records) -> {
              if (records.stream().anyMatch(order -> Boolean.TRUE.equals(order.get("closed")))) {
                throw new UserException("A closed order stays.");
              }
            })
        .afterUnlink(noting("unlinked"))
        .implementsSyncer()
        .access(everyone().all());
    models
        .model("h.line")
        .fields(integer("amount"), manyToOne("order_id", "h.order").onUnlink(OnUnlink.CASCADE))
        .beforeUnlink(noting("line goes"))
        .implementsSyncer()
        .access(everyone().all());
    models.model("h.journal").fields(text("entry")).implementsSyncer().access(everyone().all());
    models
        .model("h.endless")
        .fields(integer("turns"))
        .access(everyone().all())
        .afterWrite(
            (unit, records) ->
                records.forEach(
                    each ->
                        unit.model("h.endless")
                            .write(
                                each.id(),
                                Values.values()
                                    .with(
                                        "turns",
                                        1 + (Long) Objects.requireNonNull(each.get("turns"))))));
  }

  static Hook.OnRecords noting(String what) {
    return (unit, records) -> {
      for (ModelRecord each : records) {
        Object name = each.asMap().get("name");
        Object amount = each.asMap().get("amount");
        unit.model("h.journal")
            .create(Values.values().with("entry", what + " " + (name == null ? amount : name)));
      }
    };
  }

  /** Another module's hooks and constraint over the same orders. */
  static final class Extension implements ModelModule {
    @Override
    public void define(Models models) {
      models
          .extend("h.order")
          .beforeCreate((unit, values) -> values.with("number", values.asMap().get("number") + "x"))
          .afterWrite(
              (unit, records) ->
                  unit.model("h.line")
                      .write(
                          unit.model("h.line")
                              .search(
                                  Query.where(
                                      "order_id",
                                      "in",
                                      records.stream().map(ModelRecord::id).toList())),
                          Values.values().with("amount", 0L)))
          .constraint("No order is called bad.", order -> !"bad".equals(order.get("name")));
    }
  }
}
