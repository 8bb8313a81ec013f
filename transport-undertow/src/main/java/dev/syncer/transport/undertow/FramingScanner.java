package dev.syncer.transport.undertow;

import io.undertow.util.StatusCodes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Follows the bytes of one connection and says of each request whether it is framed as RFC 9112
 * wants it: where its head and its body end must be no matter of opinion between a proxy and this
 * server. Undertow reads what does not follow the rules as well as it can, and forgets how it was
 * written; so the bytes themselves are looked at. What this lets pass has one meaning only, which
 * Undertow shares. After the first fault nothing is followed any more: the connection ends with it.
 *
 * <p>Safe for use by many threads, one at a time in fact.
 */
final class FramingScanner {
  private static final int MOST_OF_LINE = 16 * 1024;
  private static final int FIRST_LINE = 256;
  private static final int KEPT_LINE = 1024;
  private static final int MOST_TRAILERS = 64;
  private static final byte[] NONE = {};

  private static final Pattern START = Pattern.compile("[!-~]+ [!-~]+ HTTP/([0-9]\\.[0-9])");

  /** What a name of a header has beside letters and digits. */
  private static final String NAME_MARKS = "!#$%&'*+-.^_`|~";

  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
  private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,15})(;.*)?");

  private enum Part {
    HEAD,
    BODY,
    CHUNK_SIZE,
    CHUNK_END,
    TRAILER,
    /** Behind a fault, or of another protocol. */
    UNKNOWN
  }

  /** One request, as far as it has come. */
  static final class Request {
    private boolean isHttp10;
    private @Nullable String length;
    private boolean isChunked;
    private int status;
    private String fault = "";
    private long announced;

    /** The status to refuse it with; 0 if it is framed well, as far as it has come. */
    int status() {
      return status;
    }

    /** What is wrong with it. */
    String fault() {
      return fault;
    }

    /** Bytes that its body has, or will have: of chunks, as far as they have been announced. */
    long announced() {
      return announced;
    }

    private void refuse(int with, String why) {
      if (status == 0) {
        status = with;
        fault = why;
      }
    }
  }

  private final Deque<Request> heads = new ArrayDeque<>();
  private Part part = Part.HEAD;
  private byte[] line = NONE;
  private int size;
  private @Nullable Request request;
  private long left;
  private int trailers;

  /** The request whose head came next; null if it could not even be told that there is one. */
  synchronized @Nullable Request next() {
    return heads.poll();
  }

  /** From now on another protocol is spoken. */
  synchronized void stop() {
    part = Part.UNKNOWN;
    line = NONE;
    heads.clear();
  }

  /** Takes the bytes that came next. */
  synchronized void scan(ByteBuffer bytes) {
    while (bytes.hasRemaining() && part != Part.UNKNOWN) {
      if (part == Part.BODY) {
        int count = (int) Math.min(left, bytes.remaining());
        bytes.position(bytes.position() + count);
        left -= count;
        endBody();
      } else {
        take(bytes.get());
      }
    }
  }

  private void endBody() {
    if (left > 0) {
      return;
    }
    if (request != null && request.isChunked) {
      part = Part.CHUNK_END;
    } else {
      endRequest();
    }
  }

  private void take(byte next) {
    if (next == '\n') {
      boolean isEnded = size > 0 && line[size - 1] == '\r';
      String text = new String(line, 0, Math.max(0, size - 1), StandardCharsets.ISO_8859_1);
      size = 0;
      if (!isEnded || text.indexOf('\r') >= 0) {
        lost("a line ends with CR and LF");
      } else {
        endLine(text);
      }
    } else if (size == MOST_OF_LINE) {
      lost("a line is too long");
    } else {
      if (size == line.length) {
        line = Arrays.copyOf(line, Math.max(FIRST_LINE, size * 2));
      }
      line[size++] = next;
    }
  }

  private void endLine(String text) {
    switch (part) {
      case HEAD -> head(text);
      case CHUNK_SIZE -> chunk(text);
      case CHUNK_END -> {
        part = Part.CHUNK_SIZE;
        if (!text.isEmpty()) {
          lost("a chunk is longer than it says");
        }
      }
      case TRAILER -> {
        if (text.isEmpty()) {
          endRequest();
        } else if (++trailers > MOST_TRAILERS) {
          lost("there are too many trailers");
        }
      }
      case BODY, UNKNOWN -> {} // have no lines
    }
  }

  private void head(String text) {
    Request current = request;
    if (current == null) {
      if (!text.isEmpty()) {
        request = new Request();
        start(request, text);
      }
    } else if (text.isEmpty()) {
      endHead(current);
    } else {
      field(current, text);
    }
  }

  private static void start(Request current, String text) {
    Matcher start = START.matcher(text);
    if (!start.matches()) {
      current.refuse(StatusCodes.BAD_REQUEST, "this is no request line of HTTP");
      return;
    }
    String version = start.group(1);
    current.isHttp10 = version.equals("1.0");
    if (!current.isHttp10 && !version.equals("1.1")) {
      current.refuse(
          StatusCodes.HTTP_VERSION_NOT_SUPPORTED, "HTTP/1.1 and HTTP/1.0 are spoken here");
    }
  }

  private static void field(Request current, String text) {
    int colon = text.indexOf(':');
    if (!isName(text, colon)) {
      current.refuse(StatusCodes.BAD_REQUEST, "a header is a name, a colon and a value, in a line");
    } else if (isNamed(text, colon, "Content-Length")) {
      length(current, withoutSpaces(text.substring(colon + 1)));
    } else if (isNamed(text, colon, "Transfer-Encoding")) {
      encoding(current, withoutSpaces(text.substring(colon + 1)));
    }
  }

  private static boolean isName(String text, int end) {
    for (int i = 0; i < end; i++) {
      char each = text.charAt(i);
      boolean isLetter = (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z');
      boolean isDigit = each >= '0' && each <= '9';
      if (!isLetter && !isDigit && NAME_MARKS.indexOf(each) < 0) {
        return false;
      }
    }
    return end > 0;
  }

  private static boolean isNamed(String text, int end, String name) {
    return end == name.length() && text.regionMatches(true, 0, name, 0, end);
  }

  private static void length(Request current, String value) {
    if (current.length != null || !LENGTH.matcher(value).matches()) {
      current.refuse(
          StatusCodes.BAD_REQUEST,
          "Content-Length is the number of bytes of the body, once, in digits only");
    }
    current.length = value;
  }

  private static void encoding(Request current, String value) {
    if (current.isChunked || !value.equalsIgnoreCase("chunked")) {
      current.refuse(StatusCodes.BAD_REQUEST, "Transfer-Encoding is chunked, once, or left out");
    }
    current.isChunked = true;
  }

  /** Spaces, not tabs: some readers take a tab for a part of the value. */
  private static String withoutSpaces(String value) {
    int from = 0;
    int to = value.length();
    while (from < to && value.charAt(from) == ' ') {
      from++;
    }
    while (to > from && value.charAt(to - 1) == ' ') {
      to--;
    }
    return value.substring(from, to);
  }

  private void endHead(Request current) {
    if (current.isChunked && current.length != null) {
      current.refuse(
          StatusCodes.BAD_REQUEST,
          "the request has Content-Length and Transfer-Encoding: send one of them");
    }
    if (current.isChunked && current.isHttp10) {
      current.refuse(
          StatusCodes.BAD_REQUEST, "Transfer-Encoding belongs to HTTP/1.1: send Content-Length");
    }
    heads.add(current);
    if (line.length > KEPT_LINE) {
      line = NONE;
    }
    if (current.status != 0) {
      part = Part.UNKNOWN;
    } else if (current.isChunked) {
      part = Part.CHUNK_SIZE;
    } else {
      left = current.length == null ? 0 : Long.parseLong(current.length);
      current.announced = left;
      if (left == 0) {
        endRequest();
      } else {
        part = Part.BODY;
      }
    }
  }

  private void chunk(String text) {
    Request current = request;
    Matcher chunk = CHUNK.matcher(text);
    if (current == null || !chunk.matches()) {
      lost("a chunk begins with its size, in hexadecimal digits");
      return;
    }
    left = Long.parseLong(chunk.group(1), 16);
    current.announced = Math.min(current.announced + left, Long.MAX_VALUE / 2);
    trailers = 0;
    part = left == 0 ? Part.TRAILER : Part.BODY;
  }

  private void endRequest() {
    request = null;
    part = Part.HEAD;
  }

  private void lost(String why) {
    Request current = request == null ? new Request() : request;
    if (part == Part.HEAD) {
      heads.add(current);
    }
    current.refuse(StatusCodes.BAD_REQUEST, why);
    part = Part.UNKNOWN;
    line = NONE;
  }
}
