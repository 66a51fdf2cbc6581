package io.hotswap.bench.compare.peer;

import java.util.List;

/** All there are, by name. */
public final class Peers {
  private static final List<Peer> ALL =
      List.of(
          new HotSwap(""),
          new Redis("always"),
          new Kafka(false, true),
          new Artemis(),
          new RabbitMq(),
          new Nats(true),
          new Kafka(false, false),
          new Kafka(true, false),
          new Redis("everysec"),
          new Nats(false),
          new HotSwap("postgres"),
          new SkipLocked(SkipLocked.Taking.ONE),
          new SkipLocked(SkipLocked.Taking.LEASED),
          new SkipLocked(SkipLocked.Taking.LOT),
          new HotSwap("redis"),
          new RedisSingly(),
          new InProcess());

  private Peers() {}

  public static List<String> names() {
    return ALL.stream().map(Peer::name).toList();
  }

  public static Peer named(String name) {
    return ALL.stream()
        .filter(peer -> peer.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "system: %s (expected: one of %s)"
                        .formatted(name, String.join(", ", names()))));
  }
}
