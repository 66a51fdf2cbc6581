package io.hotswap.push.send;

import io.hotswap.push.Release;
import io.hotswap.push.core.Answer;
import io.hotswap.push.net.AddressGuard;
import io.hotswap.push.net.Endpoint;
import io.hotswap.push.net.Resolver;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import java.net.InetAddress;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts to webhooks. Names are resolved and checked for each request, and the connection is made to
 * the checked address; the name stays in the {@code Host} header and in TLS. Redirects are not
 * followed.
 */
public final class WebSender implements Sender {
  private static final Logger LOG = LoggerFactory.getLogger(WebSender.class);

  private final Vertx vertx;
  private final Clock clock;
  private final Resolver resolver;
  private final AddressGuard guard;
  private final WebLimits limits;
  private final EventHeaders headers;
  private final Set<WebCall> calls = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  // NB: a client that nobody refers to is closed by Vert.x.
  private final HttpClient client;

  /**
   * A sender with connections of its own.
   *
   * @param trust certificates of receivers, or null for those that Java trusts
   */
  public WebSender(
      Vertx vertx,
      Clock clock,
      Resolver resolver,
      AddressGuard guard,
      WebLimits limits,
      TrustOptions trust) {
    this.vertx = vertx;
    this.clock = clock;
    this.resolver = resolver;
    this.guard = guard;
    this.limits = limits;
    this.headers = new EventHeaders(limits.headerBytesMax());
    this.client =
        vertx
            .httpClientBuilder()
            .with(options(limits, trust))
            .with(new PoolOptions().setHttp1MaxSize(limits.connectionsPerEndpointMax()))
            .withConnectHandler(this::count)
            .build();
  }

  private static HttpClientOptions options(WebLimits limits, TrustOptions trust) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setConnectTimeout((int) limits.connectMillis())
            .setKeepAliveTimeout((int) Math.max(1, limits.keepAliveMillis() / 1000))
            .setForceSni(true);
    if (trust != null) {
      options.setTrustOptions(trust);
    }
    return options;
  }

  private void count(HttpConnection connection) {
    connections.incrementAndGet();
    connection.closeHandler(closed -> connections.decrementAndGet());
    // The call fails with it: a receiver that speaks no HTTP is no error of this node.
    connection.exceptionHandler(
        broken -> LOG.debug("a connection to {}: {}", connection.remoteAddress(), broken));
  }

  @Override
  public Future<Answer> send(Parcel parcel) {
    WebCall call = new WebCall(this, parcel);
    calls.add(call);
    return call.start().onComplete(ended -> calls.remove(call));
  }

  /** Gives up everything that is on its way. */
  public Future<Void> close() {
    List.copyOf(calls).forEach(WebCall::giveUp);
    return client.shutdown(0, TimeUnit.MILLISECONDS);
  }

  Vertx vertx() {
    return vertx;
  }

  Resolver resolver() {
    return resolver;
  }

  AddressGuard guard() {
    return guard;
  }

  WebLimits limits() {
    return limits;
  }

  long nowMillis() {
    return clock.millis();
  }

  Future<HttpClientRequest> connect(Endpoint.Web to, InetAddress address, long millis) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setServer(SocketAddress.inetSocketAddress(to.port(), address.getHostAddress()))
            .setHost(to.authorityHost())
            .setPort(to.port())
            .setSsl(to.tls())
            .setURI(to.target())
            .setFollowRedirects(false)
            // Includes waiting for a connection that is in use; connecting has its own bound.
            .setConnectTimeout(millis);
    return client.request(options);
  }

  byte[] body(Parcel parcel) {
    return parcel.isBatch()
        ? EventBatch.body(parcel)
        : new Event(parcel.first(), parcel.subscription().topicName()).payload();
  }

  /** All headers of a request, with the signature over exactly these bytes. */
  Map<String, String> headers(Parcel parcel, byte[] body) {
    Map<String, String> all;
    String id;
    if (parcel.isBatch()) {
      all = EventHeaders.ofSubscription(parcel);
      all.put("content-type", EventBatch.CONTENT_TYPE);
      id = EventBatch.id(parcel.messages());
    } else {
      all = headers.of(parcel);
      id = parcel.first().delivery().id().toString();
    }
    long seconds = nowMillis() / 1000;
    all.put("webhook-id", id);
    all.put("webhook-timestamp", Long.toString(seconds));
    all.put("webhook-signature", parcel.signer().sign(id, seconds, body));
    all.put("user-agent", "HotSwap-Push/" + Release.version());
    if (connections.get() > limits.connectionsMax()) {
      all.put("connection", "close");
    }
    return all;
  }
}
