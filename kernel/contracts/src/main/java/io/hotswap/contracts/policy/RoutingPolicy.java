package io.hotswap.contracts.policy;

import io.hotswap.contracts.broker.TopicSettings.Balancing;
import io.hotswap.contracts.plugin.PortType;
import java.util.List;

/**
 * A routing strategy: which of a group's live consumers gets messages, and which go first.
 *
 * <ol>
 *   <li>Pure and stateless: what is returned follows from the arguments alone, so a strategy can be
 *       swapped between any two calls.
 *   <li>Called on a shard's thread; never blocks, never keeps an argument.
 *   <li>An exception, or a call that overruns the port's budget, makes the kernel use the last good
 *       version.
 * </ol>
 */
public interface RoutingPolicy {
  /** Ports by strategy: {@code routing.direct}, {@code routing.fan-out} and so on. */
  PortType<RoutingPolicy> DIRECT = PortType.call("routing.direct", RoutingPolicy.class);

  PortType<RoutingPolicy> FAN_OUT = PortType.call("routing.fan-out", RoutingPolicy.class);
  PortType<RoutingPolicy> LOAD_BALANCED =
      PortType.call("routing.load-balanced", RoutingPolicy.class);
  PortType<RoutingPolicy> PRIORITY = PortType.call("routing.priority", RoutingPolicy.class);
  PortType<RoutingPolicy> CONTENT_BASED =
      PortType.call("routing.content-based", RoutingPolicy.class);

  /** How many of the ready messages the asking consumer gets now, {@code 0..ask.wanted()}. */
  int grant(Ask ask);

  /**
   * A consumer asks for messages.
   *
   * @param consumers live ones of the group in order of joining, the asking one among them
   * @param asking index into {@code consumers}
   * @param ready messages that could be handed out now, an upper bound
   * @param wanted the most that the consumer takes, at least 1; its capacity is no part of it
   */
  record Ask(
      List<LiveConsumer> consumers, int asking, long ready, int wanted, Balancing balancing) {
    public LiveConsumer consumer() {
      return consumers.get(asking);
    }

    /** The most that may be granted: what is wanted, is ready, and the consumer has room for. */
    public int most() {
      return (int) Math.min(Math.min(wanted, consumer().room()), Math.max(0, ready));
    }
  }

  /**
   * A consumer with its unsettled leases.
   *
   * @param capacity most leases it takes at once, as it declared; {@code Integer.MAX_VALUE} if not
   * @param waiting whether it has asked and is waiting for messages right now; true for the asking
   */
  record LiveConsumer(String id, int leases, int capacity, boolean waiting) {
    /** Leases it can still take, never below 0. */
    public int room() {
      return Math.max(0, capacity - leases);
    }
  }

  /** Whether priorities matter: if not, {@link #choose} is never called and order is FIFO. */
  default boolean ranked() {
    return false;
  }

  /**
   * Which head goes next.
   *
   * @param heads the first ready message of each priority that has one, highest priority first, at
   *     least one
   * @param turn counts the messages handed out, so that a rule may alternate
   * @param maxWaitMillis of the topic, see {@code priorityMaxWaitMillis}
   * @return index into {@code heads}
   */
  default int choose(List<Head> heads, long turn, long maxWaitMillis) {
    return 0;
  }

  /**
   * @param waitedMillis since it entered
   */
  record Head(int priority, long waitedMillis) {}

  /** Whether subscriptions may have filters. */
  default boolean filters() {
    return false;
  }
}
