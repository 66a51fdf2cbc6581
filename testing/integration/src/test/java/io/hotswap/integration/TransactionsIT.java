package io.hotswap.integration;

import static io.hotswap.integration.LiveBroker.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.integration.LiveBroker.Got;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Acks and publishes that happen together or not at all. */
class TransactionsIT {
  private static final String PATH = "/api/v1/transactions";
  private static final String ONCE = "'type':'Queue','deliveryGuarantee':'ExactlyOnce'";

  @RegisterExtension static final LiveBroker BROKER = new LiveBroker();

  private static String acks(Got... all) {
    StringBuilder acks = new StringBuilder("'acks':[");
    for (Got got : all) {
      acks.append(acks.charAt(acks.length() - 1) == '[' ? "" : ",");
      acks.append("{'messageId':'").append(got.id()).append("','receipt':'");
      acks.append(got.receipt()).append("'}");
    }
    return acks.append(']').toString();
  }

  private static String publish(String topic, String payload) {
    return "{'topicName':'" + topic + "','payload':'" + payload + "','key':'k'}";
  }

  @Test
  void acksAndPublishesOfManyTopicsHappenTogether() {
    String in = BROKER.topic(ONCE);
    List<String> outs = List.of(BROKER.topic(ONCE), BROKER.topic(ONCE), BROKER.topic(ONCE));
    BROKER.publishAll(in, "k", "a", "b");
    List<Got> got = BROKER.consumeAll(in, "", 2);
    StringBuilder publishes = new StringBuilder();
    for (String out : outs) {
      publishes.append(publishes.isEmpty() ? "" : ",").append(publish(out, "done"));
    }
    JsonNode done =
        BROKER.expect(
            200,
            "POST",
            PATH,
            "{" + acks(got.get(0), got.get(1)) + ",'publishes':[" + publishes + "]}");
    assertThat(done.path("acked").asInt()).isEqualTo(2);
    assertThat(done.path("results")).hasSize(3);
    BROKER.crash();
    assertThat(BROKER.figure(in, "acked")).isEqualTo(2);
    for (String out : outs) {
      assertThat(BROKER.drain(out, "")).containsExactly("done");
    }
  }

  @Test
  void aStaleReceiptRefusesEverything() {
    String in = BROKER.topic(ONCE);
    String other = BROKER.topic(ONCE);
    String out = BROKER.topic(ONCE);
    BROKER.publishAll(in, null, "a");
    BROKER.publishAll(other, null, "b");
    Got old = BROKER.consumeOne(in, "");
    Got held = BROKER.consumeOne(other, "");
    BROKER.done("release", old, "");
    Got current = BROKER.consumeOne(in, "");
    String rest = ",'publishes':[" + publish(out, "x") + "]}";
    BROKER.refused(409, "TransactionAborted", "POST", PATH, "{" + acks(held, old) + rest);
    assertThat(BROKER.figure(out, "entered")).isZero();
    assertThat(BROKER.figure(other, "leased")).isEqualTo(1);
    assertThat(BROKER.figure(in, "leased")).isEqualTo(1);
    BROKER.expect(200, "POST", PATH, "{" + acks(held, current) + rest);
    assertThat(BROKER.drain(out, "")).containsExactly("x");
    BROKER.ack(held);
  }

  @Test
  void whatCannotBePublishedRefusesTheAcks() {
    String in = BROKER.topic(ONCE);
    String full = BROKER.topic("'type':'Queue','retention':{'maxBytes':1000}");
    BROKER.publishAll(in, null, "a");
    Got got = BROKER.consumeOne(in, "");
    String none = "{" + acks(got) + ",'publishes':[" + publish("nowhere", "x") + "]}";
    BROKER.refused(404, "TopicNotFound", "POST", PATH, none);
    String large = "{" + acks(got) + ",'publishes':[" + publish(full, "x".repeat(3000)) + "]}";
    int status = BROKER.api().call("POST", PATH, json(large)).status();
    assertThat(status).isBetween(400, 429);
    assertThat(BROKER.figure(in, "leased")).isEqualTo(1);
    assertThat(BROKER.figure(full, "entered")).isZero();
    BROKER.refused(400, "BadRequest", "POST", PATH, "{}");
    BROKER.ack(got);
  }

  @Test
  void aRepetitionWithItsKeyIsAnsweredTheSame() throws Exception {
    String in = BROKER.topic(ONCE);
    String out = BROKER.topic(ONCE);
    BROKER.publishAll(in, null, "a");
    Got got = BROKER.consumeOne(in, "");
    String body = "{" + acks(got) + ",'publishes':[" + publish(out, "x") + "]}";
    HttpResponse<String> first = keyed(body);
    assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
    BROKER.crash();
    HttpResponse<String> second = keyed(body);
    assertThat(second.statusCode()).as(second.body()).isEqualTo(200);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(BROKER.figure(out, "entered")).isEqualTo(1);
  }

  private static HttpResponse<String> keyed(String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(BROKER.url() + PATH))
            .header("Authorization", "Bearer " + BROKER.api().token())
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", "tx-1")
            .POST(HttpRequest.BodyPublishers.ofString(json(body)))
            .build();
    return BROKER.api().http().send(request, HttpResponse.BodyHandlers.ofString());
  }
}
