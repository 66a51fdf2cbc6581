package io.hotswap.contracts.broker.wire;

import io.hotswap.contracts.broker.Deliveries;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.broker.PublishedRun;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.log.Durability;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.message.Receipt;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Records of any type with values at random; what may be null is so now and then. */
final class Samples {
  private static final Set<String> NULLABLE =
      Set.of(
          "group",
          "reason",
          "queue",
          "filter",
          "push",
          "consumerId",
          "detail",
          "owner",
          "receipt",
          "each");
  private static final List<String> TEXTS =
      List.of("", "orders", "a/b \"c\"\n", "grüße – 你好 🚀", "\uFFFD", "x".repeat(300), "\u0000");

  private final Random random;

  Samples(long seed) {
    random = new Random(seed);
  }

  /** One of the type. */
  <T> T of(Class<T> type) {
    return type.cast(value(type, ""));
  }

  private Object value(Type type, String name) {
    if (NULLABLE.contains(name) && random.nextInt(4) == 0) {
      return null;
    }
    if (type instanceof ParameterizedType list) {
      return list(list.getActualTypeArguments()[0]);
    }
    Class<?> simple = (Class<?>) type;
    if (simple == int.class) {
      return name.equals("count") ? 1 + random.nextInt(9) : number(random.nextInt());
    } else if (simple == long.class) {
      return random.nextBoolean() ? random.nextLong() : (long) random.nextInt(100);
    } else if (simple == double.class) {
      return random.nextDouble() * 10;
    } else if (simple == boolean.class) {
      return random.nextBoolean();
    } else if (simple == String.class) {
      return TEXTS.get(random.nextInt(TEXTS.size()));
    } else if (simple.isEnum()) {
      return simple.getEnumConstants()[random.nextInt(simple.getEnumConstants().length)];
    } else if (simple == ByteBuffer.class) {
      return bytes(random.nextInt(40));
    } else if (simple == Records.class) {
      return records(1 + random.nextInt(4));
    } else if (simple == ShardReply.Leased.class) {
      return new ShardReply.Leased(deliveries(random.nextInt(4)), random.nextBoolean());
    }
    return made(simple);
  }

  private int number(int any) {
    return random.nextBoolean() ? any : any & 0xFF;
  }

  private Object made(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < values.length; i++) {
      types[i] = components[i].getType();
      // A subscription always has a group; what is asked of one may not.
      String name = type == SubscriptionView.class ? "" : components[i].getName();
      values[i] = value(components[i].getGenericType(), name);
    }
    try {
      Constructor<?> canonical = type.getDeclaredConstructor(types);
      canonical.setAccessible(true);
      return canonical.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type + " of " + Arrays.toString(values), e);
    }
  }

  private List<?> list(Type element) {
    if (element == Published.class && random.nextBoolean()) {
      return new PublishedRun(
          random.nextLong(), 7, 99, 1 + random.nextInt(2000), 5, Durability.REPLICATED);
    }
    List<Object> values = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      values.add(value(element, ""));
    }
    return values;
  }

  private ByteBuffer bytes(int length) {
    byte[] bytes = new byte[length + 3];
    random.nextBytes(bytes);
    // A view that does not begin where its array does.
    ByteBuffer view = ByteBuffer.wrap(bytes, 3, length).slice();
    return random.nextBoolean() ? view : view.asReadOnlyBuffer();
  }

  private Records records(int count) {
    List<ByteBuffer> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(bytes(1 + random.nextInt(300)));
    }
    Records records = Records.copyOf(all);
    return random.nextBoolean() ? records : records.withPacked(ByteBuffer.wrap(new byte[] {1, 2}));
  }

  private Deliveries deliveries(int runs) {
    List<Deliveries.Run> all = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      Records records = records(1 + random.nextInt(4));
      long uid = random.nextLong();
      MessageId id = random.nextBoolean() ? new MessageId(uid, 3, 8) : of(MessageId.class);
      Receipt here = new Receipt(uid, 3, 1, 2, 3);
      Receipt receipt = random.nextBoolean() ? here : (Receipt) value(Receipt.class, "receipt");
      all.add(
          new Deliveries.Run(
              new Delivery(id, uid, 3, 8, receipt, 1, random.nextLong(), records.get(0)), records));
    }
    return new Deliveries(all);
  }
}
