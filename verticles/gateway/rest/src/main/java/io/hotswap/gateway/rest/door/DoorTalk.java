package io.hotswap.gateway.rest.door;

import io.hotswap.contracts.broker.Deliveries;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.door.DoorCodec;
import io.hotswap.contracts.door.DoorFrame;
import io.hotswap.contracts.door.DoorFrame.Credit;
import io.hotswap.contracts.door.DoorFrame.PackedPublish;
import io.hotswap.contracts.door.DoorFrame.Publish;
import io.hotswap.contracts.door.DoorFrame.Settle;
import io.hotswap.contracts.edge.Exchange;
import io.hotswap.contracts.error.Problem;
import io.hotswap.gateway.rest.http.Problems;
import io.hotswap.gateway.rest.stream.Talk;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Frames of one door. All that came at once is done at once, publishes beside settlements, and is
 * answered in one message, in the order in which it was asked. What comes next does not wait for
 * that.
 */
public final class DoorTalk implements Talk {
  /** Messages that may be unsettled at a client. */
  static final int IN_FLIGHT_MAX = 100_000;

  private static final int LOOK_MAX = 1_000;

  private final Exchange exchange;
  private final boolean packed;
  private final DoorPublishing publishing;
  private final DoorSettling settling;

  DoorTalk(Exchange exchange, boolean packed, DoorPublishing publishing, DoorSettling settling) {
    this.exchange = exchange;
    this.packed = packed;
    this.publishing = publishing;
    this.settling = settling;
  }

  @Override
  public long credits() {
    return 0;
  }

  @Override
  public int inFlightMax() {
    return IN_FLIGHT_MAX;
  }

  @Override
  public int lookMax() {
    return LOOK_MAX;
  }

  @Override
  public void open(long topicUid) {
    say(new DoorFrame.Welcome(topicUid));
  }

  /** The edge's pings are sign enough. */
  @Override
  public void heartbeat() {}

  @Override
  public void messages(String topicName, List<Delivery> deliveries) {
    List<Deliveries.Run> runs = Deliveries.of(deliveries).runs();
    long bytes = runs.stream().mapToLong(run -> Runs.size(run.records(), packed)).sum();
    Buffer out = DoorCodec.roomFor(bytes, runs.size());
    runs.forEach(run -> DoorCodec.write(out, Runs.deliver(run, packed)));
    exchange.write(Map.of(), out);
  }

  @Override
  public void error(Problem problem) {
    say(new DoorFrame.Closing(Problems.document(problem).toString()));
  }

  private void say(DoorFrame frame) {
    Buffer out = Buffer.buffer();
    DoorCodec.write(out, frame);
    exchange.write(Map.of(), out);
  }

  @Override
  public Taken take(List<Buffer> said, long topicUid) {
    List<Future<DoorFrame>> answers = new ArrayList<>();
    List<Settle> settles = new ArrayList<>();
    Unpacking unpacking = new Unpacking();
    long credits = 0;
    for (Buffer message : said) {
      for (DoorFrame frame : read(message)) {
        if (frame instanceof Publish publish) {
          answers.add(
              publishing.publish(publish.request(), publish.topic(), publish::records, exchange));
        } else if (frame instanceof PackedPublish one) {
          answers.add(
              publishing.publish(
                  one.request(), one.topic(), () -> unpacking.records(one), exchange));
        } else if (frame instanceof Settle settle) {
          settles.add(settle);
        } else if (frame instanceof Credit credit) {
          credits += credit.messages();
        } else {
          throw Problem.badRequest(
              "", "a frame of the gateway (expected: publish, credit, settle)");
        }
      }
    }
    answers.addAll(settling.settle(settles, topicUid));
    return new Taken(Future.succeededFuture(credits), answered(answers));
  }

  /** None of the answers ever fails: a refusal is one. */
  private Future<Void> answered(List<Future<DoorFrame>> answers) {
    if (answers.isEmpty()) {
      return Future.succeededFuture();
    }
    return Future.join(answers)
        .map(
            done -> {
              Buffer out = Buffer.buffer();
              answers.forEach(answer -> DoorCodec.write(out, answer.result()));
              exchange.write(Map.of(), out);
              return null;
            });
  }

  private static List<DoorFrame> read(Buffer message) {
    try {
      return DoorCodec.read(ByteBuffer.wrap(message.getBytes()));
    } catch (IllegalArgumentException malformed) {
      throw Problem.badRequest("", malformed.getMessage());
    }
  }
}
