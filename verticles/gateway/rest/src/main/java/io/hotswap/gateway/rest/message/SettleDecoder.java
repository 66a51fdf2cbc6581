package io.hotswap.gateway.rest.message;

import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.FailureClass;
import io.hotswap.contracts.broker.Settlement.Kind;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.Limits;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.message.Receipt;
import io.hotswap.gateway.rest.json.At;
import io.hotswap.gateway.rest.json.Faults;
import io.hotswap.gateway.rest.json.Fields;
import io.hotswap.gateway.rest.json.JsonIn;
import io.hotswap.gateway.rest.json.JsonIn.Text;
import io.hotswap.gateway.rest.json.Times;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Bodies of ack, nack, release, extend and ack-batch. */
public final class SettleDecoder {
  static final int EXTEND_SECONDS_MAX = 43_200;
  private static final Map<Kind, List<String>> FIELDS =
      Map.of(
          Kind.ACK, List.of("receipt"),
          Kind.RELEASE, List.of("receipt"),
          Kind.NACK, List.of("receipt", "delay", "reason", "class"),
          Kind.EXTEND, List.of("receipt", "seconds"));
  private static final List<String> CLASSES = List.of("Retryable", "NonRetryable", "Critical");
  private static final List<String> BATCH = List.of("acks");
  private static final List<String> ITEM = List.of("messageId", "receipt");
  private static final Text REASON = Text.line(0, Limits.TEXT_BYTES_MAX);
  private static final Text ID = Text.any(1, Limits.TEXT_BYTES_MAX);

  private final Kind kind;
  private Receipt receipt;
  private long delayMillis = -1;
  private String reason;
  private FailureClass failureClass = FailureClass.Retryable;

  private SettleDecoder(Kind kind) {
    this.kind = kind;
  }

  /**
   * One ack of a batch.
   *
   * @param id empty if there can be no such message
   * @param refused why its receipt cannot be one, or null
   */
  record Item(String messageId, Optional<MessageId> id, Receipt receipt, Problem refused) {}

  /** The settlement of one message; an empty body leaves all out. */
  public static Settlement one(Kind kind, MessageId id, byte[] body) {
    SettleDecoder decoder = new SettleDecoder(kind);
    if (body.length > 0) {
      Faults faults = new Faults();
      JsonIn.read(body, At.ROOT, faults, decoder::read);
      faults.throwIfAny();
    }
    return new Settlement(
        kind, id, decoder.receipt, decoder.delayMillis, decoder.reason, decoder.failureClass);
  }

  private Void read(JsonIn in) throws IOException {
    Fields fields = new Fields(in, At.ROOT, FIELDS.get(kind));
    for (String name = fields.next(); name != null; name = fields.next()) {
      At at = At.ROOT.child(name);
      switch (name) {
        case "receipt" -> receipt = receipt(in, at, in.faults());
        case "delay" -> delayMillis = Times.duration(in, at, 0, Times.DAY_MILLIS);
        case "reason" -> reason = in.text(at, REASON);
        case "class" -> failureClass = failureClass(in, at);
        default -> delayMillis = 1000L * in.integer(at, 1, EXTEND_SECONDS_MAX);
      }
    }
    if (kind == Kind.EXTEND) {
      fields.require("seconds");
    }
    return null;
  }

  private static FailureClass failureClass(JsonIn in, At at) throws IOException {
    String name = in.oneOf(at, CLASSES);
    return name == null ? FailureClass.Retryable : FailureClass.valueOf(name);
  }

  /** What is not a string is reported as usual, what cannot be a receipt to {@code unreadable}. */
  private static Receipt receipt(JsonIn in, At at, Faults unreadable) throws IOException {
    Receipt[] receipt = {null};
    in.string(
        at,
        text -> {
          receipt[0] = Receipt.parse(text).orElse(null);
          if (receipt[0] == null) {
            unreadable.add(at, text, "a receipt as delivered");
          }
        });
    return receipt[0];
  }

  /** The acks of a batch, in order. */
  static List<Item> batch(byte[] body) {
    Faults faults = new Faults();
    List<Item> items = new ArrayList<>();
    JsonIn.read(
        body,
        At.ROOT,
        faults,
        in -> {
          Fields fields = new Fields(in, At.ROOT, BATCH);
          At acks = At.ROOT.child("acks");
          while (fields.next() != null) {
            in.array(
                acks, Limits.BATCH_MESSAGES_MAX, index -> items.add(item(in, acks.item(index))));
          }
          fields.require("acks");
          return null;
        });
    faults.throwIfAny();
    return items;
  }

  private static Item item(JsonIn in, At at) throws IOException {
    Fields fields = new Fields(in, at, ITEM);
    String id = null;
    Receipt receipt = null;
    Faults own = new Faults();
    for (String name = fields.next(); name != null; name = fields.next()) {
      if (name.equals("messageId")) {
        id = in.text(at.child(name), ID);
      } else {
        receipt = receipt(in, at.child(name), own);
      }
    }
    fields.require("messageId");
    return new Item(
        id,
        id == null ? Optional.empty() : MessageId.parse(id),
        receipt,
        own.problem().orElse(null));
  }
}
