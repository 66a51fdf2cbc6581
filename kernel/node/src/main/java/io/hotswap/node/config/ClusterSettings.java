package io.hotswap.node.config;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The {@code cluster} section: how nodes that share a store find and trust each other.
 *
 * @param name of the cluster; those of another name are not joined
 * @param port at which Hazelcast listens for members
 * @param linkPort at which this node listens for other nodes
 * @param busPort of the clustered event bus
 * @param peers {@code host:port} of Hazelcast members that may be there; itself may be among them
 * @param secret that all nodes share; tokens are signed with a key derived from it
 * @param beat between two beats of a node
 * @param silence without a beat after which a node counts as dead
 * @param movesMax shards that one node takes over at the same time
 * @param leaveMax how long a node that stops waits for others to take its shards
 * @param asksMax asks of one other node that are not answered yet
 */
public record ClusterSettings(
    boolean enabled,
    String name,
    int port,
    int linkPort,
    int busPort,
    List<String> peers,
    String secret,
    Duration beat,
    Duration silence,
    int movesMax,
    Duration leaveMax,
    int asksMax) {
  private static final int SECRET_MIN = 16;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final Pattern PEER = Pattern.compile("(\\[[0-9A-Fa-f:]+]|[^:\\s]+):\\d{1,5}");

  public ClusterSettings {
    peers = List.copyOf(peers);
  }

  static ClusterSettings from(Section section, boolean asked) {
    int port = section.integer("port", 5701, 1, 65_535);
    ClusterSettings settings =
        new ClusterSettings(
            section.flag("enabled", false) || asked,
            section.text("name", "hotswap"),
            port,
            section.integer("link-port", Math.min(port + 100, 65_535), 1, 65_535),
            section.integer("bus-port", Math.min(port + 200, 65_535), 1, 65_535),
            section.texts("peers"),
            section.text("secret", ""),
            section.duration("beat", "500ms", "50ms", "10s"),
            section.duration("silence", "3s", "200ms", "1m"),
            section.integer("moves-max", 8, 1, 1_000),
            section.duration("leave-max", "10s", "0s", "5m"),
            section.integer("asks-max", 20_000, 1, 1_000_000));
    settings.check(section);
    section.refuseUnknown();
    return settings;
  }

  private void check(Section section) {
    if (!NAME.matcher(name).matches()) {
      throw section.refusal("name", name, "letters, digits, dots, dashes, at most 63");
    }
    for (String peer : peers) {
      if (!PEER.matcher(peer).matches()) {
        throw section.refusal("peers", peer, "host:port, as 10.0.0.1:5701");
      }
    }
    if (silence.compareTo(beat.multipliedBy(3)) < 0) {
      throw section.refusal("silence", silence.toMillis() + "ms", "at least three beats");
    }
    if (enabled && secret.length() < SECRET_MIN) {
      // NB: the value is a secret: only its length is said.
      throw section.refusal(
          "secret", secret.length() + " characters", "at least 16, the same on all nodes");
    }
    if (enabled && (port == linkPort || port == busPort || linkPort == busPort)) {
      throw section.refusal("link-port", linkPort, "three different ports");
    }
  }

  /** A key for one purpose, by HMAC-SHA256 of the secret (RFC 2104): 32 bytes. */
  public byte[] key(String purpose) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** All defaults: no cluster. */
  public static ClusterSettings none() {
    return from(Section.empty("cluster"), false);
  }

  /** NB: not the secret. */
  @Override
  public String toString() {
    return "cluster " + name + " at " + port + " with " + peers;
  }
}
