package io.hotswap.fuzz.wire;

import static io.hotswap.fuzz.engine.Refusals.require;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** A valid request for every operation of the document, or one that comes near. */
final class RestSeeds {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Map<String, String> QUERY =
      Map.ofEntries(
          Map.entry("limit", "5"),
          Map.entry("waitMs", "0"),
          Map.entry("from", "earliest"),
          Map.entry("to", "2026-01-01T00:00:00Z"),
          Map.entry("consumerGroup", "g"),
          Map.entry("consumerId", "c"),
          Map.entry("partition", "0"),
          Map.entry("force", "false"),
          Map.entry("partial", "true"),
          Map.entry("topicName", "t"),
          Map.entry("maxInFlight", "1"),
          Map.entry("capacity", "1"),
          Map.entry("reason", "Rejected"));
  private static final String RECEIPT = "AQAAAAAAAAAHAAMAAAAAAAAAAAAAAAUAAAEAAAAAAAAA";

  /** By the name of the body's schema. */
  private static final Map<String, List<String>> BODIES =
      Map.ofEntries(
          Map.entry(
              "TopicCreate",
              List.of(
                  "{\"name\":\"new\",\"type\":\"Queue\"}",
                  """
                  {"name":"full","type":"PubSub","deliveryGuarantee":"ExactlyOnce",
                   "routingStrategy":"ContentBased","partitions":2,"replicationFactor":1,
                   "ordering":"Key","ackDeadline":"30s","maxDeliveries":3,
                   "backoff":{"initial":"1s","multiplier":2,"max":"10s","jitter":0.1},
                   "retention":{"age":"7d","bytes":1000000},"ttl":"1h",
                   "dedup":{"window":"1h","maxKeys":1000},
                   "deadLetter":{"enabled":true,"includeMetadata":true,"ttl":"7d"},
                   "unroutable":"drop","onKeyFailure":"park"}""")),
          Map.entry(
              "TopicUpdate",
              List.of("{\"ackDeadline\":\"20s\",\"maxDeliveries\":4}", "{\"ttl\":\"1h\"}")),
          Map.entry(
              "Publish",
              List.of(
                  "{\"topicName\":\"t\",\"payload\":{\"a\":[1,2.5,null]}}",
                  """
                  {"topicName":"t","payload":"AAEC","payloadEncoding":"base64","key":"k",
                   "contentType":"image/png","headers":{"a":"1"},"priority":9,
                   "idempotencyKey":"i","ttl":"1h","delay":"24h","schemaVersion":"1",
                   "producerId":"me"}""")),
          Map.entry(
              "PublishBatch",
              List.of(
                  "{\"topicName\":\"t\",\"messages\":[{\"payload\":1},{\"payload\":\"x\",\"key\":\"k\"}]}")),
          Map.entry("Ack", List.of("{\"receipt\":\"" + RECEIPT + "\"}", "{}")),
          Map.entry("Release", List.of("{\"receipt\":\"" + RECEIPT + "\"}")),
          Map.entry(
              "Nack",
              List.of(
                  "{\"receipt\":\""
                      + RECEIPT
                      + "\",\"delay\":\"1s\",\"reason\":\"r\",\"class\":\"Retryable\"}")),
          Map.entry("Extend", List.of("{\"receipt\":\"" + RECEIPT + "\",\"seconds\":60}")),
          Map.entry(
              "AckBatch",
              List.of("{\"acks\":[{\"messageId\":\"ID\",\"receipt\":\"" + RECEIPT + "\"}]}")),
          Map.entry("Swap", List.of("{\"version\":\"9.9.9\",\"bake\":\"1s\"}")),
          Map.entry(
              "SubscriptionCreate",
              List.of(
                  "{\"topicName\":\"p\",\"consumerGroup\":\"h\",\"type\":\"Pull\",\"from\":\"latest\"}",
                  """
                  {"topicName":"p","consumerGroup":"h2","type":"Push","maxInFlight":5,
                   "push":{"endpoint":"http://127.0.0.1:1/hook","batchSize":2,"timeout":"5s",
                   "secrets":["whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]},
                   "filter":{"headers":{"all":[{"name":"a","op":"equals","value":"1"}]},
                   "jsonPath":"$.a[?@ > 1]"},"expireAfterIdle":"7d","paused":true}""")),
          Map.entry("SubscriptionUpdate", List.of("{\"maxInFlight\":7}", "{\"paused\":true}")),
          Map.entry("Seek", List.of("{\"to\":\"earliest\"}", "{\"to\":\"offset:0\"}")),
          Map.entry(
              "FilterTest",
              List.of(
                  "{\"filter\":{\"jsonPath\":\"$.a[?match(@.b, 'x+')]\"},\"message\":{\"payload\":{\"a\":[{\"b\":\"xx\"}]},\"headers\":{\"h\":\"1\"}}}")),
          Map.entry(
              "TransactionBody",
              List.of(
                  "{\"acks\":[{\"messageId\":\"ID\",\"receipt\":\""
                      + RECEIPT
                      + "\"}],\"publishes\":[{\"topicName\":\"t\",\"payload\":1}]}",
                  "{\"acks\":[],\"publishes\":[{\"topicName\":\"t\",\"payload\":1}]}")),
          Map.entry(
              "ReplayBody",
              List.of(
                  "{\"consumerGroup\":\"g\",\"reason\":\"Rejected\",\"limit\":1,\"ratePerSecond\":5,\"dryRun\":true,\"ids\":[\"ID\"]}")));

  private final FuzzedNode node;
  private final List<String> all = new ArrayList<>();
  private final TreeSet<String> words = new TreeSet<>(QUERY.values());

  RestSeeds(FuzzedNode node) throws IOException {
    this.node = node;
    topics(node);
    String published =
        call("POST", "/api/v1/messages/publish", "{\"topicName\":\"t\",\"payload\":1}").body();
    String id = JSON.readTree(published).path("messageId").asText();
    String group = "{\"topicName\":\"p\",\"consumerGroup\":\"g\",\"type\":\"Pull\"}";
    String made = call("POST", "/api/v1/subscriptions", group).body();
    String subscription = JSON.readTree(made).path("id").asText();
    JsonNode paths = JSON.readTree(call("GET", "/openapi.json", "").body()).path("paths");
    for (Map.Entry<String, JsonNode> path : paths.properties()) {
      for (Iterator<String> methods = path.getValue().fieldNames(); methods.hasNext(); ) {
        String method = methods.next();
        String target =
            path.getKey()
                .replace("{name}", "t")
                .replace("{topicName}", "t")
                .replace("{messageId}", id)
                .replace("{version}", "9.9.9")
                .replace("{id}", path.getKey().contains("/subscriptions/") ? subscription : "push");
        add(method.toUpperCase(Locale.ROOT), target, path.getValue().path(method), id);
      }
    }
    require(all.size() > 60, "operations: " + all.size());
  }

  static void topics(FuzzedNode node) throws IOException {
    for (String body :
        List.of("{\"name\":\"t\",\"type\":\"Queue\"}", "{\"name\":\"p\",\"type\":\"PubSub\"}")) {
      node.call("POST", "/api/v1/topics", "application/json", body.getBytes(UTF_8));
    }
  }

  private HttpReply call(String method, String target, String body) throws IOException {
    return node.call(
        method, target, body.isEmpty() ? "" : "application/json", body.getBytes(UTF_8));
  }

  private void add(String method, String path, JsonNode operation, String id) {
    StringBuilder target = new StringBuilder(path);
    char separator = '?';
    for (JsonNode parameter : operation.path("parameters")) {
      String name = parameter.path("name").asText();
      if (parameter.path("in").asText().equals("query") && QUERY.containsKey(name)) {
        target.append(separator).append(name).append('=').append(QUERY.get(name));
        separator = '&';
        words.add(name);
      }
    }
    JsonNode content = operation.path("requestBody").path("content");
    String schema = content.path("application/json").path("schema").path("$ref").asText();
    String name = schema.substring(schema.lastIndexOf('/') + 1);
    for (String body : BODIES.getOrDefault(name, List.of(""))) {
      String type = body.isEmpty() ? "" : "application/json";
      all.add(method + " " + target + "\n" + type + "\n" + body.replace("ID", id));
      words.addAll(List.of(body.split("[^A-Za-z0-9._:-]+")));
    }
    if (content.has("application/x-ndjson")) {
      String lines = "{\"payload\":1}\n{\"payload\":{\"a\":2},\"key\":\"k\"}\n";
      all.add(method + " " + target + "\napplication/x-ndjson\n" + lines);
      all.add(method + " " + target + "\napplication/vnd.hotswap.records\n\0\0\0\1x");
    }
    if (content.has("multipart/form-data")) {
      String jar =
          "--b\r\nContent-Disposition: form-data; name=\"jar\"; filename=\"a.jar\"\r\n\r\nPK\3\4\r\n--b--\r\n";
      all.add(method + " " + target + "\nmultipart/form-data; boundary=b\n" + jar);
    }
  }

  List<String> all() {
    return all;
  }

  List<String> words() {
    words.remove("");
    words.addAll(List.of("%00", "%2F", "%ff", "%", "..", "&", "=", "+", "?", "/", ";"));
    return List.copyOf(words);
  }
}
