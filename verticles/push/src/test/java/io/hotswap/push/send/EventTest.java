package io.hotswap.push.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.Header;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.push.core.Held;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EventTest {
  private final EventHeaders headers = new EventHeaders(200);

  private static Parcel parcel(int batchSize, Held... messages) {
    return Fixtures.parcel(Fixtures.push("http://example.org/", batchSize, 1000), messages);
  }

  private static JsonObject batched(Held held) {
    byte[] body = EventBatch.body(parcel(2, held));
    return new JsonArray(Buffer.buffer(body)).getJsonObject(0);
  }

  @Test
  void binaryModeHeaders() {
    Held held = Fixtures.held(m -> m.key("Kö nig").headers(List.of(new Header("a", "b"))));
    assertThat(headers.of(parcel(1, held)))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("content-type", "application/json"),
                Map.entry("ce-specversion", "1.0"),
                Map.entry("ce-id", Fixtures.ID.toString()),
                Map.entry("ce-source", "/topics/orders"),
                Map.entry("ce-type", "io.hotswap.message"),
                Map.entry("ce-time", "2023-11-14T22:13:20.123Z"),
                Map.entry("ce-subject", "K%C3%B6%20nig"),
                Map.entry("hotswap-topic", "orders"),
                Map.entry("hotswap-subscription", "sub-25-3"),
                Map.entry("hotswap-attempt", "1"),
                Map.entry("hotswap-header-a", "b")));
  }

  @Test
  void whatTheMessageSaysGoesFirst() {
    Held held =
        Fixtures.held(
            m ->
                m.contentType("application/vnd.x+json")
                    .headers(List.of(new Header("CE-Type", "order.paid")))
                    .replay(2, "first"));
    assertThat(headers.of(parcel(1, held)))
        .containsEntry("content-type", "application/vnd.x+json")
        .containsEntry("ce-type", "order.paid")
        .containsEntry("hotswap-replays", "2")
        .containsEntry("hotswap-replay-of", "first")
        .doesNotContainKey("ce-subject");
  }

  @Test
  void headersThatHttpCannotHaveAreCounted() {
    Held held =
        Fixtures.held(
            m ->
                m.headers(
                    List.of(
                        new Header("not a token", "1"),
                        new Header("big", "x".repeat(300)),
                        new Header("fits", "line\r\nbreak"))));
    assertThat(headers.of(parcel(1, held)))
        .containsEntry("hotswap-headers-omitted", "2")
        .containsEntry("hotswap-header-fits", "line%0D%0Abreak")
        .doesNotContainKey("hotswap-header-big");
  }

  @ParameterizedTest
  @CsvSource({
    "TEXT,,text/plain; charset=utf-8",
    "JSON,,application/json",
    "BINARY,,application/octet-stream",
    "TEXT,text/csv,text/csv"
  })
  void contentTypes(Encoding encoding, String given, String expected) {
    Held held = Fixtures.held(Fixtures.message(encoding, "1").contentType(given), Fixtures.ID, 1);
    assertThat(headers.of(parcel(1, held))).containsEntry("content-type", expected);
  }

  @Test
  void headerText() {
    assertThat(HeaderText.of("100% \"sure\" ")).isEqualTo("100%25 \"sure\"%20");
    assertThat(HeaderText.ofAttribute("a \"b\"")).isEqualTo("a%20%22b%22");
    assertThat(HeaderText.of("€")).isEqualTo("%E2%82%AC");
    assertThat(HeaderText.isToken("x-a.b_c~1")).isTrue();
    assertThat(HeaderText.isToken("")).isFalse();
    assertThat(HeaderText.isToken("a:b")).isFalse();
    assertThat(HeaderText.isToken("ä")).isFalse();
  }

  @Test
  void aBatchIsAListOfEvents() {
    Held held = Fixtures.held(m -> m.key("k").headers(List.of(new Header("Odd name", "v"))));
    assertThat(batched(held))
        .isEqualTo(
            new JsonObject()
                .put("specversion", "1.0")
                .put("id", Fixtures.ID.toString())
                .put("source", "/topics/orders")
                .put("type", "io.hotswap.message")
                .put("time", "2023-11-14T22:13:20.123Z")
                .put("subject", "k")
                .put("hotswapsubscription", "sub-25-3")
                .put("hotswapattempt", 1)
                .put("hotswapheaders", "{\"Odd name\":\"v\"}")
                .put("datacontenttype", "application/json")
                .put("data", new JsonObject().put("n", 1)));
  }

  @ParameterizedTest
  @CsvSource({
    "TEXT,,data,a",
    "TEXT,application/json,data_base64,YQ==",
    "BINARY,,data_base64,YQ==",
    "JSON,text/plain,data_base64,YQ=="
  })
  void whatKeepsAPayloadAsItIs(Encoding encoding, String contentType, String member, String value) {
    Held held =
        Fixtures.held(Fixtures.message(encoding, "a").contentType(contentType), Fixtures.ID, 1);
    assertThat(batched(held).getString(member)).isEqualTo(value);
  }

  @Test
  void aBatchIsCalledTheSameAtEachAttempt() {
    MessageId other = new MessageId(77, 0, 6);
    Held first = Fixtures.held(Fixtures.message(Encoding.TEXT, "a"), Fixtures.ID, 1);
    Held again = Fixtures.held(Fixtures.message(Encoding.TEXT, "a"), Fixtures.ID, 2);
    Held second = Fixtures.held(Fixtures.message(Encoding.TEXT, "a"), other, 1);
    assertThat(EventBatch.id(List.of(first, second)))
        .isEqualTo(EventBatch.id(List.of(again, second)))
        .isNotEqualTo(EventBatch.id(List.of(first)))
        .matches("batch_[\\w-]{24}");
  }
}
