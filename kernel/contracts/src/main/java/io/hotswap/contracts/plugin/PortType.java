package io.hotswap.contracts.plugin;

/**
 * A stable, typed address. The kernel gives callers a proxy of {@code contract} that outlives every
 * version behind it.
 *
 * <ul>
 *   <li>{@code CALL}: pure, synchronous, on the caller's thread. An exception or a budget overrun
 *       falls back to the last good version; but a {@code Problem} below 500 is an answer, and goes
 *       to the caller.
 *   <li>{@code REQUEST}: methods that return a {@code Future} are counted in flight and wait,
 *       bounded, while the port is paused; other methods pass through.
 *   <li>{@code SHARDED}: a request port whose methods take the shard (int) first; counted, paused
 *       and switched shard by shard.
 * </ul>
 */
public record PortType<T>(String name, Class<T> contract, Kind kind) {
  /** See {@link PortType}. */
  public enum Kind {
    CALL,
    REQUEST,
    SHARDED
  }

  public static <T> PortType<T> call(String name, Class<T> contract) {
    return new PortType<>(name, contract, Kind.CALL);
  }

  public static <T> PortType<T> request(String name, Class<T> contract) {
    return new PortType<>(name, contract, Kind.REQUEST);
  }

  public static <T> PortType<T> sharded(String name, Class<T> contract) {
    return new PortType<>(name, contract, Kind.SHARDED);
  }
}
