package io.hotswap.contracts.broker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hotswap.contracts.broker.DeadLetters;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.StartAt;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.log.Durability;
import io.vertx.core.buffer.Buffer;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two nodes of different versions. */
class VersionsTest {
  private static Buffer json(int kind, String text) {
    return Buffer.buffer(new byte[] {1, (byte) kind}).appendString(text.replace('\'', '"'));
  }

  @Test
  void membersThatAreNotKnownAreSkipped() {
    assertThat(
            ShardWire.command(
                json(
                    19,
                    "{'topicUid':-1,'newer':{'a':[1]},'partition':2,'number':3,"
                        + "'to':{'kind':'TIME','value':9,'zone':'UTC'}}")))
        .isEqualTo(new ShardCommand.Seek(-1, 2, 3, new StartAt(StartAt.Kind.TIME, 9)));
  }

  @Test
  void membersThatAreMissingAreEmptyOrNull() {
    ShardCommand.ListDead list =
        (ShardCommand.ListDead)
            ShardWire.command(json(24, "{'base':{'name':'a','settings':{}},'query':{}}"));
    assertThat(list.query()).isEqualTo(DeadLetters.Query.ALL);
    assertThat(list.base().settings().backoff()).isNull();
    assertThat(
            ShardWire.command(
                json(17, "{'topicUid':1,'settings':{'type':'Push','push':{'endpoint':'e'}}}")))
        .isEqualTo(
            new ShardCommand.UpdateSubscription(
                1,
                0,
                new SubscriptionSettings(
                    SubscriptionSettings.Type.Push,
                    null,
                    0,
                    0,
                    false,
                    new SubscriptionSettings.Push("e", List.of(), 0, 0, null))));
    assertThat(ShardWire.reply(json(140, "{'replayed':{'matched':4}}")))
        .isEqualTo(new ShardReply.Replayed(new DeadLetters.Replayed(4, 0, List.of()), 0));
  }

  @Test
  void whatCannotBeLeftOutIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ShardWire.command(json(28, "{'topic':{'name':'a','settings':null}}")))
        .withMessage(
            "ShardCommand.AnnounceTopic.json: /topic/settings is missing"
                + " (expected: all of [/topic/name, /topic/settings])");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ShardWire.command(json(19, "{'to':{'kind':'SOON'}}")))
        .withMessageContaining("ShardCommand.Seek.json: ")
        .withMessageContaining("SOON");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ShardWire.command(json(12, "{'offset':99999999999999999999}")))
        .withMessageStartingWith("ShardCommand.Cancel.json: ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ShardWire.command(json(12, "[".repeat(100_000))))
        .withMessageStartingWith("ShardCommand.Cancel.json: ");
  }

  @Test
  void halfASurrogatePairOfAFilterSurvives() {
    SubscriptionSettings settings =
        new SubscriptionSettings(SubscriptionSettings.Type.Pull, "$['\ud800']", 1, 0, false, null);
    ShardCommand update = new ShardCommand.UpdateSubscription(1, 2, settings);
    assertThat(ShardWire.command(ShardWire.encode(update))).isEqualTo(update);
  }

  @Test
  void aTextThatIsNotUtf8IsRefusedAndAMarkOfOneIsNot() {
    ShardCommand held = new ShardCommand.Held(1, 2, "\uFFFD", "c");
    Buffer bytes = ShardWire.encode(held);
    assertThat(ShardWire.command(bytes)).isEqualTo(held);
    int group = bytes.length() - 1 - Integer.BYTES - 3;
    bytes.setByte(group, (byte) 0xFF);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ShardWire.command(bytes))
        .withMessage("ShardCommand.Held.group: a text of 3 bytes (expected: UTF-8)");
  }

  @Test
  void everyConstantHasACode() {
    assertThat(Codes.KINDS).containsExactlyInAnyOrder(Settlement.Kind.values());
    assertThat(Codes.CLASSES).containsExactlyInAnyOrder(Settlement.FailureClass.values());
    assertThat(Codes.OUTCOMES).containsExactlyInAnyOrder(Settlement.Outcome.values());
    assertThat(Codes.LEVELS).containsExactlyInAnyOrder(Durability.values());
    ShardReply settled =
        new ShardReply.Settled(Collections.nCopies(3, Settlement.Outcome.IN_TRANSACTION));
    Buffer bytes = ShardWire.encode(settled);
    bytes.setByte(bytes.length() - 1, (byte) 7);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ShardWire.reply(bytes))
        .withMessage("ShardReply.Settled.outcome: 7 (expected: 0..6)");
  }
}
