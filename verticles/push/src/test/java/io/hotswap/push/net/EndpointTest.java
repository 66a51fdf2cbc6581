package io.hotswap.push.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EndpointTest {
  @ParameterizedTest
  @CsvSource({
    "http://example.org,false,example.org,80,/",
    "https://example.org,true,example.org,443,/",
    "HTTPS://Example.org:8443/a/b?c=d#e,true,Example.org,8443,/a/b?c=d",
    "http://my_service:1/x,false,my_service,1,/x",
    "http://[2001:db8::1]:80/?q,false,2001:db8::1,80,/?q",
    "http://10.0.0.1/ä,false,10.0.0.1,80,/%C3%A4"
  })
  void webhooks(String text, boolean tls, String host, int port, String target) {
    assertThat(Endpoint.parse(text)).isEqualTo(new Endpoint.Web(tls, host, port, target));
  }

  @Test
  void anAddressHasBracketsInAUrl() {
    assertThat(new Endpoint.Web(false, "::1", 80, "/").authorityHost()).isEqualTo("[::1]");
    assertThat(new Endpoint.Web(false, "a", 80, "/").authorityHost()).isEqualTo("a");
  }

  @Test
  void eventBus() {
    assertThat(Endpoint.parse("event-bus:billing.orders"))
        .isEqualTo(new Endpoint.Bus("billing.orders"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ftp://example.org",
        "example.org",
        "http://",
        "http:///x",
        "http://a b/",
        "http://user:secret@example.org/",
        "http://example.org:0/",
        "http://example.org:65536/",
        "http://exämple.org/",
        "http://[fe80::1%25eth0]/",
        "event-bus:",
        "event-bus:hotswap.v1.publish",
        "event-bus:__vertx.reply.1"
      })
  void whatIsNone(String text) {
    assertThatThrownBy(() -> Endpoint.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("endpoint: " + text)
        .hasMessageContaining("(expected: ");
  }

  @Test
  void aLongOneIsCutInItsRefusal() {
    assertThatThrownBy(() -> Endpoint.parse("event-bus:" + "x".repeat(500)))
        .hasMessageContaining("…")
        .message()
        .hasSizeLessThan(200);
  }
}
