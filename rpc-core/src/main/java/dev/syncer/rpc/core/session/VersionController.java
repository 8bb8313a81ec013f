package dev.syncer.rpc.core.session;

import dev.syncer.rpc.Route;
import java.util.ArrayList;
import java.util.List;

/** Says which server this is; what a client polls while the server is away. */
final class VersionController {
  static final String PROTOCOL = "syncer.v1";
  static final String VERSION = version();

  /**
   * @param server_version the version of the framework
   * @param server_version_info its numbers, then what follows them
   * @param protocol_version the version of the wire protocol
   */
  record Version(
      String server_version, List<Object> server_version_info, String protocol_version) {}

  /** Needs no login, and nothing that could be away. */
  @Route(value = "/web/webclient/version_info", anonymous = true)
  public Version version_info() {
    return new Version(VERSION, parts(VERSION), PROTOCOL);
  }

  private static String version() {
    String version = VersionController.class.getPackage().getImplementationVersion();
    return version == null ? "0-development" : version;
  }

  static List<Object> parts(String version) {
    List<Object> parts = new ArrayList<>();
    for (String part : version.split("[.-]")) {
      if (part.matches("[0-9]{1,9}")) {
        parts.add(Integer.valueOf(part));
      } else {
        parts.add(part);
      }
    }
    return parts;
  }
}
