package io.hotswap.node.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * All that an operator can say about one node. Made by {@link #load} or {@link #parse}, which
 * refuse with a {@link ConfigException}.
 *
 * @param host address the edge binds; loopback in {@code dev}
 * @param port the edge's, 0 for any free one
 * @param address at which other nodes and their clients reach this one
 * @param roles what it does in a cluster; both by default
 * @param plugins sections of plugins by id, expanded and otherwise as written
 */
public record NodeConfig(
    String nodeId,
    Path dataDirectory,
    Profile profile,
    String host,
    int port,
    String address,
    Set<Role> roles,
    ClusterSettings cluster,
    EdgeSettings edge,
    KernelSettings kernel,
    AuthSettings auth,
    BusSettings bus,
    Map<String, JsonObject> plugins) {

  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1|\\[::1]");

  /** What a node of a cluster does. */
  public enum Role {
    /** Owns shards. */
    broker,
    /** Is meant for clients; every node answers them. */
    gateway
  }

  public NodeConfig {
    plugins = Map.copyOf(plugins);
    roles = Set.copyOf(roles);
  }

  /** The configuration of a file. */
  public static NodeConfig load(Path file, UnaryOperator<String> env, Overrides overrides) {
    try {
      return parse(Files.readString(file), file.toString(), env, overrides);
    } catch (IOException unreadable) {
      throw ConfigException.of("conf", file, "a readable YAML file: " + unreadable);
    }
  }

  /** The defaults of a node without a file. */
  public static NodeConfig defaults(Overrides overrides) {
    return parse("", overrides);
  }

  /** The configuration of a text, without an environment. */
  public static NodeConfig parse(String yaml, Overrides overrides) {
    return parse(yaml, "configuration", name -> null, overrides);
  }

  /**
   * @param file name of where the text comes from, for messages
   * @param env value of an environment variable, or null
   */
  public static NodeConfig parse(
      String yaml, String file, UnaryOperator<String> env, Overrides overrides) {
    JsonNode root = new Placeholders(env).expand("", tree(yaml, file));
    Section node = new Section(file, "node", root.get("node"));
    Profile profile = overrides.profile().orElse(node.oneOf("profile", Profile.class, Profile.dev));
    Path data = overrides.data().orElse(Path.of(node.text("data", "./data")));
    node.text("data", "");
    int port = node.integer("port", 8080, 0, 65_535);
    String host = host(node, profile);
    ClusterSettings cluster =
        ClusterSettings.from(
            new Section(file, "cluster", root.get("cluster")), overrides.clustered());
    NodeConfig config =
        new NodeConfig(
            id(node),
            data,
            profile,
            host,
            overrides.port().orElse(port),
            address(node, host, cluster),
            roles(node),
            cluster,
            EdgeSettings.from(new Section(file, "edge", root.get("edge"))),
            KernelSettings.from(new Section(file, "kernel", root.get("kernel"))),
            AuthSettings.from(new Section(file, "auth", root.get("auth"))),
            BusSettings.from(new Section(file, "event-bus", root.get("event-bus"))),
            pluginSections(root, file));
    node.refuseUnknown();
    return config;
  }

  /** The configuration of one plugin; empty if there is none. */
  public JsonObject section(String pluginId) {
    JsonObject section = plugins.get(pluginId);
    return section == null ? new JsonObject() : section.copy();
  }

  /** Refuses a section of a plugin that does not exist: most likely a key that was mistyped. */
  public void refuseUnknownSections(Collection<String> pluginIds) {
    TreeSet<String> known = new TreeSet<>(pluginIds);
    for (String id : new TreeSet<>(plugins.keySet())) {
      if (!known.contains(id)) {
        throw new ConfigException(
            "%s: unknown section (expected: node, edge, event-bus, kernel, auth, cluster, or a plugin: %s)"
                .formatted(id, String.join(", ", known)));
      }
    }
  }

  private static String id(Section node) {
    String id = node.text("id", "node-1");
    if (!ID.matcher(id).matches()) {
      throw node.refusal("id", id, "lower-case letters, digits and dashes, at most 63");
    }
    return id;
  }

  private static String host(Section node, Profile profile) {
    String host = node.text("host", profile == Profile.dev ? "127.0.0.1" : "0.0.0.0");
    if (profile == Profile.dev && !LOOPBACK.matcher(host).matches()) {
      throw node.refusal(
          "host", host, "loopback, as 127.0.0.1; profile production may bind other addresses");
    }
    return host;
  }

  private static String address(Section node, String host, ClusterSettings cluster) {
    String address = node.text("address", host);
    if (cluster.enabled() && (address.equals("0.0.0.0") || address.equals("::"))) {
      throw node.refusal("address", address, "the one at which other nodes reach this one");
    }
    return address;
  }

  private static Set<Role> roles(Section node) {
    Set<Role> roles = node.setOf("roles", Role.class);
    return roles.isEmpty() ? Set.of(Role.values()) : roles;
  }

  private static Map<String, JsonObject> pluginSections(JsonNode root, String file) {
    Map<String, JsonObject> out = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      switch (entry.getKey()) {
        case "node", "edge", "kernel", "auth", "event-bus", "cluster" -> {}
        default -> {
          Section section = new Section(file, entry.getKey(), entry.getValue());
          out.put(entry.getKey(), section.toJson());
        }
      }
    }
    return out;
  }

  private static JsonNode tree(String yaml, String file) {
    if (yaml.isEmpty()) {
      return JsonNodeFactory.instance.objectNode();
    }
    YAMLFactory factory =
        YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try {
      JsonNode root = new ObjectMapper(factory).readTree(yaml);
      if (root.isMissingNode() || root.isNull()) {
        return JsonNodeFactory.instance.objectNode();
      }
      if (!root.isObject()) {
        throw ConfigException.of(file, "no sections", "YAML with sections node, edge, kernel …");
      }
      return root;
    } catch (JsonProcessingException bad) {
      throw ConfigException.of(file, bad.getOriginalMessage(), "well-formed YAML");
    }
  }
}
