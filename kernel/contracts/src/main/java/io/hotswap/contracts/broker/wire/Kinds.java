package io.hotswap.contracts.broker.wire;

import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All kinds there are: commands from 1, replies from 128, a problem is 255. */
final class Kinds {
  static final List<Kind<?>> ALL =
      List.of(
          Kind.binary(
              1, ShardCommand.Publish.class, CommandFields::publish, CommandFields::publish),
          Kind.binary(
              2, ShardCommand.Consume.class, CommandFields::consume, CommandFields::consume),
          Kind.binary(3, ShardCommand.Settle.class, CommandFields::settle, CommandFields::settle),
          Kind.binary(4, ShardCommand.Held.class, CommandFields::held, CommandFields::held),
          Kind.binary(5, ShardCommand.Leave.class, CommandFields::leave, CommandFields::leave),
          Kind.binary(
              6, ShardCommand.Transact.class, CommandFields::transact, CommandFields::transact),
          Kind.binary(
              7, ShardCommand.Prepare.class, CommandFields::prepare, CommandFields::prepare),
          Kind.binary(8, ShardCommand.Decide.class, CommandFields::decide, CommandFields::decide),
          Kind.binary(
              9, ShardCommand.Resolve.class, CommandFields::resolve, CommandFields::resolve),
          Kind.json(10, ShardCommand.Configure.class, "/topic/name", "/topic/settings"),
          Kind.json(11, ShardCommand.Drop.class),
          Kind.json(12, ShardCommand.Cancel.class),
          Kind.json(13, ShardCommand.Inspect.class),
          Kind.json(14, ShardCommand.Browse.class, "/from/kind"),
          Kind.json(15, ShardCommand.Stats.class),
          Kind.json(
              16,
              ShardCommand.Subscribe.class,
              "/subscription/group",
              "/subscription/settings",
              "/from/kind"),
          Kind.json(17, ShardCommand.UpdateSubscription.class, "/settings"),
          Kind.json(18, ShardCommand.Unsubscribe.class),
          Kind.json(19, ShardCommand.Seek.class, "/to/kind"),
          Kind.json(20, ShardCommand.Unpark.class),
          Kind.json(21, ShardCommand.SubscriptionStateOf.class),
          Kind.json(22, ShardCommand.ListSubscriptions.class),
          Kind.json(23, ShardCommand.ReplayDead.class, "/base/name", "/base/settings", "/query"),
          Kind.json(24, ShardCommand.ListDead.class, "/base/name", "/base/settings", "/query"),
          Kind.json(25, ShardCommand.CreateTopic.class, "/name", "/settings"),
          Kind.json(26, ShardCommand.UpdateTopic.class, "/name", "/settings"),
          Kind.json(27, ShardCommand.DeleteTopic.class, "/name"),
          Kind.json(28, ShardCommand.AnnounceTopic.class, "/topic/name", "/topic/settings"),
          Kind.binary(
              29,
              ShardCommand.ListTopics.class,
              (out, nothing) -> {},
              in -> new ShardCommand.ListTopics()),
          Kind.binary(
              128, ShardReply.Done.class, (out, nothing) -> {}, in -> new ShardReply.Done()),
          Kind.binary(129, ShardReply.Stored.class, ReplyFields::stored, ReplyFields::stored),
          Kind.binary(130, ShardReply.Leased.class, ReplyFields::leased, ReplyFields::leased),
          Kind.binary(131, ShardReply.Held.class, ReplyFields::held, ReplyFields::held),
          Kind.binary(132, ShardReply.Settled.class, ReplyFields::settled, ReplyFields::settled),
          Kind.json(133, ShardReply.Inspected.class, "/record"),
          Kind.binary(134, ShardReply.Browsed.class, ReplyFields::browsed, ReplyFields::browsed),
          Kind.json(135, ShardReply.Counted.class, "/stats"),
          Kind.json(
              136, ShardReply.Subscription.class, "/subscription/group", "/subscription/settings"),
          Kind.json(
              137,
              ShardReply.SubscriptionFigures.class,
              "/state/subscription/settings",
              "/state/stats"),
          Kind.json(138, ShardReply.Subscriptions.class, "/subscriptions"),
          Kind.binary(139, ShardReply.Dead.class, ReplyFields::dead, ReplyFields::dead),
          Kind.json(140, ShardReply.Replayed.class, "/replayed"),
          Kind.binary(141, ShardReply.Resolved.class, ReplyFields::resolved, ReplyFields::resolved),
          Kind.binary(142, ShardReply.Decided.class, ReplyFields::decided, ReplyFields::decided),
          Kind.json(143, ShardReply.Topic.class, "/topic/name", "/topic/settings"),
          Kind.json(144, ShardReply.Topics.class, "/topics"),
          Kind.json(255, ProblemFields.class, "/code"));

  private static final Map<Integer, Kind<?>> BY_NUMBER =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Kind::number, Function.identity()));
  private static final Map<Class<?>, Kind<?>> BY_TYPE =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Kind::type, Function.identity()));

  private Kinds() {}

  /** Null if there is none. */
  static Kind<?> numbered(int number) {
    return BY_NUMBER.get(number);
  }

  static Kind<?> of(Object message) {
    return BY_TYPE.get(message.getClass());
  }
}
