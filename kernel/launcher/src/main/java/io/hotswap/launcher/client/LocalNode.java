package io.hotswap.launcher.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hotswap.contracts.edge.Principal.Role;
import io.hotswap.node.auth.Secrets;
import io.hotswap.node.auth.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a data directory tells of its node to who may read it. */
public record LocalNode(Path dataDirectory) {
  private static final JsonMapper JSON = new JsonMapper();

  /** Where the node of this directory answers, if it has said so. */
  public Optional<String> url() {
    Path file = dataDirectory.resolve("node.json");
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    try {
      JsonNode node = JSON.readTree(file.toFile());
      return Optional.ofNullable(node.path("url").asText(null));
    } catch (IOException halfWritten) {
      return Optional.empty();
    }
  }

  /** Whether tokens can be signed here. */
  public boolean hasSecret() {
    return Files.isReadable(Secrets.file(dataDirectory));
  }

  /** A token that the node of this directory accepts. */
  public String token(String subject, Set<Role> roles, List<String> topics, Duration ttl) {
    if (!hasSecret()) {
      throw CommandFailure.failed(
          "data: "
              + dataDirectory.toAbsolutePath().normalize()
              + " has no signing secret (expected: the data directory of a node;"
              + " 'hotswap start' makes one)");
    }
    try {
      return Tokens.issue(Secrets.file(dataDirectory), subject, roles, topics, ttl);
    } catch (IOException unreadable) {
      throw CommandFailure.failed(unreadable.getMessage());
    }
  }
}
