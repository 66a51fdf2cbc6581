package io.hotswap.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.load.Message;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SampleTest {
  @Test
  void dealsRealEventsToAllProducers() throws IOException {
    List<List<Message>> hands = Sample.dealt(4);
    assertThat(hands).hasSize(4).allSatisfy(hand -> assertThat(hand).hasSizeGreaterThan(400));
    assertThat(hands.stream().flatMap(List::stream).map(Message::key).distinct())
        .containsExactlyInAnyOrder(
            "apache/kafka", "apache/activemq-artemis", "nats-io/nats-server");
  }
}
