package dev.syncer.core.suite;

import static dev.syncer.api.Fields.binary;
import static dev.syncer.api.Fields.dependsOn;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.json;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.oneToMany;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Group.everyone;

import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;

/** Models with rules: accounts with codes of their own and bookings that sum up to a balance. */
final class RulesModule implements ModelModule {

  @Override
  public void define(Models models) {
    models
        .model("u.account")
        .fields(
            text("name").required(),
            text("code").unique(),
            integer("floor"),
            json("settings", 100),
            binary("scan", 8),
            oneToMany("booking_ids", "u.booking", "account_id"),
            integer("balance")
                .computed(
                    dependsOn("booking_ids.amount"),
                    in -> in.<Long>all("booking_ids.amount").stream().mapToLong(n -> n).sum())
                .stored())
        .constraint(
            "account.floor",
            "An account may not go below its floor. Book less or lower the floor.",
            account ->
                !(account.get("floor") instanceof Long floor)
                    || !(account.get("balance") instanceof Long balance)
                    || balance >= floor)
        .implementsSyncer()
        .access(everyone().all());
    models
        .model("u.booking")
        .fields(integer("amount"), manyToOne("account_id", "u.account"))
        .implementsSyncer()
        .access(everyone().all());
  }
}
