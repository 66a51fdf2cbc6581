package io.hotswap.load;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a run does.
 *
 * @param base of a node that answers what is asked only once, as {@code http://127.0.0.1:8080}
 * @param token of an admin
 * @param producers connections that publish, 1..1000
 * @param consumers connections that consume and ack, 1..1000
 * @param rate messages per second over all producers, 1..1,000,000
 * @param pullLimit most messages in one pull, 1..1000
 * @param drainMax how long consumers may take for what is left once producers have stopped
 * @param settle how long consumers go on after that, for what must not come
 * @param history where the events are kept too, as NDJSON
 * @param behaviour what clients do beyond that
 * @param nodes where clients go, each first to another of them
 */
public record LoadSettings(
    URI base,
    String token,
    String topic,
    int producers,
    int consumers,
    int rate,
    int pullLimit,
    Duration drainMax,
    Duration settle,
    Optional<Path> history,
    Behaviour behaviour,
    Nodes nodes) {

  private static final int CLIENTS_MAX = 1000;
  private static final int RATE_MAX = 1_000_000;

  /** Clients that publish, consume and ack. */
  public LoadSettings(
      URI base,
      String token,
      String topic,
      int producers,
      int consumers,
      int rate,
      int pullLimit,
      Duration drainMax,
      Duration settle,
      Optional<Path> history) {
    this(
        base,
        token,
        topic,
        producers,
        consumers,
        rate,
        pullLimit,
        drainMax,
        settle,
        history,
        Behaviour.PLAIN,
        Nodes.only(base));
  }

  /** The same with another behaviour. */
  public LoadSettings with(Behaviour other) {
    return new LoadSettings(
        base, token, topic, producers, consumers, rate, pullLimit, drainMax, settle, history, other,
        nodes);
  }

  /** The same over several nodes. */
  public LoadSettings over(Nodes several) {
    return new LoadSettings(
        base, token, topic, producers, consumers, rate, pullLimit, drainMax, settle, history,
        behaviour, several);
  }

  public LoadSettings {
    check("producers", producers, CLIENTS_MAX);
    check("consumers", consumers, CLIENTS_MAX);
    check("rate", rate, RATE_MAX);
    check("pull-limit", pullLimit, CLIENTS_MAX);
    if (drainMax.isNegative() || settle.isNegative()) {
      throw new IllegalArgumentException(
          "drain: " + drainMax + ", settle: " + settle + " (expected: >= 0s)");
    }
  }

  private static void check(String name, int value, int max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: 1.." + max + ")");
    }
  }
}
