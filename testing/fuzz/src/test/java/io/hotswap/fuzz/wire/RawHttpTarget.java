package io.hotswap.fuzz.wire;

import static io.hotswap.fuzz.engine.Refusals.require;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hotswap.fuzz.engine.Target;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Bytes at the edge: requests, chunks, pipelines, uploads, the beginnings of HTTP/2. Whatever
 * comes, the connection ends once the client is done, and no answer is the server's fault.
 */
final class RawHttpTarget implements Target {
  static final List<String> WORDS =
      List.of(
          "\r\n",
          "\n",
          "\r",
          "\r\n\r\n",
          "Content-Length: ",
          "Transfer-Encoding: chunked\r\n",
          "0\r\n\r\n",
          "ffffffff\r\n",
          "HTTP/1.0",
          "HTTP/2.0",
          "HTTP/9.9",
          "Expect: 100-continue\r\n",
          "Upgrade: websocket\r\n",
          "Upgrade: h2c\r\n",
          "Connection: Upgrade\r\n",
          "Host: \r\n",
          "TE: trailers\r\n",
          "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
          ";ext=1",
          "%2e%2e/",
          "CONNECT ",
          "TRACE ",
          "OPTIONS * ",
          "http://x/",
          " : ",
          "\t",
          "\0",
          "Content-Encoding: gzip\r\n");
  private static final Pattern STATUS = Pattern.compile("(?m)^HTTP/1\\.[01] (\\d{3})");

  private final FuzzedNode node;

  RawHttpTarget(FuzzedNode node) {
    this.node = node;
  }

  @Override
  public String name() {
    return "raw-http";
  }

  @Override
  @SuppressWarnings("StringConcatToTextBlock") // line ends are what this is about
  public List<byte[]> seeds() {
    String auth = "Authorization: Bearer " + node.token() + "\r\n";
    return Stream.of(
            "GET /health/ready HTTP/1.1\r\nHost: a\r\n\r\nGET /docs HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST /api/v1/messages/publish HTTP/1.1\r\nHost: a\r\n"
                + auth
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "11\r\n{\"topicName\":\"t\",\r\nd;x=\"y\"\r\n\"payload\": 1}\r\n0\r\nTrailer: a\r\n\r\n",
            "POST /api/v1/plugins HTTP/1.1\r\nHost: a\r\n"
                + auth
                + "Content-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "6\r\n--b\r\nC\r\n58\r\nontent-Disposition: form-data; name=\"jar\"; filename=\"a.jar\"\r\n"
                + "Content-Type: a/b\r\n\r\nPK\r\n8\r\n\r\n--b--\r\n\r\n0\r\n\r\n",
            "POST /api/v1/transactions HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n"
                + auth
                + "Expect: 100-continue\r\n\r\n{}",
            "GET /api/v1/messages/stream/t?access_token=x HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0\0\0\1\1\5\0\0\0\1\202\207\204")
        .map(text -> text.getBytes(ISO_8859_1))
        .toList();
  }

  @Override
  public void check(byte[] input) throws IOException {
    StringBuilder answered = new StringBuilder();
    try (Socket socket = node.edge()) {
      try {
        socket.getOutputStream().write(input);
        socket.shutdownOutput();
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[8192];
        for (int n = in.read(buffer); n >= 0 && answered.length() < 1 << 20; n = in.read(buffer)) {
          answered.append(new String(buffer, 0, n, ISO_8859_1));
        }
      } catch (SocketTimeoutException silence) {
        throw new AssertionError("neither answered nor closed: " + answered);
      } catch (IOException closed) {
        // It may close as soon as it has read too much.
      }
    }
    Matcher status = STATUS.matcher(answered);
    while (status.find()) {
      int code = Integer.parseInt(status.group(1));
      require(code < 500 || code == 501 || code == 505, "answered " + answered);
    }
    node.wellAfter();
  }
}
