package io.hotswap.gateway.rest.message;

import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.message.Limits;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.message.Receipt;
import io.hotswap.gateway.rest.json.At;
import io.hotswap.gateway.rest.json.Faults;
import io.hotswap.gateway.rest.json.Fields;
import io.hotswap.gateway.rest.json.JsonIn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** The body of a transaction while it is read, and then what it holds. */
final class TransactionBody {
  private static final List<String> BODY = List.of("acks", "publishes");
  private static final List<String> ACK = List.of("messageId", "receipt");

  final List<Settlement> acks = new ArrayList<>();
  final List<MessageDecoder.Named> publishes = new ArrayList<>();
  private final Intake intake;

  private TransactionBody(Intake intake) {
    this.intake = intake;
  }

  /** Reads a body; throws unless all of it is valid. */
  static TransactionBody read(byte[] bytes, Intake intake) {
    Faults faults = new Faults();
    TransactionBody body = new TransactionBody(intake);
    JsonIn.read(bytes, At.ROOT, faults, body::read);
    if (faults.isEmpty() && body.acks.isEmpty() && body.publishes.isEmpty()) {
      faults.add(At.ROOT, "neither acks nor publishes (expected: at least one of both)");
    }
    faults.throwIfAny();
    return body;
  }

  private Void read(JsonIn in) throws IOException {
    Fields fields = new Fields(in, At.ROOT, BODY);
    for (String name = fields.next(); name != null; name = fields.next()) {
      At at = At.ROOT.child(name);
      if (name.equals("acks")) {
        in.array(at, 0, Limits.BATCH_MESSAGES_MAX, index -> ack(in, at.item(index)));
      } else {
        in.array(
            at,
            0,
            Limits.BATCH_MESSAGES_MAX,
            index -> publishes.add(MessageDecoder.named(in, at.item(index), intake)));
      }
    }
    return null;
  }

  private void ack(JsonIn in, At at) throws IOException {
    Fields fields = new Fields(in, at, ACK);
    MessageId id = null;
    Receipt receipt = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      At place = at.child(name);
      if (name.equals("messageId")) {
        id = parsed(in, place, MessageId::parse, "the id of a message");
      } else {
        receipt = parsed(in, place, Receipt::parse, "a receipt as delivered");
      }
    }
    ACK.forEach(fields::require);
    acks.add(Settlement.ack(id, receipt));
  }

  private static <T> T parsed(
      JsonIn in, At place, Function<String, Optional<T>> parser, String expected)
      throws IOException {
    AtomicReference<T> value = new AtomicReference<>();
    in.string(
        place,
        text ->
            parser
                .apply(text)
                .ifPresentOrElse(value::set, () -> in.faults().add(place, text, expected)));
    return value.get();
  }
}
