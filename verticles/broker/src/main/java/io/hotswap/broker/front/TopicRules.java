package io.hotswap.broker.front;

import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.Limits;
import java.util.List;
import java.util.Locale;

/** What a topic may be beside those there are. */
final class TopicRules {
  static final String CONTENT_BASED = "ContentBased";
  private static final String FAN_OUT = "FanOut";
  private static final List<String> STRATEGIES =
      List.of("Direct", FAN_OUT, "LoadBalanced", "Priority", CONTENT_BASED);

  private TopicRules() {}

  static void requireName(String name, Catalog catalog) {
    if (name.toLowerCase(Locale.ROOT).endsWith(Limits.RESERVED_SUFFIX)) {
      throw Problem.badRequest(
          "/name", name + " (expected: not ending in " + Limits.RESERVED_SUFFIX + " in any case)");
    }
    TopicView base = catalog.deadLettersOf(name);
    TopicView known = catalog.byName(name);
    if (base != null || (known != null && known.holdsDeadLetters())) {
      throw conflict("name: " + name + " (expected: not the name of a dead letter topic)");
    }
  }

  static void requireStrategy(TopicSettings settings) {
    String strategy = settings.routingStrategy();
    if (!STRATEGIES.contains(strategy)) {
      throw Problem.badRequest(
          "/routingStrategy", strategy + " (expected: one of " + STRATEGIES + ")");
    }
    boolean perSubscription = strategy.equals(FAN_OUT) || strategy.equals(CONTENT_BASED);
    if (settings.type() == TopicType.Queue && perSubscription) {
      throw conflict(
          "routingStrategy: "
              + strategy
              + " (expected: one for a Queue, which has a single subscription)");
    }
  }

  /** Whether dead letters of the topic may go to where they are said to. */
  static void requireDeadLetters(String name, TopicSettings settings, Catalog catalog) {
    String queue = settings.deadLetter().queue();
    if (!settings.deadLetter().enabled() || queue == null) {
      return;
    }
    if (!Limits.NAME.matcher(queue).matches()) {
      throw Problem.badRequest(
          "/deadLetter/queue", queue + " (expected: " + Limits.NAME.pattern() + ")");
    }
    TopicView other = catalog.deadLettersOf(queue);
    TopicView known = catalog.byName(queue);
    boolean taken = known != null && !known.holdsDeadLetters();
    if (queue.equals(name) || taken || (other != null && !other.name().equals(name))) {
      throw conflict("deadLetter.queue: " + queue + " (expected: a name that is not in use)");
    }
    boolean ownDefault = queue.equals(name + Limits.RESERVED_SUFFIX);
    if (queue.toLowerCase(Locale.ROOT).endsWith(Limits.RESERVED_SUFFIX) && !ownDefault) {
      throw conflict(
          "deadLetter.queue: "
              + queue
              + " (expected: not ending in "
              + Limits.RESERVED_SUFFIX
              + ", which names the dead letters of other topics)");
    }
  }

  static void requireOwn(TopicView topic, String what) {
    if (topic.holdsDeadLetters()) {
      throw conflict(
          "topic: "
              + topic.name()
              + " holds dead letters and cannot be "
              + what
              + " (expected: the topic that they come from)");
    }
  }

  static Problem conflict(String detail) {
    return Problem.of(ErrorCode.Conflict, detail);
  }
}
