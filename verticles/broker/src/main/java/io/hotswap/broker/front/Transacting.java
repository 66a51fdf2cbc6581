package io.hotswap.broker.front;

import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.broker.Transaction;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.vertx.core.Future;
import java.util.List;

/** Finds what a transaction is about, takes its quotas and has it done. */
final class Transacting {
  private static final int ID_MAX = 64;

  private final Asking asking;
  private final Topics topics;
  private final Quotas quotas;
  private final FrontServices services;

  Transacting(Asking asking, Topics topics, Quotas quotas, FrontServices services) {
    this.asking = asking;
    this.topics = topics;
    this.quotas = quotas;
    this.services = services;
  }

  Future<Transaction.Done> transact(Transaction transaction) {
    requireWhole(transaction);
    List<Future<TopicView>> acks = transaction.acks().stream().map(this::topicOf).toList();
    List<Future<TopicView>> publishes =
        transaction.publishes().stream().map(p -> topics.byName(p.topicName())).toList();
    return Asking.results(acks)
        .compose(
            ackTopics ->
                Asking.results(publishes).compose(to -> perform(transaction, ackTopics, to)));
  }

  private static void requireWhole(Transaction transaction) {
    String id = transaction.id();
    if (id == null || id.isEmpty() || id.length() > ID_MAX) {
      throw Problem.badRequest("/id", id + " (expected: 1.." + ID_MAX + " characters)");
    }
    if (transaction.acks().isEmpty() && transaction.publishes().isEmpty()) {
      throw Problem.badRequest("", "neither acks nor publishes (expected: at least one)");
    }
    for (int i = 0; i < transaction.acks().size(); i++) {
      Settlement ack = transaction.acks().get(i);
      if (ack.kind() != Settlement.Kind.ACK) {
        throw Problem.badRequest("/acks/" + i, ack.kind() + " (expected: an ack)");
      }
      if (ack.receipt() == null) {
        throw Problem.badRequest("/acks/" + i + "/receipt", "none (expected: the delivery's)");
      }
    }
  }

  private Future<TopicView> topicOf(Settlement ack) {
    return topics
        .of(ack.messageId())
        .map(
            topic ->
                topic.orElseThrow(
                    () ->
                        Problem.of(
                            ErrorCode.TransactionAborted,
                            "message: " + ack.messageId() + " does not exist")));
  }

  private Future<Transaction.Done> perform(
      Transaction transaction, List<TopicView> ackTopics, List<TopicView> to) {
    to.forEach(topic -> TopicRules.requireOwn(topic, "published to"));
    List<Participant> participants = Participants.of(asking, transaction, ackTopics, to);
    int taken = take(transaction, to);
    return new Commit(asking, services, transaction, participants)
        .run()
        .onFailure(
            cause -> {
              if (Verdicts.refused(cause)) {
                giveBack(transaction, to, taken);
              }
            });
  }

  /** All or none. */
  private int take(Transaction transaction, List<TopicView> to) {
    int taken = 0;
    try {
      for (; taken < to.size(); taken++) {
        quotas.take(to.get(taken), transaction.publishes().get(taken).messages());
      }
      return taken;
    } catch (Problem refused) {
      giveBack(transaction, to, taken);
      throw refused;
    }
  }

  private void giveBack(Transaction transaction, List<TopicView> to, int taken) {
    for (int i = 0; i < taken; i++) {
      quotas.giveBack(to.get(i), transaction.publishes().get(i).messages());
    }
  }
}
