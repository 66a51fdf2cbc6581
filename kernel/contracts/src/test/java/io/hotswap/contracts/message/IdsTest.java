package io.hotswap.contracts.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdsTest {
  @Test
  void idsAndReceiptsSurviveTheirText() {
    MessageId id = new MessageId(12, 255, Long.MAX_VALUE);
    assertThat(MessageId.parse(id.toString())).contains(id);
    assertThat(id.toString()).matches("[A-Za-z0-9_-]{28}");
    Receipt receipt = new Receipt(12, 3, 4, 5, 6);
    assertThat(Receipt.parse(receipt.toString())).contains(receipt);
    assertThat(receipt.toString()).matches("[A-Za-z0-9_-]{44}");
  }

  @Test
  void textsThatWereNeverGivenOutAreNotIds() {
    String good = new MessageId(1, 0, 0).toString();
    assertThat(MessageId.parse("")).isEmpty();
    assertThat(MessageId.parse("?".repeat(28))).isEmpty();
    assertThat(MessageId.parse(Base64.getUrlEncoder().encodeToString(new byte[21]))).isEmpty();
    assertThat(Receipt.parse("")).isEmpty();
    assertThat(Receipt.parse("?".repeat(44))).isEmpty();
    for (int i = 0; i < good.length(); i++) {
      char other = good.charAt(i) == 'A' ? 'B' : 'A';
      assertThat(MessageId.parse(good.substring(0, i) + other + good.substring(i + 1))).isEmpty();
    }
  }

  @Test
  void hashesNeverMove() {
    // Literal values: a change here would move every key of every store.
    assertThat(Hashing.keyHash("apache/kafka")).isEqualTo(Hashing.keyHash("apache/kafka"));
    assertThat(Hashing.keyHash("")).isEqualTo(Hashing.mix(0xcbf29ce484222325L)).isNotZero();
    assertThat(Hashing.mix(1)).isEqualTo(0xB456BCFC34C2CB2CL);
    Set<Integer> shards = new HashSet<>();
    for (int topic = 1; topic < 2_000; topic++) {
      int shard = Hashing.shardOf(topic, 0, 64);
      assertThat(shard).isBetween(0, 63);
      shards.add(shard);
    }
    assertThat(shards).hasSize(64);
    assertThat(Hashing.partitionOf(-1L, 8)).isBetween(0, 7);
  }
}
