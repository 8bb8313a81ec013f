package dev.syncer.core.suite;

import static dev.syncer.api.Fields.dependsOn;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.manyToMany;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.oneToMany;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Filter.where;
import static dev.syncer.api.Group.everyone;
import static dev.syncer.api.Group.group;
import static dev.syncer.api.UserValue.USER;
import static dev.syncer.api.UserValue.userValue;

import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Orders that a clerk sees of their own team, whose margin a manager alone sees; lines that only
 * their owner sees; and customers, of whom some are hidden.
 */
final class ShapesModule implements ModelModule {
  private final boolean hidesUsers;

  /** Whether a field of {@code shop.fragile} cannot be computed. */
  final AtomicBoolean breaks = new AtomicBoolean();

  /**
   * @param hidesUsers whether clerks may not read users
   */
  ShapesModule(boolean hidesUsers) {
    this.hidesUsers = hidesUsers;
  }

  @Override
  public void define(Models models) {
    models
        .model("shop.user")
        .fields(text("name").required(), integer("team"))
        .implementsSyncer()
        .users()
        .access(hidesUsers ? group("manager").reads() : everyone().reads());
    models
        .model("shop.vendor")
        .fields(text("name").readableBy(group("manager")), manyToMany("line_ids", "shop.line"))
        .implementsSyncer()
        .access(group("clerk").reads());
    models
        .model("shop.order")
        .fields(
            text("name").required(),
            integer("team"),
            integer("rank"),
            integer("margin").readableBy(group("manager")),
            manyToOne("customer_id", "shop.customer"),
            manyToOne("vendor_id", "shop.vendor"),
            manyToMany("member_ids", "shop.user"),
            oneToMany("line_ids", "shop.line", "order_id"))
        .implementsSyncer()
        .access(group("clerk").reads(), group("manager").all())
        .rule(group("clerk"), where("team", "=", userValue("team")));
    models
        .model("shop.line")
        .fields(
            text("name").required(),
            manyToOne("order_id", "shop.order"),
            manyToOne("owner_id", "shop.user"))
        .implementsSyncer()
        .access(group("clerk").reads(), group("manager").all())
        .rule(group("clerk"), where("owner_id", "=", USER));
    models
        .model("shop.fragile")
        .fields(
            text("name").required(),
            integer("half")
                .computed(
                    dependsOn("name"),
                    record -> {
                      if (breaks.get()) {
                        throw new StackOverflowError();
                      }
                      return 1L;
                    }))
        .implementsSyncer()
        .access(group("manager").all());
    models
        .model("shop.customer")
        .fields(text("name").required(), integer("secrecy"))
        .implementsSyncer()
        .access(group("clerk").reads(), group("manager").all())
        .rule(group("clerk"), where("secrecy", "=", null));
  }
}
