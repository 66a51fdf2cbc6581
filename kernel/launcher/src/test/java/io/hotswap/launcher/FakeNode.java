package io.hotswap.launcher;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers as it is told to and remembers what it was asked. */
public final class FakeNode implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, Deque<Canned>> answers = new HashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  private record Canned(int status, String body) {}

  /** A request as it came. */
  public record Asked(String line, String authorization, String contentType, String body) {}

  /** What a command printed and how it ended. */
  public record Outcome(int exitCode, String out, String err) {}

  public FakeNode() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Answers of one request line in order; the last one stays. */
  public FakeNode answers(String line, int status, String body) {
    answers.computeIfAbsent(line, fresh -> new ArrayDeque<>()).add(new Canned(status, body));
    return this;
  }

  public List<Asked> asked() {
    return asked;
  }

  /** Runs a command against this node. */
  public Outcome run(String... arguments) {
    String[] all = new String[arguments.length + 4];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--url";
    all[arguments.length + 1] = url();
    all[arguments.length + 2] = "--token";
    all[arguments.length + 3] = "secret";
    return runAsIs(all);
  }

  /** Runs a command with these arguments only. */
  public static Outcome runAsIs(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode = Main.execute(new PrintWriter(out), new PrintWriter(err), arguments);
    return new Outcome(exitCode, out.toString(), err.toString());
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      asked.add(
          new Asked(
              line,
              exchange.getRequestHeaders().getFirst("Authorization"),
              exchange.getRequestHeaders().getFirst("Content-Type"),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
      Deque<Canned> queue = answers.get(line);
      Canned canned =
          queue == null
              ? new Canned(404, "{\"code\":\"NotFound\",\"detail\":\"" + line + "\"}")
              : queue.size() > 1 ? queue.poll() : queue.peek();
      byte[] body = canned.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(canned.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
