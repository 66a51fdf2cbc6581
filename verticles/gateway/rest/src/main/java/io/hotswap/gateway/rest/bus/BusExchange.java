package io.hotswap.gateway.rest.bus;

import io.hotswap.contracts.edge.Exchange;
import io.hotswap.contracts.edge.Principal;
import io.hotswap.contracts.plugin.WaitKey;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A message of the event bus that reads like the request it stands for. */
final class BusExchange implements Exchange {
  private final Exchange message;
  private final String method;
  private final Map<String, List<String>> query = new LinkedHashMap<>();
  private final Buffer body;

  BusExchange(Exchange message, String method, Map<String, String> query, byte[] body) {
    this.message = message;
    this.method = method;
    query.forEach((name, value) -> this.query.put(name, List.of(value)));
    this.body = Buffer.buffer(body);
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String path() {
    return message.path();
  }

  @Override
  public Map<String, List<String>> query() {
    return query;
  }

  @Override
  public Optional<String> header(String name) {
    return message.header(name);
  }

  @Override
  public Buffer body() {
    return body;
  }

  @Override
  public Optional<Path> upload() {
    return Optional.empty();
  }

  @Override
  public Optional<Principal> principal() {
    return message.principal();
  }

  @Override
  public String remoteAddress() {
    return message.remoteAddress();
  }

  @Override
  public String state() {
    return message.state();
  }

  @Override
  public long ageMillis() {
    return message.ageMillis();
  }

  @Override
  public boolean closed() {
    return message.closed();
  }

  @Override
  public void respond(int status, Map<String, String> headers, Buffer content) {
    message.respond(status, headers, content);
  }

  @Override
  public void write(Map<String, String> headersOfFirst, Buffer chunk) {
    message.write(headersOfFirst, chunk);
  }

  @Override
  public void end() {
    message.end();
  }

  @Override
  public void park(WaitKey key, long ageMillisMax, String state) {
    message.park(key, ageMillisMax, state);
  }
}
