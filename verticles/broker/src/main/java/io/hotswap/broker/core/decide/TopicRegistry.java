package io.hotswap.broker.core.decide;

import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.state.Registry;
import io.hotswap.broker.core.state.ShardState;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.Limits;
import java.util.Objects;

/** Decides about topics; shard 0 only. */
public final class TopicRegistry {
  /** A topic as it is now, and whether this made it so. */
  public record Change(TopicView topic, boolean changed) {}

  private final int shard;
  private final ShardState state;
  private final Rules rules;

  TopicRegistry(int shard, ShardState state, Rules rules) {
    this.shard = shard;
    this.state = state;
    this.rules = rules;
  }

  Change create(Outbox out, ShardCommand.CreateTopic command) {
    requireRegistry();
    Registry registry = state.registry();
    TopicView known = registry.topic(command.name());
    if (known != null) {
      if (known.settings().equals(command.settings())) {
        return new Change(known, false);
      }
      throw Problem.of(
          ErrorCode.TopicExists, "name: " + command.name() + " exists with other settings");
    }
    requireBounds(command);
    long uid = registry.nextUid();
    TopicView topic =
        new TopicView(uid, command.name(), 1, uid, out.timeMillis(), command.settings());
    out.emit(new Fact.TopicCreated(topic));
    out.changeRegistry();
    return new Change(topic, true);
  }

  Change update(Outbox out, ShardCommand.UpdateTopic command) {
    TopicView known = require(command.name());
    if (known.settings().equals(command.settings())) {
      return new Change(known, false);
    }
    requireLive(known.settings(), command.settings());
    TopicView topic =
        new TopicView(
            known.uid(),
            known.name(),
            known.version() + 1,
            known.placement(),
            known.createdAtMillis(),
            command.settings());
    out.emit(new Fact.TopicUpdated(topic));
    out.changeRegistry();
    return new Change(topic, true);
  }

  /** NB: a topic that is deleted meanwhile needs none for its dead letters. */
  void announce(Outbox out, ShardCommand.AnnounceTopic command) {
    requireRegistry();
    TopicView known = state.registry().topic(command.topic().name());
    if (!state.registry().has(command.topic().baseUid())) {
      return;
    }
    if (known == null || isOlder(known, command.topic())) {
      out.emit(new Fact.TopicCreated(command.topic()));
      out.changeRegistry();
    }
  }

  /**
   * NB: when a deletion was interrupted, one of an earlier topic of that name may still be here.
   */
  private boolean isOlder(TopicView known, TopicView topic) {
    return known.uid() == topic.uid()
        ? known.version() < topic.version()
        : !state.registry().has(known.baseUid());
  }

  void delete(Outbox out, ShardCommand.DeleteTopic command) {
    TopicView known = require(command.name());
    if (command.uid() != 0 && command.uid() != known.uid()) {
      throw notFound(command.name());
    }
    out.emit(new Fact.TopicDeleted(known.uid()));
    out.changeRegistry();
  }

  private TopicView require(String name) {
    requireRegistry();
    TopicView known = state.registry().topic(name);
    if (known == null) {
      throw notFound(name);
    }
    return known;
  }

  private static Problem notFound(String name) {
    return Problem.of(ErrorCode.TopicNotFound, "topic: " + name + " does not exist");
  }

  private void requireBounds(ShardCommand.CreateTopic command) {
    if (!Limits.NAME.matcher(command.name()).matches()) {
      throw Problem.badRequest(
          "/name", command.name() + " (expected: " + Limits.NAME.pattern() + ")");
    }
    int partitions = command.settings().partitions();
    if (partitions < 1 || partitions > Limits.PARTITIONS_MAX) {
      throw Problem.badRequest(
          "/partitions", partitions + " (expected: 1.." + Limits.PARTITIONS_MAX + ")");
    }
    if (state.registry().size() >= rules.topicsMax()) {
      throw Problem.of(
          ErrorCode.Conflict,
          "topics: " + (rules.topicsMax() + 1) + " (expected: <= " + rules.topicsMax() + ")");
    }
  }

  private static void requireLive(TopicSettings from, TopicSettings to) {
    fixed("type", from.type(), to.type());
    fixed("partitions", from.partitions(), to.partitions());
    fixed("ordering", from.ordering(), to.ordering());
    fixed("replicationFactor", from.replicationFactor(), to.replicationFactor());
    fixed("deliveryGuarantee", from.deliveryGuarantee(), to.deliveryGuarantee());
  }

  private static void fixed(String name, Object from, Object to) {
    if (!Objects.equals(from, to)) {
      throw Problem.of(
          ErrorCode.Conflict,
          name + ": " + to + " (expected: " + from + ", it cannot be changed live)");
    }
  }

  private void requireRegistry() {
    if (shard != 0) {
      throw Problem.of(ErrorCode.BadRequest, "shard: " + shard + " (expected: 0, the registry)");
    }
  }
}
