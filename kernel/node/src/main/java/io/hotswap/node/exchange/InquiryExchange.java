package io.hotswap.node.exchange;

import io.hotswap.contracts.edge.Exchange;
import io.hotswap.contracts.edge.Principal;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The part of an exchange that tells what was asked. */
abstract class InquiryExchange implements Exchange {
  private final Inquiry inquiry;

  InquiryExchange(Inquiry inquiry) {
    this.inquiry = inquiry;
  }

  @Override
  public String method() {
    return inquiry.method();
  }

  @Override
  public String path() {
    return inquiry.path();
  }

  @Override
  public Map<String, List<String>> query() {
    return inquiry.query();
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(inquiry.headers().get(name));
  }

  @Override
  public Buffer body() {
    return inquiry.body();
  }

  @Override
  public Optional<Path> upload() {
    return Optional.ofNullable(inquiry.upload());
  }

  @Override
  public Optional<Principal> principal() {
    return inquiry.principal();
  }

  @Override
  public String remoteAddress() {
    return inquiry.remoteAddress();
  }

  @Override
  public boolean webSocket() {
    return inquiry.webSocket();
  }

  @Override
  public boolean door() {
    return inquiry.door();
  }

  long nanosSinceReceived() {
    return System.nanoTime() - inquiry.receivedNanos();
  }
}
