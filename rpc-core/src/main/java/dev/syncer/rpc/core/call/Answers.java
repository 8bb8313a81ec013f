package dev.syncer.rpc.core.call;

import dev.syncer.core.SyncerOptions;
import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.memory.MemoryKind;
import dev.syncer.core.spi.MemoryClaim;
import dev.syncer.core.spi.MemoryOverException;
import dev.syncer.core.spi.StoreException;
import dev.syncer.core.view.FieldFailedException;
import dev.syncer.rpc.RpcException;
import dev.syncer.rpc.ValidationException;
import dev.syncer.rpc.core.Limits;
import dev.syncer.rpc.core.call.RpcFault.Kind;
import dev.syncer.rpc.core.json.TooLarge;
import dev.syncer.rpc.core.json.WireJson;
import dev.syncer.rpc.core.json.WrittenNumber;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;

/**
 * Puts answers into JSON. A success always has {@code result} and never {@code error}; an
 * unexpected error leaves this node as an id, and what happened stays in the log. Safe for use by
 * many threads.
 */
public final class Answers {
  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
  private static final int SERVER_ERROR = 200;
  private static final String SERVER_ERROR_TEXT = "Server Error";

  private final WireJson json;
  private final Tokens tokens;
  private final Limits limits;
  private final MemoryBudget memory;
  private final boolean isDevelopment;

  @Inject
  Answers(WireJson json, Tokens tokens, SyncerOptions options, MemoryBudget memory, Limits limits) {
    this.limits = limits;
    this.memory = memory;
    this.json = json;
    this.tokens = tokens;
    this.isDevelopment = options.isDevelopment();
  }

  /** The answer to a call, in UTF-8. */
  public byte[] answer(@Nullable Object id, Outcome outcome) {
    return outcome.failure() == null
        ? success(id, outcome.result())
        : failure(id, outcome.failure());
  }

  /** Room for the answers to a batch; whoever asks for it closes it. */
  public BatchRoom room(int requests) {
    return new BatchRoom(
        this, MemoryClaim.on(memory, MemoryKind.CALLS), limits.messages().answer(), requests);
  }

  /** An answer with a result; where it cannot be written, one with an unexpected error. */
  public byte[] success(@Nullable Object id, @Nullable Object result) {
    return success(
        id, result, limits.messages().answer(), () -> tooLarge(limits.messages().answer()));
  }

  /**
   * An answer with a result.
   *
   * @param most bytes that it may have
   * @param tooLarge what is answered where it would have more
   */
  byte[] success(
      @Nullable Object id, @Nullable Object result, long most, Supplier<RpcException> tooLarge) {
    try {
      return message(
          most,
          id,
          out -> {
            out.writeName("result");
            out.writePOJO(result);
          });
    } catch (TooLarge e) {
      return failure(id, tooLarge.get());
    } catch (RuntimeException | Error e) {
      return failure(id, e);
    }
  }

  /**
   * An answer up to its result, which the caller writes; one more closing brace ends it. For
   * results whose end is not known when they begin.
   */
  public byte[] opening(@Nullable Object id) {
    ByteArrayOutputStream opening = new ByteArrayOutputStream();
    opening.writeBytes("{\"jsonrpc\":\"2.0\",\"id\":".getBytes(StandardCharsets.US_ASCII));
    opening.writeBytes(json.write(out -> writeId(out, id)));
    opening.writeBytes(",\"result\":".getBytes(StandardCharsets.US_ASCII));
    return opening.toByteArray();
  }

  /** What is refused where an answer would have too many bytes. */
  public static ValidationException tooLarge(long most) {
    return new ValidationException(
        "The answer would have more than "
            + most
            + " bytes. Ask for fewer records at a time, with limit and offset or fewer ids, or for"
            + " fewer of their fields, with fields.",
        Map.of("rule", "answer_limit", "limit", most));
  }

  /** An answer with an error; there always is one, whatever the error is like. */
  public byte[] failure(@Nullable Object id, Throwable failure) {
    // Small, and said also where there is no room for anything else.
    return MemoryClaim.NONE.during(
        () -> {
          try {
            return described(id, failure);
          } catch (RuntimeException | Error e) {
            // An exception whose own methods throw, or no memory: the caller still gets an answer.
            return unexpected(id, tokens.error(), "");
          }
        });
  }

  private byte[] described(@Nullable Object id, Throwable failure) {
    String errorId = tokens.error();
    if (failure instanceof RpcFault fault) {
      return error(
          id,
          new WireError(
              fault.kind().code(),
              fault.wireMessage(),
              null,
              ErrorNames.of(fault.kind()),
              String.valueOf(fault.getMessage()),
              List.of(),
              Map.of()),
          errorId);
    }
    if (failure instanceof RpcException expected) {
      try {
        return expected(id, expected, errorId);
      } catch (RuntimeException | Error e) {
        // A context that is no JSON: the caller still learns the rest.
        LOG.error("Error {}: the context of a {} is no JSON", errorId, expected.getClass(), e);
        return unexpected(id, errorId, traceIfShown(failure));
      }
    }
    if (failure instanceof MemoryOverException) {
      LOG.warn("Error {}: {}", errorId, failure.getMessage());
      return failure(id, new RpcFault(Kind.UNAVAILABLE, String.valueOf(failure.getMessage())));
    }
    if (failure instanceof StoreException) {
      LOG.error("Error {}: the database refused", errorId, failure);
      RpcFault fault =
          new RpcFault(
              Kind.UNAVAILABLE,
              "the database could not do it, and nothing was written. Call again in a moment.");
      return failure(id, fault);
    }
    LOG.error("Error {}", errorId, failure);
    if (failure instanceof FieldFailedException field) {
      Map<String, Object> context = Map.of("model", field.model(), "field", field.field());
      String text = field.getMessage() + " The server's log says more under the id " + errorId;
      return unexpected(id, text + ".", context, errorId + traceIfShown(failure));
    }
    return unexpected(id, errorId, traceIfShown(failure));
  }

  /** The answers to a batch, as one message. */
  public static byte[] batch(List<byte[]> answers) {
    int size = answers.size() + 1 + answers.stream().mapToInt(each -> each.length).sum();
    ByteArrayOutputStream all = new ByteArrayOutputStream(size);
    all.write('[');
    for (int i = 0; i < answers.size(); i++) {
      if (i > 0) {
        all.write(',');
      }
      all.writeBytes(answers.get(i));
    }
    all.write(']');
    return all.toByteArray();
  }

  /** The answer to what never became a call. */
  public byte[] refusal(int code, String message) {
    return error(
        null,
        new WireError(code, message, null, ErrorNames.REFUSED, message, List.of(), Map.of()),
        tokens.error());
  }

  private record WireError(
      int code,
      String message,
      @Nullable String type,
      String name,
      String detail,
      List<Object> arguments,
      Map<String, Object> context) {}

  private byte[] expected(@Nullable Object id, RpcException e, String errorId) {
    LOG.debug("Error {}: {}", errorId, e.getClass().getName());
    return error(
        id,
        new WireError(
            SERVER_ERROR,
            SERVER_ERROR_TEXT,
            e.type(),
            ErrorNames.of(e),
            String.valueOf(e.getMessage()),
            e.arguments(),
            e.context()),
        isDevelopment ? trace(e) : errorId);
  }

  /** What only developers see. */
  private String traceIfShown(Throwable e) {
    return isDevelopment ? "\n" + trace(e) : "";
  }

  private byte[] unexpected(@Nullable Object id, String errorId, String trace) {
    return unexpected(
        id,
        "Something went wrong on the server. Its log says more under the id " + errorId + ".",
        Map.of(),
        errorId + trace);
  }

  private byte[] unexpected(
      @Nullable Object id, String text, Map<String, Object> context, String debug) {
    return error(
        id,
        new WireError(
            SERVER_ERROR, SERVER_ERROR_TEXT, null, ErrorNames.UNEXPECTED, text, List.of(), context),
        debug);
  }

  private byte[] error(@Nullable Object id, WireError error, String debug) {
    return message(
        Long.MAX_VALUE,
        id,
        out -> {
          out.writeName("error");
          out.writeStartObject();
          out.writeNumberProperty("code", error.code);
          out.writeStringProperty("message", error.message);
          if (error.type != null) {
            out.writeStringProperty("type", error.type);
          }
          out.writeName("data");
          out.writeStartObject();
          out.writeStringProperty("name", error.name);
          out.writeStringProperty("message", error.detail);
          out.writeName("arguments");
          out.writePOJO(error.arguments);
          out.writeName("context");
          out.writePOJO(error.context);
          out.writeStringProperty("debug", debug);
          out.writeEndObject();
          out.writeEndObject();
        });
  }

  private byte[] message(long most, @Nullable Object id, Consumer<JsonGenerator> content) {
    return json.write(
        most,
        out -> {
          out.writeStartObject();
          out.writeStringProperty("jsonrpc", "2.0");
          out.writeName("id");
          writeId(out, id);
          content.accept(out);
          out.writeEndObject();
        });
  }

  /** As it came, to the letter. */
  private static void writeId(JsonGenerator out, @Nullable Object id) {
    if (id instanceof String text) {
      out.writeString(text);
    } else if (id instanceof WrittenNumber number) {
      out.writeNumber(number.text());
    } else {
      out.writeNull();
    }
  }

  private static String trace(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
