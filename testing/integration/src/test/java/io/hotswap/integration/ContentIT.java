package io.hotswap.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Groups that want only some messages, and what becomes of those that nobody wants. */
class ContentIT {
  private static final String TOPIC = "'type':'PubSub','routingStrategy':'ContentBased'";

  @RegisterExtension static final LiveBroker BROKER = new LiveBroker();

  private static void publish(String topic, String headers, String payload) {
    BROKER.publish(topic, "'payload':" + payload + ",'headers':{" + headers + "}");
  }

  private static List<String> names(String topic, String group) {
    return BROKER.consumeNow(topic, "limit=100&consumerGroup=" + group).stream()
        .map(got -> got.json().at("/payload/n").asText())
        .toList();
  }

  @Test
  void eachGroupGetsWhatItsHeadersOrPathsSelect() {
    String topic = BROKER.topic(TOPIC);
    BROKER.subscribe(topic, "all", "");
    BROKER.subscribe(
        topic,
        "eu",
        "'filter':{'headers':{'all':[{'name':'region','op':'prefix','value':'eu-'},"
            + "{'name':'test','op':'exists','value':false}]}}");
    BROKER.subscribe(topic, "big", "'filter':{'jsonPath':'$.items[?@.qty > 3]'}");
    BROKER.subscribe(
        topic,
        "both",
        "'filter':{'headers':{'any':[{'name':'region','op':'in','value':['eu-1','us-1']},"
            + "{'name':'weight','op':'range','value':{'gte':10}}]},'jsonPath':'$.items'}");
    publish(topic, "'region':'eu-1'", "{'n':'a','items':[{'qty':5}]}");
    publish(topic, "'region':'us-1'", "{'n':'b','items':[{'qty':1},{'qty':4}]}");
    publish(topic, "'region':'eu-2','test':'yes'", "{'n':'c','items':[]}");
    publish(topic, "'weight':'12.5'", "{'n':'d','items':7}");
    publish(topic, "'weight':'9'", "{'n':'e'}");
    assertThat(names(topic, "all")).containsExactly("a", "b", "c", "d", "e");
    assertThat(names(topic, "eu")).containsExactly("a");
    assertThat(names(topic, "big")).containsExactly("a", "b");
    assertThat(names(topic, "both")).containsExactly("a", "b", "d");
    JsonNode big = BROKER.figures(topic, "big");
    assertThat(big.path("entered").asInt()).isEqualTo(2);
    assertThat(big.path("filtered").asInt()).isEqualTo(3);
  }

  @Test
  void aMissingPathAndAnotherPayloadDoNotMatch() {
    String topic = BROKER.topic(TOPIC);
    BROKER.subscribe(topic, "deep", "'filter':{'jsonPath':'$.a.b[0].c'}");
    BROKER.subscribe(topic, "null", "'filter':{'jsonPath':'$.a'}");
    publish(topic, "", "{'a':{'b':[]}}");
    publish(topic, "", "{'a':null,'n':'null'}");
    publish(topic, "", "'text'");
    publish(topic, "", "{'a':{'b':[{'c':false}]},'n':'deep'}");
    BROKER.publish(topic, "'payload':'AAEC','payloadEncoding':'base64'");
    assertThat(names(topic, "deep")).containsExactly("deep");
    assertThat(names(topic, "null")).as("a member that is null is there").contains("null", "deep");
  }

  @Test
  void anInvalidSelectorIsRefusedWithItsPosition() {
    String topic = BROKER.topic(TOPIC);
    String begin = "{'topicName':'" + topic + "','consumerGroup':'g','filter':{'jsonPath':";
    JsonNode problem =
        BROKER.refused(
            400, "BadRequest", "POST", "/api/v1/subscriptions", begin + "'$.a[?@.b ==]'}}");
    assertThat(problem.at("/errors/0/pointer").asText()).contains("jsonPath");
    assertThat(problem.toString()).containsPattern("\\b1[0-3]\\b");
    BROKER.refused(400, "BadRequest", "POST", "/api/v1/subscriptions", begin + "'a.b'}}");
    BROKER.refused(
        400,
        "BadRequest",
        "POST",
        "/api/v1/filters/test",
        "{'filter':{'headers':{'any':[{'name':'h','op':'like','value':'x'}]}},"
            + "'message':{'payload':1}}");
    assertThat(BROKER.get("/api/v1/subscriptions?topicName=" + topic).path("items")).isEmpty();
  }

  @Test
  void aFilterIsTriedWithoutATopic() {
    JsonNode tried =
        BROKER.expect(
            200,
            "POST",
            "/api/v1/filters/test",
            "{'filter':{'jsonPath':'$.items[?@.qty > 3].qty'},"
                + "'message':{'payload':{'items':[{'qty':2},{'qty':9}]}}}");
    assertThat(tried.path("matches").asBoolean()).isTrue();
    assertThat(tried.at("/nodes/0/path").asText()).isEqualTo("$['items'][1]['qty']");
    assertThat(tried.at("/nodes/0/value").asInt()).isEqualTo(9);
  }

  @Test
  void whatNobodyWantsIsDroppedAndCounted() {
    String topic = BROKER.topic(TOPIC + ",'unroutable':'drop'");
    BROKER.subscribe(topic, "g", "'filter':{'jsonPath':'$.wanted'}");
    publish(topic, "", "{'wanted':1,'n':'yes'}");
    publish(topic, "", "{'n':'no'}");
    assertThat(names(topic, "g")).containsExactly("yes");
    assertThat(BROKER.get("/api/v1/topics/" + topic + "/metrics").path("unroutable").asInt())
        .isEqualTo(1);
    assertThat(BROKER.dead(topic, "")).isEmpty();
  }

  @Test
  void orBecomesADeadLetterThatTellsWhy() {
    String topic = BROKER.topic(TOPIC + ",'unroutable':'dead-letter'");
    String id = BROKER.subscribe(topic, "g", "'filter':{'jsonPath':'$.wanted'}");
    publish(topic, "'h':'v'", "{'n':'no'}");
    JsonNode dead = BROKER.awaitDead(topic, 1).get(0);
    assertThat(dead.at("/deadLetter/reason").asText()).isEqualTo("Unroutable");
    assertThat(dead.at("/payload/n").asText()).isEqualTo("no");
    assertThat(dead.at("/headers/h").asText()).isEqualTo("v");
    assertThat(names(topic, "g")).isEmpty();
    BROKER.expect(200, "PUT", "/api/v1/subscriptions/" + id, "{'filter':{'jsonPath':'$.n'}}");
    publish(topic, "", "{'n':'now wanted'}");
    assertThat(names(topic, "g")).containsExactly("now wanted");
  }
}
