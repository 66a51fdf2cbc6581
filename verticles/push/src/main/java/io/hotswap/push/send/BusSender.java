package io.hotswap.push.send;

import io.hotswap.contracts.broker.Settlement.FailureClass;
import io.hotswap.push.core.Answer;
import io.hotswap.push.net.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.OptionalLong;

/**
 * Asks an address of the event bus. A reply is an ack, unless it names a failure class in its
 * header; a failure is a nack with its message.
 */
public final class BusSender implements Sender {
  /** Of an answer: how bad the failure is. */
  static final String FAILURE_CLASS = "hotswap-failure-class";

  private final Vertx vertx;

  public BusSender(Vertx vertx) {
    this.vertx = vertx;
  }

  @Override
  public Future<Answer> send(Parcel parcel) {
    Endpoint.Bus to = (Endpoint.Bus) parcel.endpoint();
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(parcel.push().timeoutMillis());
    EventHeaders.ofSubscription(parcel).forEach(options::addHeader);
    options.addHeader(EventHeaders.ATTEMPT, Integer.toString(parcel.first().delivery().attempt()));
    return vertx
        .eventBus()
        .request(to.address(), BusBody.of(parcel), options)
        .map(BusSender::answer)
        .otherwise(failure -> answer(failure, to, parcel.push().timeoutMillis()));
  }

  private static Answer answer(Message<?> reply) {
    String failure = reply.headers().get(FAILURE_CLASS);
    if (failure == null) {
      return Answer.accepted(0);
    }
    String reason = reply.body() == null ? "refused by the receiver" : reply.body().toString();
    FailureClass failureClass = Answer.failureClass(failure);
    return new Answer(Answer.Kind.REFUSED, 0, reason, -1, failureClass);
  }

  private static Answer answer(Throwable failure, Endpoint.Bus to, long timeoutMillis) {
    if (!(failure instanceof ReplyException reply)) {
      return Answer.failed("event bus: " + failure.getMessage());
    }
    if (reply.failureType() == ReplyFailure.NO_HANDLERS) {
      return Answer.failed("no receiver at " + to.address());
    }
    if (reply.failureType() == ReplyFailure.TIMEOUT) {
      return Answer.failed("no reply within " + timeoutMillis + " ms");
    }
    return Answer.refused(
        Math.max(0, reply.failureCode()),
        reply.getMessage() == null ? "failed by the receiver" : reply.getMessage(),
        OptionalLong.empty(),
        FailureClass.Retryable);
  }
}
