package io.hotswap.gateway.rest.subscription;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.SubscriptionSettings.Breaker;
import io.hotswap.contracts.broker.SubscriptionSettings.Push;
import io.hotswap.gateway.rest.json.At;
import io.hotswap.gateway.rest.json.BodyNode;
import io.hotswap.gateway.rest.json.Faults;
import java.util.ArrayList;
import java.util.List;

/** Settings of a subscription from a body that its schema has accepted. */
final class SubscriptionBody {
  private static final long SECOND = 1_000;
  private static final long HOUR = 3_600 * SECOND;
  private static final long EVER = 3_650 * 24 * HOUR;

  private final Faults faults = new Faults();
  private final BodyNode body;

  private SubscriptionBody(JsonNode body) {
    this.body = new BodyNode(body, At.ROOT, faults);
  }

  /** What settings become by a body in which anything may be left out. */
  static SubscriptionSettings over(JsonNode body, SubscriptionSettings base) {
    SubscriptionBody reader = new SubscriptionBody(body);
    SubscriptionSettings settings = reader.read(base);
    reader.faults.throwIfAny();
    return settings;
  }

  private SubscriptionSettings read(SubscriptionSettings base) {
    boolean endpoint = body.has("consumerEndpoint") || body.has("push");
    SubscriptionSettings.Type type =
        SubscriptionSettings.Type.valueOf(
            body.text("type", (endpoint ? SubscriptionSettings.Type.Push : base.type()).name()));
    if (type == SubscriptionSettings.Type.Pull && endpoint) {
      faults.add(body.at("type"), "Pull", "Push, as an endpoint is given");
    }
    return new SubscriptionSettings(
        type,
        filter(base.filter()),
        body.integer("maxInFlight", base.maxInFlight()),
        body.millisOrNone("expireAfterIdle", base.expireAfterIdleMillis(), SECOND, EVER),
        body.flag("paused", base.paused()),
        type == SubscriptionSettings.Type.Push ? push(base.push()) : null);
  }

  private String filter(String base) {
    if (!body.has("filter")) {
      return base;
    }
    JsonNode filter = body.node().path("filter");
    return filter.isNull() ? null : filter.toString();
  }

  private Push push(Push old) {
    Push base =
        old == null
            ? new Push("", List.of(), 1, Push.TIMEOUT_MILLIS_DEFAULT, Breaker.DEFAULT)
            : old;
    BodyNode node = body.child("push");
    return new Push(
        endpoint(node, base.endpoint()),
        node.has("secrets") ? secrets(node) : base.secrets(),
        node.integer("batchSize", base.batchSize()),
        node.millis("timeout", base.timeoutMillis(), 100, 60 * SECOND),
        breaker(node.child("breaker"), base.breaker()));
  }

  private String endpoint(BodyNode push, String base) {
    String brief = body.text("consumerEndpoint", null);
    String full = push.text("endpoint", null);
    if (brief != null && full != null && !brief.equals(full)) {
      faults.add(push.at("endpoint"), full, "the same as consumerEndpoint, or one of both");
    }
    String endpoint = full != null ? full : brief != null ? brief : base;
    if (!Endpoints.valid(endpoint)) {
      At at = full == null ? body.at("consumerEndpoint") : push.at("endpoint");
      faults.add(at, endpoint.isEmpty() ? "missing" : endpoint, Endpoints.EXPECTED);
    }
    return endpoint;
  }

  /** NB: a secret that is wrong is still a secret, and not told. */
  private List<String> secrets(BodyNode push) {
    List<String> secrets = new ArrayList<>();
    for (JsonNode one : push.node().path("secrets")) {
      if (!Endpoints.validSecret(one.asText())) {
        faults.add(push.at("secrets").item(secrets.size()), "not shown", Endpoints.SECRET_EXPECTED);
      }
      secrets.add(one.asText());
    }
    return secrets;
  }

  private static Breaker breaker(BodyNode node, Breaker base) {
    return new Breaker(
        node.integer("failureThreshold", base.failureThreshold()),
        node.millis("recoveryTimeout", base.recoveryTimeoutMillis(), 100, HOUR),
        node.integer("successThreshold", base.successThreshold()));
  }
}
