package io.hotswap.fuzz.parts;

import static io.hotswap.fuzz.engine.Refusals.require;

import io.hotswap.fuzz.engine.Refusals;
import io.hotswap.fuzz.engine.Target;
import io.hotswap.push.net.Endpoint;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Addresses that messages are pushed to: refused, or nothing in them can end a request line. */
final class EndpointTarget implements Target {
  static final List<String> WORDS =
      List.of(
          "http://",
          "https://",
          "event-bus:",
          "@",
          ":",
          "/",
          "?",
          "#",
          "[::1]",
          "%0d%0a",
          "\r\n",
          "127.0.0.1",
          "0x7f.1",
          "localhost",
          "user:pw@",
          "\\",
          "ä",
          "%",
          "..",
          "hotswap.v1.",
          " ",
          "\u3002",
          "\u0130",
          "xn--");

  @Override
  public String name() {
    return "endpoint";
  }

  @Override
  public List<byte[]> seeds() {
    return Stream.of(
            "http://localhost:8080/hook?a=b",
            "https://example.com",
            "https://[2001:db8::1]:443/x%20y",
            "http://under_score.example/ä",
            "event-bus:orders.created",
            "HTTPS://EXAMPLE.com:1/;p=1?q#f")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  @Override
  public void check(byte[] input) {
    Endpoint endpoint;
    try {
      endpoint = Endpoint.parse(new String(input, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException refused) {
      Refusals.explained(refused.getMessage());
      return;
    }
    if (endpoint instanceof Endpoint.Web web) {
      require(web.port() >= 1 && web.port() <= 65_535, "port " + web.port());
      require(web.target().startsWith("/"), "target " + web.target());
      require(web.target().chars().allMatch(c -> c > 0x20 && c < 0x7f), "target " + web.target());
      require(
          web.host().chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '@' && c != '/'),
          "host " + web.host());
      String url = "http://" + web.authorityHost() + ":" + web.port() + web.target();
      require(
          Endpoint.parse(url) instanceof Endpoint.Web again && again.host().equals(web.host()),
          "another host in " + url);
    }
  }
}
