package io.hotswap.push.send;

import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.SubscriptionSettings.Breaker;
import io.hotswap.contracts.broker.SubscriptionSettings.Push;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.message.MessageBuilder;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.message.Receipt;
import io.hotswap.push.core.Held;
import io.hotswap.push.net.Endpoint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Messages as they are pulled. */
public final class Fixtures {
  public static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  public static final String OTHER_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
  public static final long LEASED_AT = 1_700_000_000_000L;
  public static final MessageId ID = new MessageId(77, 0, 5);

  private Fixtures() {}

  public static MessageBuilder message(Encoding encoding, String payload) {
    byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
    return new MessageBuilder().payload(encoding, ByteBuffer.wrap(bytes));
  }

  public static Held held(UnaryOperator<MessageBuilder> with) {
    return held(with.apply(message(Encoding.JSON, "{\"n\":1}")), ID, 1);
  }

  public static Held held(MessageBuilder message, MessageId id, int attempt) {
    return held(message, id, attempt, new Receipt(77, 0, 1, 1, 1));
  }

  public static Held handedOver() {
    return held(message(Encoding.JSON, "1"), ID, 1, null);
  }

  private static Held held(MessageBuilder message, MessageId id, int attempt, Receipt receipt) {
    ByteBuffer record = message.build();
    Message.stamp(record, 1_700_000_000_123L);
    Delivery delivery =
        new Delivery(id, 77, 0, id.offset(), receipt, attempt, LEASED_AT + 1000, record);
    return new Held(delivery, LEASED_AT);
  }

  public static Push push(String endpoint, int batchSize, long timeoutMillis) {
    return new Push(
        endpoint, List.of(SECRET, OTHER_SECRET), batchSize, timeoutMillis, Breaker.DEFAULT);
  }

  public static Parcel parcel(Push push, Held... messages) {
    SubscriptionSettings settings =
        new SubscriptionSettings(SubscriptionSettings.Type.Push, null, 100, 0, false, push);
    SubscriptionView view = new SubscriptionView(77, "orders", "billing", 3, 1, 0, settings);
    return new Parcel(
        view, Endpoint.parse(push.endpoint()), new Signer(push.secrets()), Arrays.asList(messages));
  }
}
