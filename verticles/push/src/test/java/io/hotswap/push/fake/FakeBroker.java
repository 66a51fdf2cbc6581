package io.hotswap.push.fake;

import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.ConsumeReply;
import io.hotswap.contracts.broker.ConsumeRequest;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.SubscriptionSettings.Push;
import io.hotswap.contracts.broker.SubscriptionState;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.message.MessageBuilder;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.message.Receipt;
import io.hotswap.contracts.plugin.WaitKey;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Subscriptions with a queue each, leases, and a fixed backoff. It hands out messages of one key
 * side by side, which a broker would not do to two consumers: order is the pump's to keep.
 */
public final class FakeBroker {
  public static final long TIME = 1_700_000_000_123L;
  private static final long UID = 77;

  public final List<Settlement> settled = new CopyOnWriteArrayList<>();
  public final List<ConsumeRequest> consumed = new CopyOnWriteArrayList<>();
  public final List<String> left = new CopyOnWriteArrayList<>();

  /** The next calls fail with these. */
  public final ConcurrentLinkedQueue<RuntimeException> failures = new ConcurrentLinkedQueue<>();

  public volatile long ackDeadlineMillis = 30_000;
  public volatile long backoffMillis = 20;
  public volatile boolean ackedByHandOver;
  private final Vertx vertx;
  private final FakeSignals signals;
  private final Map<Integer, SubscriptionView> subscriptions = new LinkedHashMap<>();
  private final Map<Integer, Deque<Queued>> queues = new HashMap<>();
  private final Map<Receipt, Queued> leases = new LinkedHashMap<>();
  private long lastOffset;
  private long lastLease;

  private record Queued(int subscription, MessageId id, ByteBuffer record, int attempt) {}

  FakeBroker(Vertx vertx, FakeSignals signals) {
    this.vertx = vertx;
    this.signals = signals;
  }

  public BrokerPort port() {
    return (BrokerPort)
        Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {BrokerPort.class}, this::call);
  }

  private Object call(Object self, Method method, Object[] a) {
    Context caller = vertx.getOrCreateContext();
    Promise<Object> answer = Promise.promise();
    caller.runOnContext(
        go -> Future.succeededFuture().map(now -> answer(method.getName(), a)).onComplete(answer));
    return answer.future();
  }

  private synchronized Object answer(String method, Object[] a) {
    RuntimeException failure = failures.poll();
    if (failure != null) {
      throw failure;
    }
    return switch (method) {
      case "pushSubscriptions" -> List.copyOf(subscriptions.values());
      case "subscription" ->
          new SubscriptionState(known((SubscriptionView.Id) a[0]), null, List.of(), 0);
      case "updateSubscription" -> update((SubscriptionView.Id) a[0], (SubscriptionSettings) a[1]);
      case "consume" -> consume((ConsumeRequest) a[0]);
      case "settle" -> ((List<?>) a[0]).stream().map(s -> settle((Settlement) s)).toList();
      case "leave" -> leave((String) a[2]);
      default -> throw new UnsupportedOperationException(method);
    };
  }

  private SubscriptionView known(SubscriptionView.Id id) {
    SubscriptionView view = subscriptions.get(id.number());
    if (view == null) {
      throw Problem.of(ErrorCode.SubscriptionNotFound, "subscription: " + id);
    }
    return view;
  }

  public synchronized SubscriptionView.Id subscribe(int number, Push push) {
    SubscriptionSettings settings =
        new SubscriptionSettings(SubscriptionSettings.Type.Push, null, 1000, 0, false, push);
    subscriptions.put(
        number, new SubscriptionView(UID, "orders", "group-" + number, number, 1, TIME, settings));
    queues.put(number, new ArrayDeque<>());
    signals.signal(WaitKey.subscriptions(), 1);
    return new SubscriptionView.Id(UID, number);
  }

  public synchronized SubscriptionView update(
      SubscriptionView.Id id, SubscriptionSettings settings) {
    SubscriptionView old = known(id);
    SubscriptionView changed =
        new SubscriptionView(
            UID, "orders", old.group(), id.number(), old.version() + 1, TIME, settings);
    subscriptions.put(id.number(), changed);
    signals.signal(WaitKey.subscriptions(), 1);
    return changed;
  }

  public synchronized void unsubscribe(SubscriptionView.Id id) {
    subscriptions.remove(id.number());
    signals.signal(WaitKey.subscriptions(), 1);
  }

  public synchronized SubscriptionView view(SubscriptionView.Id id) {
    return known(id);
  }

  public MessageId publish(SubscriptionView.Id to, String payload) {
    return publish(to, payload, null);
  }

  public MessageId publish(SubscriptionView.Id to, String payload, String key) {
    ByteBuffer bytes = ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8));
    return publish(to, new MessageBuilder().payload(Encoding.JSON, bytes).key(key));
  }

  public synchronized MessageId publish(SubscriptionView.Id to, MessageBuilder message) {
    ByteBuffer record = message.build();
    Message.stamp(record, TIME);
    MessageId id = new MessageId(UID, 0, lastOffset++);
    ready(new Queued(to.number(), id, record, 1), false);
    return id;
  }

  private void ready(Queued one, boolean first) {
    Deque<Queued> queue = queues.get(one.subscription());
    if (first) {
      queue.addFirst(one);
    } else {
      queue.addLast(one);
    }
    signals.signal(key(one.subscription()), 1);
  }

  private static WaitKey key(int number) {
    return WaitKey.subscription(UID, "group-" + number);
  }

  private ConsumeReply consume(ConsumeRequest request) {
    consumed.add(request);
    int number = Integer.parseInt(request.group().substring("group-".length()));
    Deque<Queued> queue = queues.get(number);
    List<Delivery> out = new ArrayList<>();
    while (!queue.isEmpty() && out.size() < request.limit()) {
      Queued one = queue.poll();
      Receipt receipt = ackedByHandOver ? null : new Receipt(UID, 0, number, 1, lastLease++);
      if (receipt != null) {
        leases.put(receipt, one);
      }
      long deadline = System.currentTimeMillis() + ackDeadlineMillis;
      out.add(
          new Delivery(
              one.id(), UID, 0, one.id().offset(), receipt, one.attempt(), deadline, one.record()));
    }
    return new ConsumeReply(key(number), out);
  }

  private Settlement.Outcome settle(Settlement settlement) {
    settled.add(settlement);
    if (settlement.kind() == Settlement.Kind.EXTEND) {
      return Settlement.Outcome.DONE;
    }
    Queued one = leases.remove(settlement.receipt());
    if (one == null) {
      return Settlement.Outcome.STALE;
    }
    if (settlement.kind() == Settlement.Kind.RELEASE) {
      ready(one, true);
    } else if (settlement.kind() == Settlement.Kind.NACK
        && settlement.failureClass() == Settlement.FailureClass.Retryable) {
      Queued next = new Queued(one.subscription(), one.id(), one.record(), one.attempt() + 1);
      long delay = settlement.delayMillis() >= 0 ? settlement.delayMillis() : backoffMillis;
      vertx.setTimer(Math.max(1, delay), fired -> retry(next));
    }
    return Settlement.Outcome.DONE;
  }

  private synchronized void retry(Queued one) {
    ready(one, false);
  }

  private Object leave(String consumerId) {
    left.add(consumerId);
    List<Queued> back = new ArrayList<>(leases.values());
    leases.clear();
    back.forEach(one -> ready(one, true));
    return null;
  }

  public synchronized int leased() {
    return leases.size();
  }

  public List<Settlement> settled(Settlement.Kind kind) {
    return settled.stream().filter(one -> one.kind() == kind).toList();
  }
}
