package io.hotswap.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpConnectionTest {
  private ServerSocket server;

  @BeforeEach
  void open() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  /** Serves one connection with these answers, then closes it; completes with the heads it got. */
  private CompletableFuture<List<String>> answering(String... answers) {
    return CompletableFuture.supplyAsync(
        () -> {
          List<String> heads = new ArrayList<>();
          try (Socket socket = server.accept();
              BufferedReader in =
                  new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
            for (String answer : answers) {
              heads.add(request(in));
              socket.getOutputStream().write(answer.getBytes(UTF_8));
              socket.getOutputStream().flush();
            }
          } catch (IOException gone) {
            heads.add(gone.toString());
          }
          return heads;
        });
  }

  private static String request(BufferedReader in) throws IOException {
    StringBuilder head = new StringBuilder();
    int length = 0;
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      head.append(line).append('\n');
      if (line.startsWith("Content-Length: ")) {
        length = Integer.parseInt(line.substring("Content-Length: ".length()));
      }
    }
    for (int i = 0; i < length; i++) {
      head.append((char) in.read());
    }
    return head.toString();
  }

  private HttpConnection connected() throws IOException {
    return new HttpConnection(URI.create("http://127.0.0.1:" + server.getLocalPort()), "secret");
  }

  @Test
  void readsOneAnswerAfterTheOther() throws Exception {
    CompletableFuture<List<String>> requests =
        answering(
            "HTTP/1.1 201 Created\r\ncontent-length: 5\r\n\r\nhello",
            "HTTP/1.1 204 No Content\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: 1\r\n\r\n",
            "HTTP/1.1 503 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    try (HttpConnection connection = connected()) {
      HttpConnection.Answer first = connection.call("POST", "/x", "body".getBytes(UTF_8));
      assertThat(first.status()).isEqualTo(201);
      assertThat(first.body()).isEqualTo("hello");
      assertThat(first.closes()).isFalse();
      assertThat(connection.call("GET", "/y", null).body()).isEmpty();
      assertThat(connection.call("GET", "/z", null).body()).isEqualTo("abcde");
      HttpConnection.Answer last = connection.call("GET", "/", null);
      assertThat(last.good()).isFalse();
      assertThat(last.closes()).isTrue();
    }
    assertThat(requests.get().get(0))
        .startsWith("POST /x HTTP/1.1\n")
        .contains("Authorization: Bearer secret\n")
        .contains("Content-Type: application/json\n")
        .endsWith("body");
    assertThat(requests.get().get(1)).doesNotContain("Content-Length");
  }

  @Test
  void failsWhenTheConnectionIsClosed() throws Exception {
    assertThatThrownBy(() -> callAnswered()).isInstanceOf(IOException.class);
  }

  @Test
  void failsWhenAnAnswerIsCutOrNotHttp() {
    assertThatThrownBy(() -> callAnswered("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort"))
        .isInstanceOf(EOFException.class)
        .hasMessage("closed within a body");
    assertThatThrownBy(() -> callAnswered("SSH-2.0-x\r\n"))
        .hasMessageContaining("status line: SSH-2.0-x (expected");
    assertThatThrownBy(
            () -> callAnswered("HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n"))
        .hasMessageContaining("body length: 999999999999");
  }

  private void callAnswered(String... answers) throws Exception {
    CompletableFuture<List<String>> served = answering(answers);
    try (HttpConnection connection = connected()) {
      connection.call("GET", "/", null);
    } finally {
      served.get();
    }
  }
}
