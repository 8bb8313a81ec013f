package dev.syncer.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.api.Field;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A module with a value of the wrong type does not compile. */
class TypedConditionsCompileTest {

  private static List<String> errors(String expression) throws URISyntaxException {
    String source =
        "import dev.syncer.api.*; import static dev.syncer.api.UserValue.*; class M {"
            + " static final Field<String> NAME = Fields.text(\"name\");"
            + " static final Field<Long> COUNT = Fields.integer(\"count\");"
            + " static final Field<Ref> STAGE = Fields.manyToOne(\"stage_id\", \"t.task\");"
            + " static final Field<java.time.LocalDate> DUE = Fields.date(\"due\");"
            + " Object o(Database d, ModelRecord r) { return "
            + expression
            + "; } }";
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    compiler
        .getTask(
            null,
            null,
            found,
            List.of("-proc:none", "-d", "/nowhere", "-cp", api(), "-Xlint:none", "--release", "17"),
            null,
            List.of(new Source(source)))
        .call();
    return found.getDiagnostics().stream()
        .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
        .map(each -> each.getMessage(Locale.ROOT))
        .filter(message -> !message.contains("/nowhere"))
        .toList();
  }

  private static String api() throws URISyntaxException {
    return Path.of(Field.class.getProtectionDomain().getCodeSource().getLocation().toURI())
        .toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NAME.eq(3)",
        "COUNT.in(java.util.List.of(\"a\"))",
        "STAGE.eq(3L)",
        "DUE.before(\"2026-12-01\")",
        "COUNT.gt(2)",
        "NAME.eq(USER)",
        "(Long) r.get(NAME)",
        "Query.all().orderBy(NAME)",
        "d.read(User.SYSTEM, unit -> unit.model(\"t.task\").create(Values.values()))",
        "d.<Object>read(User.SYSTEM, unit -> { unit.asSystem().model(\"t.task\").unlink(1); return 1; })"
      })
  void wrongType_doesNotCompile(String expression) throws URISyntaxException {
    assertThat(errors(expression)).isNotEmpty();
  }

  /** The control: what is refused above is refused for its type. */
  @Test
  void rightType_compiles() throws URISyntaxException {
    for (String expression :
        List.of(
            "NAME.eq(\"a\")",
            "COUNT.in(java.util.List.of(1L))",
            "STAGE.eq(Ref.to(3L))",
            "STAGE.eq(USER)",
            "DUE.before(java.time.LocalDate.EPOCH)",
            "(String) r.get(NAME)",
            "Query.all().orderBy(NAME.asc())",
            "d.<Object>read(User.SYSTEM, unit -> unit.model(\"t.task\").count(NAME.isSet()))",
            "d.writeReturning(User.SYSTEM, u -> u.model(\"t.task\").create(Values.values()))")) {
      assertThat(errors(expression)).as(expression).isEmpty();
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String text) {
      super(URI.create("string:///M.java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
