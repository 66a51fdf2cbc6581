package io.hotswap.launcher.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.hotswap.launcher.client.CommandFailure;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The store that nodes share, as a command line names it.
 *
 * @param plugin that is the store of each node
 * @param section of its configuration, by key
 * @param shown without the password
 */
public record StoreUrl(String plugin, Map<String, Object> section, String shown) {
  private static final int POSTGRES_PORT = 5432;
  private static final int REDIS_PORT = 6379;
  private static final String FORMS =
      "postgres://user:password@host:port/database or redis://[:password@]host:port";

  /** Refuses what is no store that nodes can share, and says why. */
  public static StoreUrl parse(String text) {
    if (text == null || text.isBlank()) {
      throw refused("none", FORMS + ": all nodes of a cluster share one store");
    }
    if (text.equals("embedded") || text.equals("memory")) {
      throw refused(text, FORMS + ": the log of one node's process cannot be shared");
    }
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException malformed) {
      throw refused(text, FORMS + ": " + malformed.getReason());
    }
    if (url.getScheme() == null || url.getHost() == null) {
      throw refused(text, FORMS);
    }
    return switch (url.getScheme()) {
      case "postgres", "postgresql" -> postgres(url);
      case "redis" -> redis(url);
      default -> throw refused(text, FORMS);
    };
  }

  private static StoreUrl postgres(URI url) {
    String database = url.getPath() == null ? "" : url.getPath().replaceFirst("^/", "");
    String[] login = login(url);
    if (database.isEmpty() || database.contains("/") || login[0].isEmpty()) {
      throw refused(withoutPassword(url), "postgres://user:password@host:port/database");
    }
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("host", url.getHost());
    section.put("port", url.getPort() < 0 ? POSTGRES_PORT : url.getPort());
    section.put("database", database);
    section.put("user", login[0]);
    section.put("password", login[1]);
    return new StoreUrl("store.postgres", section, withoutPassword(url));
  }

  private static StoreUrl redis(URI url) {
    if (url.getPath() != null && url.getPath().length() > 1) {
      throw refused(withoutPassword(url), "redis://[:password@]host:port, without a path");
    }
    String[] login = login(url);
    Map<String, Object> section = new LinkedHashMap<>();
    int port = url.getPort() < 0 ? REDIS_PORT : url.getPort();
    section.put("address", "redis://%s:%d".formatted(url.getHost(), port));
    section.put("user", login[0]);
    section.put("password", login[1]);
    return new StoreUrl("store.redis", section, withoutPassword(url));
  }

  /** User and password, each of which may be empty. */
  private static String[] login(URI url) {
    String info = url.getUserInfo() == null ? "" : url.getUserInfo();
    int colon = info.indexOf(':');
    return colon < 0
        ? new String[] {info, ""}
        : new String[] {info.substring(0, colon), info.substring(colon + 1)};
  }

  private static String withoutPassword(URI url) {
    String[] login = login(url);
    String user = login[0].isEmpty() ? "" : login[0] + "@";
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    String path = url.getPath() == null ? "" : url.getPath();
    return "%s://%s%s%s%s".formatted(url.getScheme(), user, url.getHost(), port, path);
  }

  private static CommandFailure refused(String value, String expected) {
    return CommandFailure.usage("store: " + value + " (expected: " + expected + ")");
  }

  /** The sections of a node's configuration. */
  String yaml() {
    StringBuilder yaml = new StringBuilder();
    yaml.append("kernel:\n  store-plugin: ").append(plugin).append('\n');
    yaml.append(plugin).append(":\n");
    section.forEach(
        (key, value) ->
            yaml.append("  ").append(key).append(": ").append(quoted(value)).append('\n'));
    return yaml.toString();
  }

  /** A JSON string is one of YAML, whatever is in it. */
  private static String quoted(Object value) {
    return value instanceof String text
        ? JsonNodeFactory.instance.textNode(text).toString()
        : value.toString();
  }

  /** Without the password. */
  @Override
  public String toString() {
    return shown;
  }
}
