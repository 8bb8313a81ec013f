package dev.syncer.transport.undertow;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of the class path below {@code META-INF/resources}, where jars lay their pages, and
 * below the roots of the application, which come first.
 *
 * <p>What can be asked for is a list of what is allowed, not of what is not: names of letters,
 * digits and {@code _ - . @ +} that do not begin with a dot, ending in a known kind of file. So
 * there is no way up, to a folder, or to a class.
 */
final class StaticPages implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(StaticPages.class);
  private static final String JAR_ROOT = "META-INF/resources";
  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_@+-][A-Za-z0-9_@+.-]*)+");
  private static final int LONGEST_PATH = 512;
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("mjs", "text/javascript; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("map", "application/json"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("gif", "image/gif"),
          Map.entry("webp", "image/webp"),
          Map.entry("avif", "image/avif"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff", "font/woff"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("wasm", "application/wasm"));

  private final List<String> roots = new ArrayList<>();
  private final ClassLoader loader;
  private final HttpHandler otherwise;

  /**
   * @param otherwise answers where there is no such file, on a thread that may block
   */
  StaticPages(List<String> roots, ClassLoader loader, HttpHandler otherwise) {
    this.roots.addAll(roots);
    this.roots.add(JAR_ROOT);
    this.loader = loader;
    this.otherwise = otherwise;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    String path = exchange.getRequestPath();
    String file = path.endsWith("/") ? path + "index.html" : path;
    String type = TYPES.get(extension(file));
    if (type == null || file.length() > LONGEST_PATH || !PATH.matcher(file).matches()) {
      otherwise.handleRequest(exchange);
    } else if (exchange.isInIoThread()) {
      exchange.dispatch(this); // reading a jar may block
    } else {
      byte[] content = read(file);
      if (content == null) {
        otherwise.handleRequest(exchange);
      } else {
        send(exchange, type, content);
      }
    }
  }

  private static String extension(String file) {
    return file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private byte @Nullable [] read(String file) {
    for (String root : roots) {
      URL found = loader.getResource(root + file);
      if (found == null) {
        continue;
      }
      try (InputStream in = found.openStream()) {
        return in.readAllBytes();
      } catch (IOException e) {
        LOG.warn("{} is on the class path and cannot be read: {}", file, e.toString());
      }
    }
    return null;
  }

  private static void send(HttpServerExchange exchange, String type, byte[] content) {
    HeaderMap headers = exchange.getResponseHeaders();
    PageHeaders.put(headers);
    // The content decides, not its time: builds that can be repeated give all files the same one.
    String tag = tag(content);
    headers.put(Headers.ETAG, tag);
    headers.put(Headers.CACHE_CONTROL, "no-cache");
    if (isKnown(exchange.getRequestHeaders().getFirst(Headers.IF_NONE_MATCH), tag)) {
      exchange.setStatusCode(StatusCodes.NOT_MODIFIED);
      HttpAnswers.end(exchange);
      return;
    }
    headers.put(Headers.CONTENT_TYPE, type);
    exchange.setResponseContentLength(content.length);
    if (exchange.getRequestMethod().equals(HEAD) || content.length == 0) {
      HttpAnswers.end(exchange);
    } else {
      exchange.getResponseSender().send(ByteBuffer.wrap(content));
    }
  }

  private static final HttpString HEAD = new HttpString("HEAD");

  private static boolean isKnown(@Nullable String tags, String tag) {
    return tags != null && (tags.contains(tag) || tags.trim().equals("*"));
  }

  private static String tag(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return '"' + HexFormat.of().formatHex(hash, 0, 12) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  /** Says that there is no such page. */
  static void notFound(HttpServerExchange exchange) {
    PageHeaders.put(exchange.getResponseHeaders());
    exchange.setStatusCode(StatusCodes.NOT_FOUND);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain; charset=utf-8");
    byte[] text = "There is no such page.\n".getBytes(StandardCharsets.UTF_8);
    exchange.getResponseSender().send(ByteBuffer.wrap(text));
  }
}
