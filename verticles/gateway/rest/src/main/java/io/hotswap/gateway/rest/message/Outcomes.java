package io.hotswap.gateway.rest.message;

import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.Outcome;
import io.hotswap.contracts.broker.TopicSettings.Guarantee;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.gateway.rest.http.Retry;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a client is told of the outcomes of settlements. */
public final class Outcomes {
  private Outcomes() {}

  /** Why each was refused, empty where it was not. */
  public static Future<List<Optional<Problem>>> problems(
      BrokerPort broker, Retry retry, List<Outcome> outcomes, List<Settlement> asked) {
    List<Future<Optional<Problem>>> problems = new ArrayList<>();
    for (int i = 0; i < outcomes.size(); i++) {
      problems.add(problem(broker, retry, outcomes.get(i), asked.get(i).messageId()));
    }
    return Future.all(problems).map(all -> all.list());
  }

  /** Why a settlement was refused, empty if it was not. */
  static Future<Optional<Problem>> problem(
      BrokerPort broker, Retry retry, Outcome outcome, MessageId id) {
    String message = id.toString();
    return switch (outcome) {
      case DONE, REPEATED -> Future.succeededFuture(Optional.empty());
      case STALE -> refuse(ErrorCode.StaleReceipt, message, "the receipt of the current lease");
      case ALREADY_ACKED -> refuse(ErrorCode.AlreadyAcked, message, "a message not acked before");
      case IN_TRANSACTION ->
          refuse(ErrorCode.Conflict, message, "one that no transaction in progress acks");
      case RECEIPT_NEEDED -> receiptNeeded(broker, retry, id);
      case UNKNOWN_MESSAGE -> Future.succeededFuture(Optional.of(unknown(message)));
    };
  }

  /** A receipt that the guarantee wants is missing input, not a conflict. */
  private static Future<Optional<Problem>> receiptNeeded(
      BrokerPort broker, Retry retry, MessageId id) {
    return retry
        .ask(() -> broker.topicOf(id))
        .compose(
            topic ->
                topic.settings().deliveryGuarantee() == Guarantee.ExactlyOnce
                    ? Future.succeededFuture(
                        Optional.of(
                            Problem.badRequest(
                                "/receipt",
                                "missing (expected: as delivered, on an ExactlyOnce topic)")))
                    : refuse(
                        ErrorCode.ReceiptNeeded,
                        id.toString(),
                        "a receipt, as several groups hold a lease"));
  }

  private static Future<Optional<Problem>> refuse(ErrorCode code, String id, String expected) {
    return Future.succeededFuture(
        Optional.of(Problem.of(code, "message: " + id + " (expected: " + expected + ")")));
  }

  public static Problem unknown(String id) {
    return Problem.of(
        ErrorCode.MessageNotFound, "message: " + id + " (expected: a message that exists)");
  }
}
