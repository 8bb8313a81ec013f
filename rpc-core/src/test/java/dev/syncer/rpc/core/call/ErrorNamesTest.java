package dev.syncer.rpc.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.rpc.AccessException;
import dev.syncer.rpc.ConflictException;
import dev.syncer.rpc.MissingException;
import dev.syncer.rpc.RpcException;
import dev.syncer.rpc.UserException;
import dev.syncer.rpc.ValidationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names of errors are a table of the protocol: this one, to the letter. */
class ErrorNamesTest {
  private static final List<RpcException> EXPECTED =
      List.of(
          new UserException("x"),
          new ValidationException("x"),
          new AccessException("x"),
          new MissingException("x"),
          new ConflictException("x"));

  private static List<String> names() {
    List<String> names = new ArrayList<>();
    for (RpcFault.Kind kind : RpcFault.Kind.values()) {
      names.add(ErrorNames.of(kind));
    }
    EXPECTED.forEach(error -> names.add(ErrorNames.of(error)));
    names.add(ErrorNames.UNEXPECTED);
    names.add(ErrorNames.REFUSED);
    return names;
  }

  @Test
  void names_areThese() {
    assertThat(names())
        .containsExactly(
            "dev.syncer.rpc.ParseException",
            "dev.syncer.rpc.InvalidRequestException",
            "dev.syncer.rpc.NotFoundException",
            "dev.syncer.rpc.InvalidParamsException",
            "dev.syncer.rpc.TimeOverException",
            "dev.syncer.rpc.SessionExpiredException",
            "dev.syncer.rpc.NotFoundException",
            "dev.syncer.rpc.OverLimitException",
            "dev.syncer.rpc.UnavailableException",
            "dev.syncer.rpc.StoppingException",
            "dev.syncer.rpc.UserException",
            "dev.syncer.rpc.ValidationException",
            "dev.syncer.rpc.AccessException",
            "dev.syncer.rpc.MissingException",
            "dev.syncer.rpc.ConflictException",
            "dev.syncer.rpc.UnexpectedException",
            "dev.syncer.rpc.RefusedException");
  }

  /** The sealed family has no member without a name. */
  @Test
  void everyErrorForCallers_hasAName() {
    assertThat(EXPECTED)
        .extracting(Object::getClass)
        .containsExactlyInAnyOrder(RpcException.class.getPermittedSubclasses());
  }

  @Test
  void pageOfErrors_explainsEachName() throws IOException {
    Path fromModule = Path.of("../docs/errors.md");
    String page =
        Files.readString(Files.exists(fromModule) ? fromModule : Path.of("docs/errors.md"));

    assertThat(names()).allMatch(name -> page.contains("`" + simple(name) + "`"));
  }

  private static String simple(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
