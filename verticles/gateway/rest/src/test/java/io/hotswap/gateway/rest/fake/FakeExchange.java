package io.hotswap.gateway.rest.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hotswap.contracts.edge.Exchange;
import io.hotswap.contracts.edge.Principal;
import io.hotswap.contracts.edge.Principal.Role;
import io.hotswap.contracts.plugin.WaitKey;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A request that keeps its answer. */
public final class FakeExchange implements Exchange {
  private final String method;
  private final String path;
  private final Map<String, List<String>> query = new LinkedHashMap<>();
  private final Map<String, String> headers = new LinkedHashMap<>();
  private Buffer body = Buffer.buffer();
  private Path upload;
  private Principal principal;
  public String state = "";
  public long age;
  public boolean closed;
  public boolean signalled = true;

  public int status;
  public Map<String, String> answerHeaders = Map.of();
  public Buffer answer = Buffer.buffer();
  public final List<String> chunks = new ArrayList<>();
  public boolean ended;
  public WaitKey parkedOn;
  public long parkedUntil;
  public int answers;
  public boolean webSocket;
  public final Deque<Boolean> writable = new ArrayDeque<>();
  public final List<Buffer> frames = new ArrayList<>();
  public boolean door;
  public final List<Buffer> bytes = new ArrayList<>();

  public FakeExchange(String method, String target) {
    this.method = method;
    int mark = target.indexOf('?');
    this.path = mark < 0 ? target : target.substring(0, mark);
    if (mark >= 0) {
      for (String pair : target.substring(mark + 1).split("&")) {
        String[] parts = pair.split("=", 2);
        query
            .computeIfAbsent(parts[0], name -> new ArrayList<>())
            .add(URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
      }
    }
    as(Role.admin);
  }

  public FakeExchange as(Role role, String... topics) {
    principal = new Principal("ann", Set.of(role), List.of(topics));
    return this;
  }

  public FakeExchange anonymous() {
    principal = null;
    return this;
  }

  public FakeExchange header(String name, String value) {
    headers.put(name.toLowerCase(Locale.ROOT), value);
    return this;
  }

  public FakeExchange json(String text) {
    return body("application/json", text.getBytes(StandardCharsets.UTF_8));
  }

  public FakeExchange body(String type, byte[] bytes) {
    body = Buffer.buffer(bytes);
    return header("content-type", type);
  }

  public FakeExchange upload(Path file) {
    upload = file;
    return header("content-type", "multipart/form-data; boundary=x");
  }

  public String text() {
    return answer.toString(StandardCharsets.UTF_8);
  }

  public JsonNode tree() {
    try {
      return new ObjectMapper().readTree(answer.getBytes());
    } catch (IOException notJson) {
      throw new UncheckedIOException(notJson);
    }
  }

  public String code() {
    return tree().path("code").asText();
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public Map<String, List<String>> query() {
    return query;
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  @Override
  public Buffer body() {
    return body;
  }

  @Override
  public Optional<Path> upload() {
    return Optional.ofNullable(upload);
  }

  @Override
  public Optional<Principal> principal() {
    return Optional.ofNullable(principal);
  }

  @Override
  public String remoteAddress() {
    return "127.0.0.1:4711";
  }

  @Override
  public String state() {
    return state;
  }

  @Override
  public long ageMillis() {
    return age;
  }

  @Override
  public boolean signalled() {
    return signalled;
  }

  @Override
  public boolean closed() {
    return closed;
  }

  public FakeExchange asWebSocket() {
    webSocket = true;
    return this;
  }

  @Override
  public boolean webSocket() {
    return webSocket;
  }

  public FakeExchange asDoor() {
    door = true;
    return asWebSocket();
  }

  @Override
  public boolean door() {
    return door;
  }

  @Override
  public List<Buffer> received() {
    List<Buffer> all = List.copyOf(frames);
    frames.clear();
    return all;
  }

  /** As scripted, then always. */
  @Override
  public boolean writable() {
    return writable.isEmpty() || writable.poll();
  }

  @Override
  public void respond(int code, Map<String, String> with, Buffer bytes) {
    answers++;
    status = code;
    answerHeaders = with;
    answer = bytes;
  }

  @Override
  public void write(Map<String, String> headersOfFirst, Buffer chunk) {
    answerHeaders = headersOfFirst;
    bytes.add(chunk);
    chunks.add(chunk.toString(StandardCharsets.UTF_8));
  }

  @Override
  public void end() {
    answers++;
    ended = true;
  }

  @Override
  public void park(WaitKey key, long ageMillisMax, String left) {
    answers++;
    parkedOn = key;
    parkedUntil = ageMillisMax;
    state = left;
  }
}
