package io.hotswap.gateway.rest.message;

import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Transaction;
import io.hotswap.contracts.edge.Principal.Role;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.gateway.rest.http.Call;
import io.hotswap.gateway.rest.http.Handler;
import io.hotswap.gateway.rest.http.Retry;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Transactions.
 *
 * @param payloadBytesMax bytes of one payload
 */
public record Transactions(BrokerPort broker, Retry retry, Clock clock, int payloadBytesMax) {
  private static final Pattern KEY = Pattern.compile("[\\x20-\\x7e]{1,64}");

  public Map<String, Handler> handlers() {
    return Map.of("commitTransaction", this::commit);
  }

  private Future<Void> commit(Call call) {
    if (!call.principal().has(Role.producer)) {
      throw Problem.of(
          ErrorCode.Forbidden,
          "roles: " + call.principal().roles() + " (expected: consumer and producer)");
    }
    String id = id(call);
    String producer = call.principal().subject();
    TransactionBody body =
        TransactionBody.read(call.body(), new Intake(producer, clock.millis(), payloadBytesMax));
    body.publishes.forEach(one -> call.allowed(one.topicName()));
    Publishing.checkSize(body.publishes.stream().map(MessageDecoder.Named::record).toList());
    Transaction transaction = new Transaction(id, body.acks, grouped(body.publishes));
    return checkAcks(call, body.acks)
        .compose(allowed -> retry.ask(() -> broker.transact(transaction)))
        .compose(done -> answer(call, body, transaction, done));
  }

  /** What names the transaction: nobody gets another one's answer by giving the same key. */
  private static String id(Call call) {
    String key = call.exchange().header("idempotency-key").orElse(null);
    if (key == null) {
      return UUID.randomUUID().toString();
    }
    if (!KEY.matcher(key).matches()) {
      throw Problem.badRequest(
          "header:Idempotency-Key", key + " (expected: 1..64 printable ASCII characters)");
    }
    byte[] named = (call.principal().subject() + '\n' + key).getBytes(StandardCharsets.UTF_8);
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(named);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static List<Transaction.Publish> grouped(List<MessageDecoder.Named> publishes) {
    Map<String, List<ByteBuffer>> byTopic = new LinkedHashMap<>();
    for (MessageDecoder.Named one : publishes) {
      byTopic.computeIfAbsent(one.topicName(), name -> new ArrayList<>()).add(one.record());
    }
    return byTopic.entrySet().stream()
        .map(one -> new Transaction.Publish(one.getKey(), Records.copyOf(one.getValue())))
        .toList();
  }

  private Future<Void> checkAcks(Call call, List<Settlement> acks) {
    Map<Long, MessageId> topics = new HashMap<>();
    acks.forEach(ack -> topics.putIfAbsent(ack.messageId().topicUid(), ack.messageId()));
    List<Future<Void>> checks =
        topics.values().stream().map(id -> call.checkRights(retry, broker, id)).toList();
    return Future.all(checks).mapEmpty();
  }

  private static Future<Void> answer(
      Call call, TransactionBody body, Transaction transaction, Transaction.Done done) {
    Map<String, Iterator<Published>> next = new HashMap<>();
    for (int i = 0; i < transaction.publishes().size(); i++) {
      next.put(transaction.publishes().get(i).topicName(), done.published().get(i).iterator());
    }
    int[] index = {0};
    return call.json(
        200,
        out ->
            out.field("acked", body.acks.size())
                .array(
                    "results",
                    body.publishes,
                    (to, one) ->
                        to.nested(
                            item ->
                                MessageViews.published(
                                    item.field("index", index[0]++),
                                    one.topicName(),
                                    next.get(one.topicName()).next()))));
  }
}
