package io.hotswap.testkit.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hotswap.contracts.broker.DeadLetters.Query;
import io.hotswap.contracts.broker.DeadReason;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicSettings.DeadLetter;
import io.hotswap.contracts.broker.TopicSettings.OnExpiry;
import io.hotswap.contracts.broker.TopicSettings.Unroutable;
import io.hotswap.contracts.policy.DeadLetterPolicy;
import io.hotswap.contracts.policy.DeadLetterPolicy.Failed;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The guarantees of {@link DeadLetterPolicy}. */
public abstract class DeadLetterPolicyContract {
  private static final int METADATA_BYTES_MAX = 8 << 10;
  private static final long FAILED_AT = 1_790_000_000_123L;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TopicSettings KEEPS_ALL =
      PolicyFixtures.ending(Unroutable.DeadLetter, OnExpiry.DeadLetter, DeadLetter.DEFAULT);

  protected abstract DeadLetterPolicy policy();

  // --- keeping ---

  @Test
  void aTopicWithoutDeadLettersKeepsNone() {
    TopicSettings off =
        PolicyFixtures.ending(Unroutable.DeadLetter, OnExpiry.DeadLetter, DeadLetter.OFF);
    for (DeadReason reason : DeadReason.values()) {
      assertThat(policy().keeps(off, reason)).as("%s", reason).isFalse();
      assertThat(policy().keeps(KEEPS_ALL, reason)).as("%s", reason).isTrue();
    }
  }

  @Test
  void whatTheTopicDropsIsNotKept() {
    TopicSettings drops = PolicyFixtures.ending(Unroutable.Drop, OnExpiry.Drop, DeadLetter.DEFAULT);
    assertThat(policy().keeps(drops, DeadReason.Unroutable)).isFalse();
    assertThat(policy().keeps(drops, DeadReason.Expired)).isFalse();
    assertThat(policy().keeps(drops, DeadReason.Rejected)).isTrue();
  }

  // --- metadata ---

  @Test
  void metadataTellsAllThatIsKnown() {
    JsonNode metadata = read(policy().metadata(failed("g", "no such account")));
    assertThat(names(metadata))
        .containsExactlyInAnyOrder(
            "topicName",
            "messageId",
            "partition",
            "offset",
            "consumerGroup",
            "reason",
            "lastError",
            "attempts",
            "publishedAt",
            "firstFailedAt",
            "failedAt",
            "replays");
    assertThat(metadata.path("topicName").asText()).isEqualTo("orders");
    assertThat(metadata.path("partition").asInt()).isEqualTo(3);
    assertThat(metadata.path("offset").asLong()).isEqualTo(1L << 40);
    assertThat(metadata.path("consumerGroup").asText()).isEqualTo("g");
    assertThat(metadata.path("reason").asText()).isEqualTo("Rejected");
    assertThat(metadata.path("lastError").asText()).isEqualTo("no such account");
    assertThat(metadata.path("attempts").asInt()).isEqualTo(2);
    assertThat(metadata.path("replays").asInt()).isEqualTo(1);
    assertThat(Instant.parse(metadata.path("failedAt").asText()).toEpochMilli())
        .isEqualTo(FAILED_AT);
    assertThat(Instant.parse(metadata.path("publishedAt").asText()).toEpochMilli())
        .isEqualTo(FAILED_AT - 20);
  }

  @Test
  void withoutMetadataOnlyWhatReplayNeedsIsStored() {
    TopicSettings brief =
        PolicyFixtures.ending(
            Unroutable.DeadLetter, OnExpiry.DeadLetter, new DeadLetter(true, null, false, 0));
    String metadata = policy().metadata(failed(brief, "g", "secret", DeadReason.Rejected));
    assertThat(names(read(metadata)))
        .containsExactlyInAnyOrder("messageId", "consumerGroup", "reason", "failedAt", "replays");
    assertThat(policy().groupOf(metadata)).isEqualTo("g");
    assertThat(policy().selects(query("g", DeadReason.Rejected, 0, 0), metadata)).isTrue();
  }

  @Test
  void metadataNeverGetsTooLargeAndStaysReadable() {
    for (String unit :
        List.of("x", "\"", "\n", "\u0001", "\u00e9", "\u20ac", "\ud83d\ude00", "\ud83d")) {
      for (int length : new int[] {0, 1, 1_000, 8_000, 100_000}) {
        String metadata = policy().metadata(failed("g".repeat(200), unit.repeat(length)));
        assertThat(metadata.getBytes(StandardCharsets.UTF_8).length)
            .as("%d times %s", length, unit)
            .isLessThanOrEqualTo(METADATA_BYTES_MAX);
        String lastError = read(metadata).path("lastError").asText();
        if (length == 1_000 && unit.equals("x")) {
          assertThat(lastError).as("what fits is not cut").hasSize(length);
        }
        assertThat(policy().groupOf(metadata)).isEqualTo("g".repeat(200));
      }
    }
  }

  @Test
  void whatNeverHappenedIsNull() {
    Failed unroutable =
        new Failed(
            "orders", KEEPS_ALL, "id", 0, 0, null, DeadReason.Unroutable, null, 0, 5, 0, 6, 0);
    String metadata = policy().metadata(unroutable);
    assertThat(read(metadata).path("consumerGroup").isNull()).isTrue();
    assertThat(read(metadata).path("lastError").isNull()).isTrue();
    assertThat(read(metadata).path("firstFailedAt").isNull()).isTrue();
    assertThat(policy().groupOf(metadata)).isNull();
  }

  @Test
  void theSameFailureHasTheSameMetadata() {
    assertThat(policy().metadata(failed("g", "e"))).isEqualTo(policy().metadata(failed("g", "e")));
  }

  // --- queries ---

  @Test
  void aQuerySelectsByGroupReasonAndTime() {
    String metadata = policy().metadata(failed("g", "e"));
    assertThat(policy().selects(Query.ALL, metadata)).isTrue();
    assertThat(
            policy().selects(query("g", DeadReason.Rejected, FAILED_AT, FAILED_AT + 1), metadata))
        .isTrue();
    assertThat(policy().selects(query("h", null, 0, 0), metadata)).isFalse();
    assertThat(policy().selects(query(null, DeadReason.Expired, 0, 0), metadata)).isFalse();
    assertThat(policy().selects(query(null, null, FAILED_AT + 1, 0), metadata)).isFalse();
    assertThat(policy().selects(query(null, null, 0, FAILED_AT), metadata)).isFalse();
  }

  @Test
  void metadataOfNobodyIsSelectedOnlyByAQueryThatAsksNothing() {
    for (String metadata :
        new String[] {null, "", "no json", "[]", "{}", "{\"failedAt\":\"today\"}"}) {
      assertThat(policy().selects(Query.ALL, metadata)).as("%s", metadata).isTrue();
      assertThat(policy().selects(query("g", null, 0, 0), metadata)).as("%s", metadata).isFalse();
      assertThat(policy().selects(query(null, DeadReason.Expired, 0, 0), metadata)).isFalse();
      assertThat(policy().selects(query(null, null, 1, 0), metadata)).isFalse();
      assertThat(policy().selects(query(null, null, 0, 1), metadata)).isFalse();
      assertThat(policy().groupOf(metadata)).as("%s", metadata).isNull();
    }
  }

  /** The broker writes it so while no plugin is there. */
  @Test
  void aTimeInMillisecondsIsATimeToo() {
    assertThat(policy().selects(query(null, null, 7, 8), "{\"failedAt\":7}")).isTrue();
    assertThat(policy().selects(query(null, null, 8, 0), "{\"failedAt\":7}")).isFalse();
    String metadata = "{\"failedAt\":" + FAILED_AT + "}";
    assertThat(policy().selects(query(null, null, FAILED_AT, FAILED_AT + 1), metadata)).isTrue();
  }

  // --- fixtures ---

  private static Query query(String group, DeadReason reason, long from, long to) {
    return new Query(group, reason, from, to, List.of());
  }

  private static Failed failed(String group, String lastError) {
    return failed(KEEPS_ALL, group, lastError, DeadReason.Rejected);
  }

  private static Failed failed(
      TopicSettings settings, String group, String lastError, DeadReason reason) {
    return new Failed(
        "orders",
        settings,
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        3,
        1L << 40,
        group,
        reason,
        lastError,
        2,
        FAILED_AT - 20,
        FAILED_AT - 10,
        FAILED_AT,
        1);
  }

  private static JsonNode read(String metadata) {
    try {
      return JSON.readTree(metadata);
    } catch (JsonProcessingException bad) {
      throw new AssertionError(metadata, bad);
    }
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
