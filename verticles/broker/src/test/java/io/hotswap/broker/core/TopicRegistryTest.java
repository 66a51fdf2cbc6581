package io.hotswap.broker.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.broker.core.decide.Decider;
import io.hotswap.broker.core.state.PartitionId;
import io.hotswap.broker.core.state.Sections;
import io.hotswap.broker.core.state.ShardState;
import io.hotswap.contracts.broker.ShardCommand.AnnounceTopic;
import io.hotswap.contracts.broker.ShardCommand.Configure;
import io.hotswap.contracts.broker.ShardCommand.CreateTopic;
import io.hotswap.contracts.broker.ShardCommand.DeleteTopic;
import io.hotswap.contracts.broker.ShardCommand.Drop;
import io.hotswap.contracts.broker.ShardCommand.UpdateTopic;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicSettings.Backoff;
import io.hotswap.contracts.broker.TopicSettings.Guarantee;
import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicView;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopicRegistryTest {
  private static final TopicSettings QUEUE =
      DeciderFixture.settings(TopicType.Queue, Ordering.None);
  private static final TopicSettings PUB_SUB =
      DeciderFixture.settings(TopicType.PubSub, Ordering.None);

  private final Decider decider = new Decider(0, new ShardState(), DeciderFixture.rules(10));

  @BeforeEach
  void open() {
    decider.open(1000);
  }

  @Test
  void creatingTwiceIsTheSameTopic() {
    TopicView topic = decider.createTopic(new CreateTopic("t", QUEUE)).topic();
    assertThat(topic).isEqualTo(new TopicView(1, "t", 1, 1, 1000, QUEUE));
    assertThat(decider.createTopic(new CreateTopic("t", QUEUE)).changed()).isFalse();
    assertThatThrownBy(() -> decider.createTopic(new CreateTopic("t", PUB_SUB)))
        .hasMessageContaining("name: t exists");
  }

  @Test
  void uidsNeverRecur() {
    decider.createTopic(new CreateTopic("t", QUEUE));
    decider.deleteTopic(new DeleteTopic("t"));
    ShardState restored = Sections.restore(Sections.snapshot(decider.state()));
    assertThat(restored.registry().topics()).isEmpty();
    assertThat(restored.registry().nextUid()).isEqualTo(2);
    assertThat(decider.createTopic(new CreateTopic("t", QUEUE)).topic().uid()).isEqualTo(2);
  }

  @Test
  void aLateDeleteDoesNothingToTheNextTopicOfThatName() {
    DeleteTopic first =
        new DeleteTopic("t", decider.createTopic(new CreateTopic("t", QUEUE)).topic().uid());
    decider.deleteTopic(first);
    TopicView next = decider.createTopic(new CreateTopic("t", QUEUE)).topic();
    assertThatThrownBy(() -> decider.deleteTopic(first)).hasMessageContaining("topic: t");
    assertThat(decider.state().registry().topics()).containsExactly(next);
  }

  @Test
  void deadLettersOfATopicThatIsGoneMakeRoomForThoseOfTheNext() {
    TopicView gone = decider.createTopic(new CreateTopic("t", QUEUE)).topic();
    decider.announceTopic(new AnnounceTopic(gone.deadLetterTopic()));
    decider.deleteTopic(new DeleteTopic("t", gone.uid()));
    TopicView next = decider.createTopic(new CreateTopic("t", QUEUE)).topic();
    decider.announceTopic(new AnnounceTopic(next.deadLetterTopic()));
    decider.announceTopic(new AnnounceTopic(gone.deadLetterTopic()));
    assertThat(decider.state().registry().topics())
        .containsExactlyInAnyOrder(next, next.deadLetterTopic());
  }

  @Test
  void aPartitionThatNeverWasIsNotMadeAfterItsTopicIsGone() {
    TopicView topic = decider.createTopic(new CreateTopic("t", QUEUE)).topic();
    decider.drop(new Drop(topic.uid(), 0));
    decider.drop(new Drop(topic.uid(), 0));
    assertThat(decider.close().facts()).hasSize(2);
    decider.open(1001);
    assertThatThrownBy(() -> decider.configure(new Configure(topic, 0)))
        .hasMessageContaining("is not here");
    ShardState restored = Sections.restore(Sections.snapshot(decider.state()));
    assertThat(restored.dropped().contains(new PartitionId(topic.uid(), 0))).isTrue();
  }

  @Test
  void onlyWhatCanChangeLiveIsChanged() {
    decider.createTopic(new CreateTopic("t", QUEUE));
    TopicSettings slower =
        new TopicSettings(
            TopicType.Queue,
            Guarantee.AtLeastOnce,
            "LoadBalanced",
            1,
            1,
            Ordering.None,
            20_000,
            5,
            Backoff.DEFAULT);
    assertThat(decider.updateTopic(new UpdateTopic("t", slower)).topic().version()).isEqualTo(2);
    assertThat(decider.updateTopic(new UpdateTopic("t", slower)).changed()).isFalse();
    assertThatThrownBy(() -> decider.updateTopic(new UpdateTopic("t", PUB_SUB)))
        .hasMessage("type: PubSub (expected: Queue, it cannot be changed live)");
    assertThatThrownBy(() -> decider.updateTopic(new UpdateTopic("none", slower)))
        .hasMessageContaining("topic: none");
  }

  @Test
  void namesAndNumbersHaveBounds() {
    assertThatThrownBy(() -> decider.createTopic(new CreateTopic("!", QUEUE)))
        .hasMessageContaining("/name: !");
    TopicSettings wide =
        new TopicSettings(
            TopicType.Queue,
            Guarantee.AtLeastOnce,
            "LoadBalanced",
            257,
            1,
            Ordering.None,
            20_000,
            5,
            Backoff.DEFAULT);
    assertThatThrownBy(() -> decider.createTopic(new CreateTopic("t", wide)))
        .hasMessageContaining("/partitions: 257 (expected: 1..256)");
    for (int i = 0; i < 3; i++) {
      decider.createTopic(new CreateTopic("t" + i, QUEUE));
    }
    assertThatThrownBy(() -> decider.createTopic(new CreateTopic("t3", QUEUE)))
        .hasMessageContaining("topics: 4 (expected: <= 3)");
    Decider other = new Decider(5, new ShardState(), DeciderFixture.rules(10));
    other.open(1);
    assertThatThrownBy(() -> other.createTopic(new CreateTopic("t", QUEUE)))
        .hasMessageContaining("shard: 5 (expected: 0");
  }
}
