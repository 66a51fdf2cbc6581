package io.hotswap.contracts.plugin;

/**
 * Something that can be waited for in the kernel: new messages of a subscription, a step of a swap.
 *
 * @param kind as {@code subscription} or {@code swap}
 * @param uid of the topic, else 0
 * @param name of the group or swap
 */
public record WaitKey(String kind, long uid, String name) {
  public static WaitKey subscription(long topicUid, String group) {
    return new WaitKey("subscription", topicUid, group);
  }

  public static WaitKey swap(String swapId) {
    return new WaitKey("swap", 0, swapId);
  }

  /** A step of a rollout. */
  public static WaitKey rollout(String rolloutId) {
    return new WaitKey("rollout", 0, rolloutId);
  }

  /** Some subscription came, changed or went. */
  public static WaitKey subscriptions() {
    return new WaitKey("subscriptions", 0, "");
  }

  /** A node of the cluster came or went. */
  public static WaitKey members() {
    return new WaitKey("members", 0, "");
  }
}
