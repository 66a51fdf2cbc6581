package io.hotswap.fuzz.wire;

import static io.hotswap.fuzz.engine.Refusals.require;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.hotswap.fuzz.engine.JsonMutator;
import io.hotswap.fuzz.engine.Mutator;
import io.hotswap.fuzz.engine.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a WebSocket's client says. An input that begins like JSON is the text of one frame, any
 * other is frames as bytes. After a close frame of ours the server ends the connection.
 */
final class WebSocketTarget implements Target {
  private static final byte[] MASK = {1, 2, 3, 4};
  static final List<String> WORDS =
      List.of(
          "type",
          "ack",
          "nack",
          "release",
          "extend",
          "credit",
          "messageId",
          "receipt",
          "delay",
          "reason",
          "class",
          "seconds",
          "Retryable",
          "1s",
          "AQ",
          "\u0081\u0080",
          "\u0088\u0080");

  private final FuzzedNode node;

  WebSocketTarget(FuzzedNode node) {
    this.node = node;
  }

  @Override
  public String name() {
    return "websocket";
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> texts =
        Stream.of(
                "{\"type\":\"credit\",\"credit\":5}",
                "{\"type\":\"credit\",\"messages\":5}",
                "{\"type\":\"ack\",\"messageId\":\"AQAAAAAAAAAHAAMAAAAAAAAACagL\",\"receipt\":\"AQ\"}",
                "{\"type\":\"nack\",\"messageId\":\"x\",\"receipt\":\"y\",\"delay\":\"1s\",\"class\":\"NonRetryable\"}",
                "{\"type\":\"extend\",\"messageId\":\"x\",\"receipt\":\"y\",\"seconds\":5}")
            .map(text -> text.getBytes(UTF_8))
            .toList();
    byte[] ping = frame(0x89, "hi".getBytes(UTF_8));
    return Stream.concat(
            texts.stream(), Stream.of(frame(0x81, texts.get(0)), frame(0x01, texts.get(2)), ping))
        .toList();
  }

  @Override
  public byte[] mutate(byte[] input, Mutator mutator) {
    return isText(input)
        ? new JsonMutator(mutator, WORDS).change(input, seeds())
        : mutator.bytes(input, seeds());
  }

  private static boolean isText(byte[] input) {
    return input.length > 0 && input[0] == '{';
  }

  @Override
  public void check(byte[] input) throws IOException {
    try (Socket socket = node.edge()) {
      String hello =
          "GET /api/v1/messages/stream/t HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
              + node.token()
              + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
              + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
      socket.getOutputStream().write(hello.getBytes(ISO_8859_1));
      HttpReply reply = HttpReply.read(socket.getInputStream(), false);
      require(reply.status() == 101, "no WebSocket: " + reply);
      try {
        socket.getOutputStream().write(isText(input) ? frame(0x81, input) : input);
        socket.getOutputStream().write(frame(0x88, new byte[] {3, (byte) 232}));
        // A frame that was cut short swallows the farewell: then the end of the connection tells.
        socket.shutdownOutput();
        drain(socket.getInputStream());
      } catch (SocketTimeoutException silence) {
        throw new AssertionError("not closed after a close frame");
      } catch (IOException closed) {
        // As it may when a frame is wrong.
      }
    }
    node.wellAfter();
  }

  private static void drain(InputStream in) throws IOException {
    byte[] buffer = new byte[8192];
    int n = in.read(buffer);
    while (n >= 0) {
      n = in.read(buffer);
    }
  }

  /** Masked, as a client's frames are. */
  private static byte[] frame(int first, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(first);
    if (payload.length < 126) {
      out.write(0x80 | payload.length);
    } else if (payload.length < 65_536) {
      out.write(0x80 | 126);
      out.write(payload.length >> 8);
      out.write(payload.length);
    } else {
      out.write(0x80 | 127);
      out.writeBytes(java.nio.ByteBuffer.allocate(8).putLong(payload.length).array());
    }
    out.writeBytes(MASK);
    byte[] masked = Arrays.copyOf(payload, payload.length);
    for (int i = 0; i < masked.length; i++) {
      masked[i] = (byte) (masked[i] ^ MASK[i % 4]);
    }
    out.writeBytes(masked);
    return out.toByteArray();
  }
}
