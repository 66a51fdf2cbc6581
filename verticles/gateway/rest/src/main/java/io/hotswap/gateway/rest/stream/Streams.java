package io.hotswap.gateway.rest.stream;

import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.ConsumeReply;
import io.hotswap.contracts.broker.ConsumeRequest;
import io.hotswap.contracts.broker.StartAt;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.door.DoorCodec;
import io.hotswap.contracts.edge.Exchange;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.plugin.WaitKey;
import io.hotswap.gateway.rest.http.Call;
import io.hotswap.gateway.rest.http.Handler;
import io.hotswap.gateway.rest.http.Query;
import io.hotswap.gateway.rest.http.Retry;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages pushed down a connection that the client opened. Each ask of the exchange does what
 * there is to do (frames in, messages out, a sign of life) and parks it again.
 *
 * @param door how to talk to clients of the streaming door
 * @param keepAliveMillis longest silence on a stream
 * @param bytesMax after which one look takes no more messages
 * @param random for names of consumers
 */
public record Streams(
    BrokerPort broker,
    Retry retry,
    Doors door,
    long keepAliveMillis,
    int bytesMax,
    RandomGenerator random) {
  private static final Logger LOG = LoggerFactory.getLogger(Streams.class);
  private static final int IN_FLIGHT_DEFAULT = 100;

  /** Looks in one ask, so that a swap need not wait for a stream that never runs dry. */
  private static final int LOOKS_MAX = 64;

  private static final long PAUSE_MILLIS = 100;
  private static final long RETRY_MILLIS = 1_000;

  /** Streaming doors. */
  @FunctionalInterface
  public interface Doors {
    /**
     * How to talk through one.
     *
     * @param packed whether the client takes batches as their publishers packed them
     */
    Talk with(Exchange exchange, boolean packed);
  }

  public Map<String, Handler> handlers() {
    return Map.of("streamMessages", this::stream, "publishStream", this::publish);
  }

  /** A stream without a topic: what the client publishes over it is all there is. */
  private Future<Void> publish(Call call) {
    Exchange exchange = call.exchange();
    if (!exchange.door()) {
      throw Problem.badRequest(
          "header:Sec-WebSocket-Protocol",
          exchange.header("Sec-WebSocket-Protocol").orElse("none")
              + " (expected: "
              + DoorCodec.PROTOCOL
              + ")");
    }
    Talk talk = door.with(exchange, false);
    Asked nothing = new Asked(null, null, null, 1, false);
    return exchange.state().isEmpty()
        ? begin(nothing, exchange, talk, 0, false)
        : new Turn(nothing, exchange, talk).begin(StreamState.parse(exchange.state()));
  }

  private Future<Void> stream(Call call) {
    Exchange exchange = call.exchange();
    Query query = call.query();
    List<String> compressions = exchange.door() ? List.of("none", "lz4") : List.of("none");
    boolean packed = query.oneOf("compression", compressions, "none").equals("lz4");
    Talk talk =
        exchange.door()
            ? door.with(exchange, packed)
            : new Pipe(exchange, new Frames(broker, retry));
    Asked asked =
        new Asked(
            call.topic("topicName"),
            query.name("consumerGroup").orElse(null),
            query.name("consumerId").orElse(null),
            query.integer("maxInFlight", IN_FLIGHT_DEFAULT, 1, talk.inFlightMax()),
            query.oneOf("from", List.of("earliest", "latest"), "latest").equals("earliest"));
    if (exchange.state().isEmpty()) {
      return open(asked, exchange, talk);
    }
    return new Turn(asked, exchange, talk).begin(StreamState.parse(exchange.state()));
  }

  /** What the request says. */
  private record Asked(
      String topic, String group, String consumerId, int maxInFlight, boolean fromEarliest) {}

  private static String name(Asked asked, StreamState state) {
    return asked.consumerId() == null ? state.consumerId() : asked.consumerId();
  }

  /** The head goes out before anything is leased: from then on a lost client is always told of. */
  private Future<Void> open(Asked asked, Exchange exchange, Talk talk) {
    return retry
        .ask(() -> broker.topic(asked.topic()))
        .compose(
            topic -> {
              boolean queue = topic.settings().type() == TopicType.Queue;
              if (!queue && asked.group() == null) {
                throw Query.bad("consumerGroup", "missing (expected: a name, for a PubSub topic)");
              }
              return (queue ? Future.<Void>succeededFuture() : join(asked))
                  .compose(joined -> begin(asked, exchange, talk, topic.uid(), queue));
            });
  }

  /** What is published once the client hears that the stream is open, it gets. */
  private Future<Void> join(Asked asked) {
    StartAt from = asked.fromEarliest() ? StartAt.EARLIEST : StartAt.LATEST;
    return retry
        .ask(
            () ->
                broker.createSubscription(
                    asked.topic(), asked.group(), from, SubscriptionSettings.DEFAULT))
        .<Void>mapEmpty()
        .recover(
            error ->
                error instanceof Problem problem && problem.code() == ErrorCode.SubscriptionExists
                    ? Future.succeededFuture()
                    : Future.failedFuture(error));
  }

  private Future<Void> begin(
      Asked asked, Exchange exchange, Talk talk, long topicUid, boolean queue) {
    String id = asked.consumerId() == null ? "stream-%016x".formatted(random.nextLong()) : "-";
    long due = exchange.ageMillis() + keepAliveMillis;
    talk.open(topicUid);
    return new Turn(asked, exchange, talk)
        .begin(new StreamState(due, topicUid, queue, false, talk.credits(), id));
  }

  /** One ask of an open stream. */
  private final class Turn {
    private final Asked asked;
    private final Exchange exchange;
    private final Talk talk;

    /** As of now, so that a failure parks with what was done before it. */
    private StreamState state;

    /** What the client said is answered: messages need not wait for that, this turn's end must. */
    private Future<Void> answered = Future.succeededFuture();

    Turn(Asked asked, Exchange exchange, Talk talk) {
      this.asked = asked;
      this.exchange = exchange;
      this.talk = talk;
    }

    Future<Void> begin(StreamState before) {
      state = before;
      return run().recover(this::failed).compose(parked -> answered);
    }

    private Future<Void> run() {
      if (exchange.closed()) {
        return leave();
      }
      if (!exchange.writable()) {
        // Nothing is read either: who does not take answers is not asked for more.
        state = state.due(Math.max(state.dueMillis(), exchange.ageMillis() + keepAliveMillis));
        state = state.drained(false);
        return park(state.waitKey(asked.group()), state.dueMillis());
      }
      boolean due = exchange.ageMillis() >= state.dueMillis();
      if (due) {
        talk.heartbeat();
        alive();
      }
      // What the client says may make room for messages, but brings none.
      boolean nothingNew = state.drained() && !due && !exchange.signalled();
      state = state.drained(nothingNew);
      return said()
          .compose(
              nothing ->
                  nothingNew && !exchange.closed()
                      ? park(state.waitKey(asked.group()), state.dueMillis())
                      : look(LOOKS_MAX));
    }

    private void alive() {
      state = state.due(exchange.ageMillis() + keepAliveMillis);
    }

    private Future<Void> said() {
      if (!exchange.webSocket()) {
        return Future.succeededFuture();
      }
      return Future.succeededFuture()
          .compose(nothing -> taken(talk.take(exchange.received(), state.topicUid())));
    }

    private Future<Void> taken(Talk.Taken taken) {
      answered = taken.answered();
      return taken
          .credits()
          .map(
              credits -> {
                state = state.wanting(credits);
                return null;
              });
    }

    private Future<Void> look(int left) {
      if (exchange.closed()) {
        return leave();
      }
      WaitKey key = state.waitKey(asked.group());
      if (asked.topic() == null || state.credits() == 0 || !exchange.writable()) {
        state = state.drained(false);
        return park(key, state.dueMillis());
      }
      if (left == 0) {
        state = state.drained(false);
        return park(key, Math.min(state.dueMillis(), exchange.ageMillis() + PAUSE_MILLIS));
      }
      return retry.ask(() -> broker.consume(request())).compose(reply -> write(reply, left));
    }

    private ConsumeRequest request() {
      long credits = state.credits() < 0 ? talk.lookMax() : state.credits();
      int limit = (int) Math.min(Math.min(talk.lookMax(), asked.maxInFlight()), credits);
      return new ConsumeRequest(
          asked.topic(),
          asked.group(),
          name(asked, state),
          limit,
          bytesMax,
          asked.fromEarliest(),
          asked.maxInFlight());
    }

    private Future<Void> write(ConsumeReply reply, int left) {
      state = state.drained(reply.drained());
      if (reply.deliveries().isEmpty()) {
        return exchange.closed() ? leave() : park(reply.waitKey(), state.dueMillis());
      }
      talk.messages(asked.topic(), reply.deliveries());
      state = state.sent(reply.deliveries().size());
      alive();
      return reply.drained() && !exchange.closed()
          ? park(reply.waitKey(), state.dueMillis())
          : look(left - 1);
    }

    private Future<Void> park(WaitKey key, long ageMillisMax) {
      exchange.park(key, ageMillisMax, state.text());
      return Future.succeededFuture();
    }

    /** Its leases go back at once. */
    private Future<Void> leave() {
      if (asked.topic() == null) {
        exchange.end();
        return Future.succeededFuture();
      }
      return retry
          .ask(() -> broker.leave(asked.topic(), asked.group(), name(asked, state)))
          .otherwiseEmpty()
          .onComplete(left -> exchange.end())
          .mapEmpty();
    }

    /** What passes is waited for; anything else is told, and ends the stream. */
    private Future<Void> failed(Throwable error) {
      state = state.drained(false);
      if (exchange.closed()) {
        return leave();
      }
      if (error instanceof Problem problem
          && (problem.code().status() == ErrorCode.Unavailable.status()
              || problem.code() == ErrorCode.TooManyRequests)) {
        long again = exchange.ageMillis() + RETRY_MILLIS;
        return park(state.waitKey(asked.group()), again);
      }
      if (!(error instanceof Problem)) {
        LOG.error("stream of {} to {}", asked.topic(), exchange.remoteAddress(), error);
      }
      talk.error(
          error instanceof Problem problem
              ? problem
              : Problem.of(ErrorCode.Internal, "the stream failed in the server, see its log"));
      return leave();
    }
  }
}
