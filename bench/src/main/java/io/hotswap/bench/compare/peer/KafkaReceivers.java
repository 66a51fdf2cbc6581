package io.hotswap.bench.compare.peer;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The two ways to consume from Kafka, each on a thread of its own. */
final class KafkaReceivers {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int RECORDS = 500;
  private static final long ASSIGNED_SECONDS_MAX = 15;
  private static final long ADMIN_SECONDS = 30;

  private KafkaReceivers() {}

  static Closing group(String servers, String id, List<String> topics, Sink sink)
      throws InterruptedException {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                servers,
                "group.id",
                id,
                "group.protocol",
                "consumer",
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false,
                "max.poll.records",
                RECORDS),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.subscribe(topics);
    CountDownLatch assigned = new CountDownLatch(1);
    Closing loop =
        Looping.begin(
            "kafka-consumer",
            () -> {
              ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
              if (!consumer.assignment().isEmpty()) {
                assigned.countDown();
              }
              for (ConsumerRecord<byte[], byte[]> one : records) {
                sink.message(ByteBuffer.wrap(one.value()));
              }
              if (!records.isEmpty()) {
                consumer.commitAsync();
              }
            },
            consumer::close);
    // One that never is assigned anything has a fellow that is.
    boolean inTime = assigned.await(ASSIGNED_SECONDS_MAX, TimeUnit.SECONDS);
    assert inTime || !topics.isEmpty();
    return loop;
  }

  static Closing share(Admin admin, String servers, String id, List<String> topics, Sink sink)
      throws Exception {
    ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, id);
    AlterConfigOp earliest =
        new AlterConfigOp(
            new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET);
    admin
        .incrementalAlterConfigs(Map.of(group, List.of(earliest)))
        .all()
        .get(ADMIN_SECONDS, TimeUnit.SECONDS);
    KafkaShareConsumer<byte[], byte[]> consumer =
        new KafkaShareConsumer<>(
            Map.of(
                "bootstrap.servers",
                servers,
                "group.id",
                id,
                "share.acknowledgement.mode",
                "explicit",
                "max.poll.records",
                RECORDS),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.subscribe(topics);
    return Looping.begin(
        "kafka-share-consumer",
        () -> {
          ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
          for (ConsumerRecord<byte[], byte[]> one : records) {
            sink.message(ByteBuffer.wrap(one.value()));
            consumer.acknowledge(one, AcknowledgeType.ACCEPT);
          }
          if (!records.isEmpty()) {
            consumer.commitAsync();
          }
        },
        consumer::close);
  }
}
