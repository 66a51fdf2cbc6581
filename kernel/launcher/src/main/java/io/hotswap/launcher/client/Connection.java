package io.hotswap.launcher.client;

import io.hotswap.contracts.edge.Principal.Role;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** The options that every REST client command has. */
public final class Connection {
  private static final String DEFAULT_URL = "http://127.0.0.1:8080";
  private static final Duration OWN_TOKEN_TTL = Duration.ofHours(1);

  @Option(
      names = "--url",
      description = "of the node; default: that of the node in --data, else " + DEFAULT_URL)
  private String url;

  @Option(
      names = "--token",
      description = "default: environment HOTSWAP_TOKEN, else signed with the secret in --data")
  private String token;

  @Option(
      names = "--data",
      defaultValue = "./data",
      description = "data directory of a local node, default ${DEFAULT-VALUE}")
  private Path data;

  @Option(names = "--json", description = "print JSON as the node gave it")
  private boolean json;

  public boolean json() {
    return json;
  }

  public RestClient client() {
    return new RestClient(base(), bearer());
  }

  URI base() {
    String text = url != null ? url : new LocalNode(data).url().orElse(DEFAULT_URL);
    try {
      URI base = URI.create(text);
      if (base.getHost() != null && base.getScheme().startsWith("http")) {
        return base;
      }
    } catch (IllegalArgumentException malformed) {
      // reported below, as what has no host
    }
    throw CommandFailure.usage("url: " + text + " (expected: http://host:port)");
  }

  private String bearer() {
    if (token != null) {
      return token;
    }
    String fromEnvironment = System.getenv("HOTSWAP_TOKEN");
    if (fromEnvironment != null && !fromEnvironment.isBlank()) {
      return fromEnvironment.strip();
    }
    LocalNode node = new LocalNode(data);
    if (node.hasSecret()) {
      return node.token("cli", Set.of(Role.admin), List.of(), OWN_TOKEN_TTL);
    }
    throw CommandFailure.usage(
        "token: none (expected: --token, HOTSWAP_TOKEN, or a node's data directory as --data)");
  }
}
