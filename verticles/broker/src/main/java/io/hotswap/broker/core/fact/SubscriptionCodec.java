package io.hotswap.broker.core.fact;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.SubscriptionSettings.Breaker;
import io.hotswap.contracts.broker.SubscriptionSettings.Push;
import io.hotswap.contracts.broker.SubscriptionView;
import java.util.ArrayList;
import java.util.List;

/**
 * A subscription in facts and snapshots. The topic's name is left out: whoever reads it knows the
 * topic, and 10,000 subscriptions should not hold 10,000 copies of it.
 */
public final class SubscriptionCodec {
  private static final int PLAIN = 0;
  private static final int OWN = 1;

  private SubscriptionCodec() {}

  public static void write(ByteSink out, SubscriptionView view) {
    out.number(view.topicUid()).text(view.group()).number(view.number());
    out.number(view.version()).number(view.createdAtMillis());
    SubscriptionSettings s = view.settings();
    if (s.equals(SubscriptionSettings.DEFAULT)) {
      out.octet(PLAIN);
      return;
    }
    out.octet(OWN).text(s.type().name()).text(s.filter() == null ? "" : s.filter());
    out.number(s.maxInFlight()).number(s.expireAfterIdleMillis()).octet(s.paused() ? 1 : 0);
    out.octet(s.push() == null ? 0 : 1);
    if (s.push() != null) {
      push(out, s.push());
    }
  }

  private static void push(ByteSink out, Push push) {
    out.text(push.endpoint()).number(push.secrets().size());
    push.secrets().forEach(out::text);
    out.number(push.batchSize()).number(push.timeoutMillis());
    Breaker breaker = push.breaker();
    out.number(breaker.failureThreshold()).number(breaker.recoveryTimeoutMillis());
    out.number(breaker.successThreshold());
  }

  public static SubscriptionView read(ByteSource in) {
    long uid = in.number();
    String group = in.text();
    int number = in.count();
    int version = in.count();
    long createdAt = in.number();
    SubscriptionSettings settings =
        in.octet() == PLAIN ? SubscriptionSettings.DEFAULT : settings(in);
    return new SubscriptionView(uid, "", group, number, version, createdAt, settings);
  }

  private static SubscriptionSettings settings(ByteSource in) {
    SubscriptionSettings.Type type = SubscriptionSettings.Type.valueOf(in.text());
    String filter = in.text();
    int maxInFlight = in.count();
    long expire = in.number();
    boolean paused = in.octet() == 1;
    Push push = in.octet() == 0 ? null : push(in);
    return new SubscriptionSettings(
        type, filter.isEmpty() ? null : filter, maxInFlight, expire, paused, push);
  }

  private static Push push(ByteSource in) {
    String endpoint = in.text();
    List<String> secrets = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      secrets.add(in.text());
    }
    int batch = in.count();
    long timeout = in.number();
    return new Push(
        endpoint, secrets, batch, timeout, new Breaker(in.count(), in.number(), in.count()));
  }
}
