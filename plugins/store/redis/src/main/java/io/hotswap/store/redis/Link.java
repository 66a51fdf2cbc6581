package io.hotswap.store.redis;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection that is made again whenever it is lost, after waits that double up to a bound and
 * vary at random. Everything runs on one context.
 */
final class Link {
  /** Who uses the connection. */
  interface User {
    /** The first words on a new connection; a failure gives it up. */
    Future<Void> greet(RedisConnection connection);

    /** It can be used. */
    void up();

    /** It has been lost for as long as may be waited. */
    void hopeless(String why);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Link.class);
  private static final TimeUnit MS = TimeUnit.MILLISECONDS;
  private static final int WAITING_MAX = 1 << 14;

  private final Context home;
  private final RedisConfig config;
  private final RandomGenerator random;
  private final User user;
  // NB: the client is kept: without a reference it would be collected and closed.
  private Redis client;
  private RedisConnection connection;
  private int generation;
  private long backoffMillis;
  private long outageTimer = -1;
  private long retryTimer = -1;
  private boolean hopeless;
  private boolean closed;
  private volatile long lostAt = System.nanoTime();
  private Throwable cause;
  private volatile String trouble = "not connected yet";

  Link(Context home, RedisConfig config, RandomGenerator random, User user) {
    this.home = home;
    this.config = config;
    this.random = random;
    this.user = user;
  }

  void open() {
    startOutage();
    connect();
  }

  boolean isUp() {
    return connection != null;
  }

  boolean isHopeless() {
    return hopeless;
  }

  /** Why the last attempt failed, or null. */
  Throwable cause() {
    return connection == null ? cause : null;
  }

  /** Null when connected. Any thread. */
  String trouble() {
    String why = trouble;
    return why == null
        ? null
        : "redis "
            + config.server().address()
            + ": not connected for "
            + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - lostAt)
            + " s: "
            + why;
  }

  /**
   * Sends all in one write; fails if the server refuses any, and then the answers are not known.
   */
  Future<List<Response>> batch(List<Request> requests) {
    return connection.batch(requests).timeout(millis(config.times().command()), MS);
  }

  Future<Response> send(Request request) {
    return connection == null
        ? Future.failedFuture(new IllegalStateException(String.valueOf(trouble)))
        : connection.send(request).timeout(millis(config.times().command()), MS);
  }

  /** The present connection is not to be trusted any more. */
  void drop(Throwable cause) {
    if (connection != null) {
      lost(generation, cause);
    }
  }

  Future<Void> close() {
    closed = true;
    trouble = "closed";
    connection = null;
    generation++;
    home.owner().cancelTimer(retryTimer);
    home.owner().cancelTimer(outageTimer);
    return client == null ? Future.succeededFuture() : client.close();
  }

  private void connect() {
    int mine = ++generation;
    Redis fresh;
    try {
      fresh = Redis.createClient(home.owner(), options());
    } catch (RuntimeException badAddress) {
      lost(mine, badAddress);
      return;
    }
    client = fresh;
    fresh
        .connect()
        .timeout(millis(config.times().connect()), MS)
        .compose(made -> greet(mine, made))
        .onComplete(done -> home.runOnContext(ignored -> connected(mine, done)));
  }

  private Future<RedisConnection> greet(int mine, RedisConnection made) {
    made.exceptionHandler(cause -> home.runOnContext(ignored -> lost(mine, cause)));
    made.endHandler(
        end -> home.runOnContext(ignored -> lost(mine, new IllegalStateException("it closed"))));
    return user.greet(made).timeout(millis(config.times().command()), MS).map(made);
  }

  private void connected(int mine, AsyncResult<RedisConnection> done) {
    if (mine != generation || closed) {
      return;
    }
    if (done.failed()) {
      lost(mine, done.cause());
      return;
    }
    if (hopeless || backoffMillis > 0) {
      LOG.info("connected to {} again", config.server().address());
    }
    connection = done.result();
    trouble = null;
    hopeless = false;
    backoffMillis = 0;
    home.owner().cancelTimer(outageTimer);
    outageTimer = -1;
    user.up();
  }

  private void lost(int which, Throwable cause) {
    if (which != generation || closed) {
      return;
    }
    generation++;
    if (connection != null) {
      LOG.warn("lost {}: {}", config.server().address(), Errors.text(cause));
      connection = null;
      startOutage();
    }
    this.cause = cause;
    trouble = Errors.text(cause);
    if (client != null) {
      client.close();
    }
    long wait = nextBackoff();
    retryTimer =
        home.owner().setTimer(wait, ignored -> home.runOnContext(v -> connectUnlessClosed()));
  }

  private void connectUnlessClosed() {
    if (!closed) {
      connect();
    }
  }

  private void startOutage() {
    lostAt = System.nanoTime();
    outageTimer =
        home.owner()
            .setTimer(
                millis(config.times().outage()), ignored -> home.runOnContext(v -> outageOver()));
  }

  private void outageOver() {
    if (connection == null && !closed) {
      hopeless = true;
      user.hopeless(trouble());
    }
  }

  private long nextBackoff() {
    long min = millis(config.times().backoffMin());
    long max = millis(config.times().backoffMax());
    backoffMillis = backoffMillis == 0 ? min : Math.min(max, backoffMillis * 2);
    return Math.max(1, backoffMillis / 2 + random.nextLong(backoffMillis / 2 + 1));
  }

  private RedisOptions options() {
    RedisConfig.Server server = config.server();
    NetClientOptions net =
        new NetClientOptions()
            .setConnectTimeout((int) millis(config.times().connect()))
            .setTcpKeepAlive(true)
            .setTcpNoDelay(true);
    RedisOptions options =
        new RedisOptions()
            .setNetClientOptions(net)
            .setConnectionString(server.address())
            .setMaxWaitingHandlers(WAITING_MAX)
            .setMaxPoolSize(1)
            .setMaxPoolWaiting(1)
            .setPoolCleanerInterval(-1);
    if (server.user() != null) {
      options.setUser(server.user());
    }
    if (server.password() != null) {
      options.setPassword(server.password());
    }
    return options;
  }

  private static long millis(Duration duration) {
    return Math.max(1, duration.toMillis());
  }
}
