package io.hotswap.fuzz.wire;

import static io.hotswap.fuzz.engine.Refusals.require;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hotswap.fuzz.engine.JsonMutator;
import io.hotswap.fuzz.engine.Mutator;
import io.hotswap.fuzz.engine.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Every operation of a node's own OpenAPI document. An input is a line with method and target, a
 * line with the content type, and the body. What is answered is never the server's fault, every
 * refusal says why, and what was refused changed nothing.
 */
final class RestTarget implements Target {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int LOOK_EVERY = 8;

  private final FuzzedNode node;
  private final List<byte[]> seeds = new ArrayList<>();
  private final List<String> words;
  private String state;
  private int looked;

  RestTarget(FuzzedNode node) throws IOException {
    this.node = node;
    RestSeeds made = new RestSeeds(node);
    made.all().forEach(seed -> seeds.add(seed.getBytes(UTF_8)));
    this.words = made.words();
    this.state = state();
  }

  @Override
  public String name() {
    return "rest";
  }

  @Override
  public List<byte[]> seeds() {
    return seeds;
  }

  List<String> words() {
    return words;
  }

  @Override
  public byte[] mutate(byte[] input, Mutator mutator) {
    Request request = Request.of(input);
    int what = mutator.random().nextInt(10);
    if (what < 6 && request.body.length > 0) {
      boolean json = request.contentType.contains("json");
      byte[] body =
          json
              ? new JsonMutator(mutator, words).change(request.body, List.of(request.body))
              : mutator.bytes(request.body, List.of(request.body));
      return request.with(request.target, request.contentType, body);
    }
    if (what < 9) {
      byte[] target = mutator.bytes(request.target.getBytes(ISO_8859_1), seeds);
      return request.with(new String(target, ISO_8859_1), request.contentType, request.body);
    }
    Request other = Request.of(mutator.pick(seeds));
    return request.with(request.target, other.contentType, other.body);
  }

  @Override
  public void check(byte[] input) throws IOException {
    Request request = Request.of(input);
    HttpReply reply = node.call(request.method, request.target, request.contentType, request.body);
    // NB: Netty's decoder of multipart bodies throws on some parts past whoever could answer.
    boolean multipart = request.contentType.toLowerCase(Locale.ROOT).contains("multipart");
    require(reply.status() != 0 || multipart, "closed without an answer");
    if (reply.status() == 0) {
      node.wellAfter();
      return;
    }
    boolean planned = reply.status() == 501 && reply.body().contains("\"code\"");
    require(reply.status() < 500 || planned, "answered " + reply);
    if (reply.status() >= 400 && !request.method.equals("HEAD")) {
      refusal(reply);
    }
    node.wellAfter();
    changed(request, reply);
  }

  private static void refusal(HttpReply reply) throws IOException {
    String type = reply.headers().getOrDefault("content-type", "");
    require(type.startsWith("application/problem+json"), "refused as " + type + ": " + reply);
    JsonNode problem = JSON.readTree(reply.body());
    require(problem.path("status").asInt() == reply.status(), "another status in " + reply);
    require(!problem.path("code").asText().isEmpty(), "no code in " + reply);
    require(!problem.path("detail").asText().isEmpty(), "no detail in " + reply);
    require(!reply.body().contains("Exception"), "an exception in " + reply);
    if (reply.status() == 400) {
      boolean said = problem.path("detail").asText().contains("expected");
      for (JsonNode error : problem.path("errors")) {
        said |= error.path("detail").asText().contains("expected");
        said |= error.path("pointer").asText().startsWith("/");
      }
      require(said || problem.path("code").asText().equals("Unsupported"), "why? " + reply);
    }
  }

  /** NB: a look costs more than the request, so not after each. */
  private void changed(Request request, HttpReply reply) throws IOException {
    boolean refused = reply.status() >= 400 && !request.method.equals("GET");
    if (!refused) {
      if (!request.method.equals("GET")) {
        tidy();
        state = state();
      }
    } else if (looked++ % LOOK_EVERY == 0) {
      String now = state();
      require(now.equals(state), "was refused, and changed\n  " + state + "\nto\n  " + now);
    }
  }

  private String state() throws IOException {
    return node.call("GET", "/api/v1/topics?limit=1000", "", new byte[0]).body()
        + node.call("GET", "/api/v1/subscriptions?limit=1000", "", new byte[0]).body();
  }

  /** Topics that a mutant made go again; those of the seeds stay, or come back. */
  private void tidy() throws IOException {
    JsonNode topics =
        JSON.readTree(node.call("GET", "/api/v1/topics?limit=1000", "", new byte[0]).body());
    for (JsonNode topic : topics.path("items")) {
      String name = topic.path("name").asText();
      if (!name.equals("t") && !name.equals("p") && !name.endsWith(".dlq")) {
        node.call("DELETE", "/api/v1/topics/" + name + "?force=true", "", new byte[0]);
      }
    }
    RestSeeds.topics(node);
  }

  /** An input taken apart. */
  private static final class Request {
    final String method;
    final String target;
    final String contentType;
    final byte[] body;

    private Request(String method, String target, String contentType, byte[] body) {
      this.method = method;
      this.target = target;
      this.contentType = contentType;
      this.body = body;
    }

    static Request of(byte[] input) {
      int line = indexOf(input, 0);
      int second = indexOf(input, line + 1);
      String first = new String(input, 0, line, ISO_8859_1);
      int space = first.indexOf(' ');
      String method = space <= 0 ? "GET" : first.substring(0, space).toUpperCase(Locale.ROOT);
      String type =
          line + 1 >= second ? "" : new String(input, line + 1, second - line - 1, ISO_8859_1);
      byte[] body =
          second + 1 >= input.length
              ? new byte[0]
              : Arrays.copyOfRange(input, second + 1, input.length);
      return new Request(
          method.matches("GET|HEAD|POST|PUT|DELETE|PATCH|OPTIONS") ? method : "POST",
          sendable(space < 0 ? first : first.substring(space + 1)),
          type.replaceAll("[^\\x20-\\x7e]", "?"),
          body);
    }

    /** Raw bytes at the socket are another target's; and nobody waits here for messages. */
    private static String sendable(String target) {
      String line = target.replaceAll("[\\x00-\\x20\\x7f]", "+");
      return (line.startsWith("/") ? line : "/" + line)
          .replaceAll("waitMs=0*[1-9]\\d{0,4}(?=&|$)", "waitMs=1");
    }

    private static int indexOf(byte[] input, int from) {
      int at = Math.min(from, input.length);
      while (at < input.length && input[at] != '\n') {
        at++;
      }
      return at;
    }

    byte[] with(String otherTarget, String otherType, byte[] otherBody) {
      byte[] head =
          (method + " " + otherTarget.replace('\n', '+') + "\n" + otherType + "\n")
              .getBytes(ISO_8859_1);
      byte[] all = Arrays.copyOf(head, head.length + otherBody.length);
      System.arraycopy(otherBody, 0, all, head.length, otherBody.length);
      return all;
    }
  }
}
