package io.hotswap.load;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One HTTP/1.1 keep-alive connection, one request at a time. It never reconnects by itself: whoever
 * uses it sees, and counts, that it was closed.
 */
public final class HttpConnection implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int LINE_BYTES_MAX = 1 << 14;
  private static final int BODY_BYTES_MAX = 64 << 20;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final String fixedHead;

  /** An answer; {@code closes} if the other side announced that it will close the connection. */
  public record Answer(int status, String body, boolean closes) {
    public boolean good() {
      return status >= 200 && status < 300;
    }
  }

  private record Head(int status, long length, boolean chunked, boolean closes) {}

  public HttpConnection(URI base, String token) throws IOException {
    this(Nodes.only(base), 0, token);
  }

  /** To one of these nodes, with their patience. */
  public HttpConnection(Nodes nodes, int number, String token) throws IOException {
    URI base = nodes.urls().get(number);
    socket = new Socket();
    try {
      int port = base.getPort() < 0 ? 80 : base.getPort();
      socket.connect(
          new InetSocketAddress(base.getHost(), port), (int) nodes.connectMax().toMillis());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) nodes.answerMax().toMillis());
      in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
      out = socket.getOutputStream();
      fixedHead =
          " HTTP/1.1\r\nHost: %s:%d\r\nAuthorization: Bearer %s\r\n"
              .formatted(base.getHost(), port, token);
    } catch (IOException failed) {
      socket.close();
      throw failed;
    }
  }

  /** Sends a request and reads its answer; {@code body} may be null. */
  public Answer call(String method, String path, byte[] body) throws IOException {
    StringBuilder head = new StringBuilder(256).append(method).append(' ').append(path);
    head.append(fixedHead);
    if (body != null) {
      head.append("Content-Type: application/json\r\nContent-Length: ").append(body.length);
      head.append("\r\n");
    }
    byte[] headBytes = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    // NB: One write for head and body, or Nagle and delayed acks show up in the latencies.
    ByteArrayOutputStream request =
        new ByteArrayOutputStream(headBytes.length + (body == null ? 0 : body.length));
    request.writeBytes(headBytes);
    if (body != null) {
      request.writeBytes(body);
    }
    request.writeTo(out);
    out.flush();
    return answer();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private Answer answer() throws IOException {
    Head head = head();
    byte[] body;
    if (head.chunked()) {
      body = chunks();
    } else if (head.length() > 0) {
      body = exactly(head.length());
    } else {
      body = new byte[0];
    }
    return new Answer(head.status(), new String(body, StandardCharsets.UTF_8), head.closes());
  }

  private Head head() throws IOException {
    String statusLine = line();
    String[] parts = statusLine.split(" ", 3);
    if (parts.length < 2 || !parts[0].startsWith("HTTP/1.") || !parts[1].matches("\\d{3}")) {
      throw new IOException("status line: " + statusLine + " (expected: HTTP/1.1 NNN …)");
    }
    long length = 0;
    boolean chunked = false;
    boolean closes = parts[0].equals("HTTP/1.0");
    for (String header = line(); !header.isEmpty(); header = line()) {
      int colon = header.indexOf(':');
      String name = header.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT);
      String value = header.substring(colon + 1).strip();
      switch (name) {
        case "content-length" -> length = Long.parseLong(value);
        case "transfer-encoding" -> chunked = value.equalsIgnoreCase("chunked");
        case "connection" -> closes = value.equalsIgnoreCase("close");
        default -> {}
      }
    }
    return new Head(Integer.parseInt(parts[1]), length, chunked, closes);
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int length = Integer.parseInt(line().split(";", 2)[0].strip(), 16);
      if (length == 0) {
        while (!line().isEmpty()) {
          // trailers say nothing that is needed here
        }
        return body.toByteArray();
      }
      body.writeBytes(exactly(length + (long) body.size() > BODY_BYTES_MAX ? -1 : length));
      line();
    }
  }

  private byte[] exactly(long length) throws IOException {
    if (length < 0 || length > BODY_BYTES_MAX) {
      throw new IOException("body length: " + length + " (expected: 0.." + BODY_BYTES_MAX + ")");
    }
    byte[] body = in.readNBytes((int) length);
    if (body.length < length) {
      throw new EOFException("closed within a body");
    }
    return body;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(64);
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException(line.size() == 0 ? "closed" : "closed within a line");
      }
      if (line.size() >= LINE_BYTES_MAX) {
        throw new IOException("line longer than " + LINE_BYTES_MAX + " bytes");
      }
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }
}
