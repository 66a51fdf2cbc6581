package io.hotswap.client;

import io.hotswap.contracts.door.DoorCodec;
import io.hotswap.contracts.door.DoorFrame;
import io.hotswap.contracts.door.DoorFrame.Confirmed;
import io.hotswap.contracts.door.DoorFrame.Deliver;
import io.hotswap.contracts.door.DoorFrame.Publish;
import io.hotswap.contracts.door.DoorFrame.Settle;
import io.hotswap.contracts.door.DoorFrame.Settled;
import io.hotswap.contracts.door.DoorFrame.Welcome;
import io.hotswap.contracts.door.LeaseRun;
import io.hotswap.contracts.log.Durability;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.MessageBuilder;
import io.hotswap.testkit.log.LogFixtures;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;

/** A real server that speaks the door's bytes and answers as it is told. */
final class FakeNode implements AutoCloseable {
  static final long TIME = 1_700_000_000_000L;

  final List<String> uris = new CopyOnWriteArrayList<>();
  final List<DoorFrame> heard = new CopyOnWriteArrayList<>();
  final Queue<Integer> refusals = new ConcurrentLinkedQueue<>();

  /** What answers a frame, null for nothing; numbered from 0. */
  volatile BiFunction<Integer, DoorFrame, DoorFrame> answers = FakeNode::usual;

  volatile ServerWebSocket socket;
  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private int count;
  private long stored;

  FakeNode() {
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .addWebSocketSubProtocol(DoorCodec.PROTOCOL)
                    .setMaxWebSocketFrameSize(9 << 20)
                    .setMaxWebSocketMessageSize(9 << 20))
            .webSocketHandshakeHandler(
                shake -> {
                  uris.add(shake.uri());
                  Integer status = refusals.poll();
                  if (status != null) {
                    shake.reject(status);
                  } else {
                    shake.accept();
                  }
                })
            .webSocketHandler(this::open);
    LogFixtures.await(server.listen(0, "127.0.0.1"));
  }

  ClientOptions options() {
    return new ClientOptions(
        java.net.URI.create("http://127.0.0.1:" + server.actualPort()),
        "token",
        java.time.Duration.ofSeconds(10),
        java.time.Duration.ofMillis(5),
        java.time.Duration.ofMillis(20));
  }

  private void open(ServerWebSocket made) {
    socket = made;
    made.binaryMessageHandler(
        message -> {
          for (DoorFrame frame : DoorCodec.read(ByteBuffer.wrap(message.getBytes()))) {
            heard.add(frame);
            DoorFrame answer = answers.apply(count++, frame);
            if (answer != null) {
              made.writeBinaryMessage(bytes(answer));
            }
          }
        });
    made.writeBinaryMessage(bytes(new Welcome(made.uri().contains("stream") ? 7 : 0)));
  }

  static DoorFrame usual(int number, DoorFrame frame) {
    if (frame instanceof Publish publish) {
      return confirmed(publish, 0);
    }
    if (frame instanceof Settle settle) {
      return new Settled(settle.request(), settle.run().count(), "");
    }
    return null;
  }

  static Confirmed confirmed(Publish publish, long offset) {
    int count = publish.records().count();
    return new Confirmed(
        publish.request(),
        7,
        TIME,
        Durability.FSYNC,
        List.of(new Confirmed.Stored(3, offset, count, false)));
  }

  static String problem(String code, int status, String detail) {
    return new JsonObject().put("code", code).put("status", status).put("detail", detail).encode();
  }

  /** Sends messages with leases of one grant. */
  void deliver(String... payloads) {
    List<ByteBuffer> records = new ArrayList<>();
    for (String payload : payloads) {
      records.add(
          new MessageBuilder()
              .payload(Encoding.TEXT, ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)))
              .build());
    }
    long offset = stored;
    stored += payloads.length;
    LeaseRun run = new LeaseRun(1, 2, 3, 1000 + offset, offset, payloads.length);
    say(new Deliver(run, 1, TIME + 30_000, Records.copyOf(records)));
  }

  void say(DoorFrame frame) {
    socket.writeBinaryMessage(bytes(frame));
  }

  /** Cuts the connection. */
  void cut() {
    socket.close();
  }

  <T extends DoorFrame> List<T> heard(Class<T> type) {
    return heard.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private static Buffer bytes(DoorFrame frame) {
    Buffer out = Buffer.buffer();
    DoorCodec.write(out, frame);
    return out;
  }

  @Override
  public void close() {
    LogFixtures.await(vertx.close());
  }
}
