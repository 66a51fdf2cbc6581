package io.hotswap.fuzz.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hotswap.fuzz.engine.JsonMutator;
import io.hotswap.fuzz.engine.Mutator;
import io.hotswap.fuzz.engine.Target;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

/**
 * Frames at the TCP bridge of the event bus: an input that begins like JSON is one frame's, any
 * other is bytes. Once the client is done, the connection ends.
 */
final class BridgeTarget implements Target {
  private final FuzzedNode node;

  BridgeTarget(FuzzedNode node) {
    this.node = node;
  }

  @Override
  public String name() {
    return "bus-bridge";
  }

  @Override
  public List<byte[]> seeds() {
    String headers = "\"headers\":{\"Authorization\":\"Bearer " + node.token() + "\"}";
    List<byte[]> frames =
        Stream.of(
                "{\"type\":\"ping\"}",
                "{\"type\":\"send\",\"address\":\"hotswap.v1.publish\",\"replyAddress\":\"r\","
                    + headers
                    + ",\"body\":{\"topicName\":\"t\",\"payload\":1}}",
                "{\"type\":\"send\",\"address\":\"hotswap.v1.publishBatch\",\"replyAddress\":\"r\","
                    + "\"headers\":{\"Authorization\":\"Bearer "
                    + node.token()
                    + "\",\"Content-Type\":\"application/vnd.hotswap.records\",\"topicName\":\"t\"},"
                    + "\"body\":\"AAAAAQE=\"}",
                "{\"type\":\"register\",\"address\":\"hotswap.v1.consume\"}",
                "{\"type\":\"publish\",\"address\":\"hotswap.v1.getTopic\"," + headers + "}")
            .map(text -> text.getBytes(UTF_8))
            .toList();
    return Stream.concat(frames.stream(), Stream.of(frame(frames.get(1)))).toList();
  }

  @Override
  public byte[] mutate(byte[] input, Mutator mutator) {
    List<String> words =
        List.of(
            "type",
            "send",
            "publish",
            "register",
            "unregister",
            "ping",
            "address",
            "body",
            "headers",
            "replyAddress",
            "hotswap.v1.consume",
            "hotswap.v1.commitTransaction",
            "topicName",
            "waitMs");
    return input.length > 0 && input[0] == '{'
        ? new JsonMutator(mutator, words).change(input, seeds())
        : mutator.bytes(input, seeds());
  }

  @Override
  public void check(byte[] input) throws IOException {
    try (Socket socket = node.bridge()) {
      boolean json = input.length > 0 && input[0] == '{';
      socket.getOutputStream().write(json ? frame(input) : input);
      socket.shutdownOutput();
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[8192];
      int n = in.read(buffer);
      while (n >= 0) {
        n = in.read(buffer);
      }
    } catch (SocketTimeoutException silence) {
      throw new AssertionError("not closed though the client is done");
    } catch (IOException closed) {
      // As it may.
    }
    node.wellAfter();
  }

  private static byte[] frame(byte[] json) {
    return ByteBuffer.allocate(4 + json.length).putInt(json.length).put(json).array();
  }
}
