package dev.syncer.transport.undertow;

import static dev.syncer.core.fault.OptionCheck.check;
import static dev.syncer.core.fault.OptionCheck.checkTime;

import dev.syncer.core.fault.StartupException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a node listens, and what it lets in. {@code HttpOptions.builder().port(8080).build()}.
 *
 * @param host the address or name to listen on; default {@code 127.0.0.1}
 * @param port the port to listen on; default 8080, 0 takes any free port
 * @param resourceRoots folders of the class path whose files are served, before those in {@code
 *     META-INF/resources}, without slashes at the ends; default none
 * @param allowedOrigins origins of foreign pages that may call this server, {@code
 *     https://app.example.com}; the server's own origins are always allowed; default none
 * @param allowedHosts values of the {@code Host} header that are answered, {@code example.com} or
 *     {@code example.com:8080}; default, where empty: the listening host, {@code localhost}, {@code
 *     127.0.0.1} and {@code [::1]} with the port
 * @param isSecure whether browsers reach the server by https, through a proxy that ends TLS:
 *     cookies are then sent over https only, and the own origins begin with https; default false
 * @param connectionsPerAddress connections that one address may hold open; default 200, 0 for no
 *     limit (behind a proxy all come from one address)
 * @param ioThreads threads that read and write; default, where 0: one for each processor, at most 8
 * @param headTimeout how long the head of a request may take; default 10 s, at least 1 ms
 * @param bodyTimeout how long the body of a request may take; default 30 s, at least 1 ms
 * @param closeTimeout how long a WebSocket may take to close; default 10 s, at least 1 ms
 */
public record HttpOptions(
    String host,
    int port,
    List<String> resourceRoots,
    Set<String> allowedOrigins,
    Set<String> allowedHosts,
    boolean isSecure,
    int connectionsPerAddress,
    int ioThreads,
    Duration headTimeout,
    Duration bodyTimeout,
    Duration closeTimeout) {
  private static final Pattern ROOT = Pattern.compile("[\\w.-]+(/[\\w.-]+)*");
  private static final Pattern ORIGIN = Pattern.compile("https?://[^/\\s@]+");
  private static final Pattern HOST = Pattern.compile("[^/\\s@]+");

  public HttpOptions {
    Objects.requireNonNull(host, "host");
    resourceRoots = List.copyOf(resourceRoots);
    allowedOrigins = Set.copyOf(allowedOrigins);
    allowedHosts = Set.copyOf(allowedHosts);
    check(port >= 0 && port <= 65_535, "port", port, "0 to 65535");
    check(connectionsPerAddress >= 0, "connectionsPerAddress", connectionsPerAddress, "0 or more");
    check(ioThreads >= 0 && ioThreads <= 256, "ioThreads", ioThreads, "0 to 256");
    checkTime("headTimeout", headTimeout);
    checkTime("bodyTimeout", bodyTimeout);
    checkTime("closeTimeout", closeTimeout);
  }

  /** The defaults. */
  public static HttpOptions defaults() {
    return builder().build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Collects settings; each setter checks its own. */
  public static final class Builder {
    private String host = "127.0.0.1";
    private int port = 8080;
    private final List<String> resourceRoots = new ArrayList<>();
    private final Set<String> allowedOrigins = new LinkedHashSet<>();
    private final Set<String> allowedHosts = new LinkedHashSet<>();
    private boolean isSecure;
    private int connectionsPerAddress = 200;
    private int ioThreads;
    private Duration headTimeout = Duration.ofSeconds(10);
    private Duration bodyTimeout = Duration.ofSeconds(30);
    private Duration closeTimeout = Duration.ofSeconds(10);

    private Builder() {}

    public Builder host(String name) {
      this.host = Objects.requireNonNull(name, "name");
      return this;
    }

    public Builder port(int number) {
      this.port = number;
      return this;
    }

    /** Serves the files below a folder of the class path, {@code web} or {@code my/app/web}. */
    public Builder resources(String root) {
      check(
          ROOT.matcher(root).matches() && !root.contains(".."),
          "resources",
          root,
          "the path of a folder on the class path, as in my/app/web");
      resourceRoots.add(root);
      return this;
    }

    /** Lets pages of another origin in. */
    public Builder allowOrigin(String origin) {
      String lower = origin.toLowerCase(Locale.ROOT);
      check(
          ORIGIN.matcher(lower).matches(),
          "allowOrigin",
          origin,
          "a scheme, a host and a port if there is one, as in https://app.example.com");
      allowedOrigins.add(lower);
      return this;
    }

    /** Answers requests to this host; the first call replaces the defaults. */
    public Builder allowHost(String host) {
      String lower = host.toLowerCase(Locale.ROOT);
      check(
          HOST.matcher(lower).matches(),
          "allowHost",
          host,
          "a name and a port if there is one, as in example.com:8080");
      allowedHosts.add(lower);
      return this;
    }

    public Builder secure(boolean isSecure) {
      this.isSecure = isSecure;
      return this;
    }

    public Builder connectionsPerAddress(int count) {
      this.connectionsPerAddress = count;
      return this;
    }

    public Builder ioThreads(int count) {
      this.ioThreads = count;
      return this;
    }

    public Builder headTimeout(Duration time) {
      this.headTimeout = Objects.requireNonNull(time, "time");
      return this;
    }

    public Builder bodyTimeout(Duration time) {
      this.bodyTimeout = Objects.requireNonNull(time, "time");
      return this;
    }

    public Builder closeTimeout(Duration time) {
      this.closeTimeout = Objects.requireNonNull(time, "time");
      return this;
    }

    /**
     * @throws StartupException if a setting is out of its range
     */
    public HttpOptions build() {
      return new HttpOptions(
          host,
          port,
          resourceRoots,
          allowedOrigins,
          allowedHosts,
          isSecure,
          connectionsPerAddress,
          ioThreads,
          headTimeout,
          bodyTimeout,
          closeTimeout);
    }
  }
}
