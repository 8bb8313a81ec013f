package dev.syncer.examples.notes;

import dev.syncer.api.Database;
import dev.syncer.api.Query;
import dev.syncer.api.Records;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerOptions;
import dev.syncer.rpc.core.RpcModule;
import dev.syncer.rpc.core.spi.Authenticator;
import dev.syncer.store.jdbi.JdbiStoreModule;
import dev.syncer.transport.undertow.HttpOptions;
import dev.syncer.transport.undertow.UndertowModule;
import java.nio.file.Path;

/** An application of its own around the module: database, login, web server. */
public final class NotesApplication {
  private NotesApplication() {}

  public static void main(String[] arguments) {
    Syncer notes = start(Path.of("notes.db"), 8080);
    Runtime.getRuntime().addShutdownHook(new Thread(notes::close));
    System.out.println("Notes are at " + notes.address() + "/");
  }

  static Syncer start(Path file, int port) {
    Syncer notes =
        Syncer.builder()
            .options(SyncerOptions.builder().database("notes").build())
            .models(new NotesModule(), new PeopleModule())
            .install(
                JdbiStoreModule.sqlite(file),
                new RpcModule(),
                UndertowModule.listening(HttpOptions.builder().port(port).build()),
                binder -> binder.bind(Authenticator.class).to(NotesLogin.class))
            .build()
            .open();
    addMe(notes.database());
    return notes.start();
  }

  private static void addMe(Database database) {
    database.write(
        User.SYSTEM,
        unit -> {
          Records people = unit.model("res.users");
          if (people.count(Query.all()) == 0) {
            people.create(
                Values.values().with(PeopleModule.NAME, "Me").with(PeopleModule.LOGIN, "me"));
          }
        });
  }
}
