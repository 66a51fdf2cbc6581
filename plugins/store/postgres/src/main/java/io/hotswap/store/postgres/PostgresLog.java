package io.hotswap.store.postgres;

import static io.hotswap.contracts.log.LogException.Kind.OUTCOME_UNKNOWN;

import io.hotswap.contracts.log.Claim;
import io.hotswap.contracts.log.Durability;
import io.hotswap.contracts.log.Follower;
import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.log.Snapshot;
import io.hotswap.contracts.log.StoredRecord;
import io.hotswap.contracts.log.StreamAppend;
import io.hotswap.contracts.log.StreamId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log in PostgreSQL. Arguments are checked on the caller's thread; all talk with the server is
 * on one context; what is true is decided by the server, so several nodes may share it.
 */
public final class PostgresLog implements LogStore {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresLog.class);
  private static final int FOLLOW_BYTES_MAX = 1 << 20;
  private static final long CLOSE_MILLIS = 3000;

  private final Setting setting;
  private final PostgresConfig config;
  private final boolean durable;
  private final List<Link> links = new ArrayList<>();
  private final List<Lane> lanes = new ArrayList<>();
  private final List<Ticker> tickers = new ArrayList<>();
  private final Reader reader;
  private final Leases leases;
  private final Trims trims;
  private final Arguments arguments;
  private final Snapshots snapshots;
  private final Follows follows;
  private final Upkeep upkeep;
  private final Questions questions;
  private volatile String closed;

  /**
   * Connects, creates or migrates the schema; from any thread.
   *
   * @return fails with what is wrong and what was expected, and then nothing is left open
   */
  public static Future<PostgresLog> open(Setting setting) {
    Promise<PostgresLog> opened = Promise.promise();
    setting
        .home()
        .runOnContext(
            ignored -> {
              Link control;
              try {
                control = new Link(setting, "control");
              } catch (IllegalArgumentException badConfig) {
                opened.fail(badConfig);
                return;
              }
              control
                  .open()
                  .compose(connection -> new Schema(setting, connection).prepare())
                  .compose(durable -> new PostgresLog(setting, control, durable).start())
                  .onComplete(opened::complete, cause -> failed(control, cause, opened));
            });
    return opened.future();
  }

  private static void failed(Link control, Throwable cause, Promise<?> opened) {
    control.close().onComplete(closed -> opened.fail(cause));
  }

  private PostgresLog(Setting setting, Link control, boolean durable) {
    this.setting = setting;
    this.config = setting.config();
    this.durable = durable;
    List<Link> readers = new ArrayList<>();
    for (int i = 0; i < config.server().readConnections(); i++) {
      readers.add(new Link(setting, "read"));
    }
    AtomicLong room = new AtomicLong(config.queueMax());
    AtomicLongArray broken = new AtomicLongArray(config.shards());
    for (int i = 0; i < config.shards(); i++) {
      // No epoch is below 0: the first ones must reach the server to be refused by it.
      broken.set(i, Long.MIN_VALUE);
    }
    for (int i = 0; i < config.server().appendConnections(); i++) {
      // NB: not of the node's random, which may be the same on two nodes.
      UUID writer = UUID.randomUUID();
      Link link = new Link(setting, "append");
      lanes.add(new Lane(setting, link, writer, room, broken, new Heard()));
      links.add(link);
    }
    links.addAll(readers);
    links.add(control);
    this.reader = new Reader(readers);
    this.leases = new Leases(control);
    this.trims = new Trims(control);
    this.arguments = new Arguments(config);
    this.questions = new Questions(setting, () -> closed);
    this.snapshots = new Snapshots(reader);
    this.follows = new Follows(config.waits(), reader);
    this.upkeep = new Upkeep(config, control, lanes.stream().map(Lane::writer).toList());
  }

  private Future<PostgresLog> start() {
    PostgresConfig.Waits waits = config.waits();
    long slow = waits.usage().toMillis();
    tickers.add(new Ticker(setting.vertx(), "measure", slow, upkeep::measure));
    tickers.add(new Ticker(setting.vertx(), "sweep", slow, upkeep::sweep));
    tickers.add(new Ticker(setting.vertx(), "probe", slow, this::probe));
    tickers.add(new Ticker(setting.vertx(), "look", waits.pollMax().toMillis(), follows::look));
    return upkeep
        .measure()
        .map(
            measured -> {
              tickers.get(0).start(measured);
              tickers.get(1).start(waits.sweep().toMillis());
              tickers.get(2).start(measured);
              tickers.get(3).start(waits.pollMin().toMillis());
              return this;
            });
  }

  /**
   * A link that nobody uses would never notice that its outage is over, and a server may have come
   * back with other settings.
   */
  private Future<Long> probe() {
    List<Future<?>> asked = new ArrayList<>();
    for (Link link : links) {
      if (link.trouble().isPresent()) {
        asked.add(link.call("select 1", Tuple.tuple()));
      }
    }
    if (durable) {
      asked.add(upkeep.examine());
    }
    return Future.join(asked).map(config.waits().usage().toMillis());
  }

  @Override
  public Durability durability() {
    return durable ? Durability.FSYNC : Durability.OS;
  }

  @Override
  public boolean shared() {
    return true;
  }

  @Override
  public int shards() {
    return config.shards();
  }

  @Override
  public Future<Claim> claim(int shard, String owner, Duration ttl, ClaimMode mode) {
    return questions.ask(
        () -> arguments.checkShard(shard).checkTtl(ttl),
        () -> leases.claim(shard, owner, ttl.toMillis(), mode));
  }

  @Override
  public Future<Void> renew(int shard, long epoch, Duration ttl) {
    return questions.ask(
        () -> arguments.checkShard(shard).checkTtl(ttl),
        () -> leases.renew(shard, epoch, ttl.toMillis()));
  }

  @Override
  public Future<Void> release(int shard, long epoch) {
    return questions.ask(() -> arguments.checkShard(shard), () -> leases.release(shard, epoch));
  }

  @Override
  public Future<Void> append(
      int shard, long epoch, long seq, List<StreamAppend> appends, boolean essential) {
    try {
      questions.checkOpen();
      arguments.checkShard(shard);
      for (StreamAppend append : appends) {
        arguments.checkStream(shard, append.stream());
      }
      arguments.checkSpace(appends, essential, upkeep);
      Pending pending = new Pending(questions.caller(), shard, epoch, seq, appends);
      lanes.get(shard % lanes.size()).offer(pending);
      return pending.future();
    } catch (LogException | IllegalArgumentException refused) {
      Promise<Void> answer = Promise.promise();
      questions.caller().runOnContext(ignored -> answer.fail(refused));
      return answer.future();
    }
  }

  @Override
  public Future<List<StoredRecord>> read(StreamId stream, long from, int maxRecords, int maxBytes) {
    return questions.ask(
        () -> {
          arguments.checkShard(stream.shard());
          if (maxRecords <= 0) {
            throw new IllegalArgumentException("maxRecords: " + maxRecords + " (expected: > 0)");
          }
        },
        () -> reader.read(stream, from, maxRecords, maxBytes));
  }

  @Override
  public Future<Long> first(StreamId stream) {
    return questions.ask(
        () -> arguments.checkShard(stream.shard()),
        () -> reader.bounds(stream).map(Reader.Bounds::first));
  }

  @Override
  public Future<Long> end(StreamId stream) {
    return questions.ask(
        () -> arguments.checkShard(stream.shard()),
        () -> reader.bounds(stream).map(Reader.Bounds::next));
  }

  @Override
  public Future<Long> offsetAt(StreamId stream, long timeMillis) {
    return questions.ask(
        () -> arguments.checkShard(stream.shard()), () -> reader.offsetAt(stream, timeMillis));
  }

  @Override
  public Future<Follower.Handle> follow(StreamId stream, long from, Follower follower) {
    Context context = questions.caller();
    return questions.ask(
        () -> arguments.checkShard(stream.shard()), () -> begin(stream, from, follower, context));
  }

  private Future<Follower.Handle> begin(
      StreamId stream, long from, Follower follower, Context context) {
    Follow.Source source =
        (next, max) ->
            questions.ask(() -> {}, () -> reader.read(stream, next, max, FOLLOW_BYTES_MAX));
    Follow follow =
        new Follow(
            stream, context, follower, from, config.followBatchMax(), source, follows::remove);
    // Before it asks, so that it misses nothing; without credit it hears nothing yet.
    follows.add(follow);
    return reader
        .bounds(stream)
        .<Follower.Handle>map(
            bounds -> {
              Reader.checkReadable(stream, from, bounds);
              follow.heard(bounds);
              if (closed != null) {
                follow.fail(Failures.closed(closed));
              }
              return follow;
            })
        .onFailure(refused -> follow.close());
  }

  @Override
  public Future<Void> trim(int shard, long epoch, StreamId stream, long before) {
    return questions.ask(
        () -> {
          arguments.checkStream(shard, stream);
          if (before < 0) {
            throw new IllegalArgumentException("before: " + before + " (expected: >= 0)");
          }
        },
        () -> trims.trim(epoch, stream, before));
  }

  @Override
  public Future<Void> forget(int shard, long epoch, StreamId stream) {
    return questions.ask(
        () -> {
          arguments.checkStream(shard, stream);
          if (stream.isFacts()) {
            throw new IllegalArgumentException("stream: " + stream + " (expected: not facts)");
          }
        },
        () -> trims.forget(epoch, stream));
  }

  @Override
  public Future<Void> saveSnapshot(long epoch, Snapshot snapshot) {
    return questions.ask(
        () -> {
          arguments.checkShard(snapshot.shard());
          Snapshots.check(snapshot, config.snapshotMax());
        },
        () -> snapshots.save(epoch, snapshot));
  }

  @Override
  public Future<Optional<Snapshot>> loadSnapshot(int shard) {
    return questions.ask(() -> arguments.checkShard(shard), () -> snapshots.load(shard));
  }

  @Override
  public Future<Long> trimmableFacts(int shard) {
    return questions.ask(() -> arguments.checkShard(shard), () -> snapshots.trimmable(shard));
  }

  @Override
  public Optional<String> health() {
    String why = closed;
    return why != null
        ? Optional.of("log store: " + why)
        : links.stream()
            .flatMap(link -> link.trouble().stream())
            .findFirst()
            .or(upkeep::weaker)
            .map(trouble -> "log store: " + trouble);
  }

  @Override
  public Usage usage() {
    return upkeep.usage();
  }

  /** Answers what was accepted, as far as the server does so soon, releases leases, disconnects. */
  public Future<Void> close() {
    Promise<Void> done = Promise.promise();
    setting
        .home()
        .runOnContext(
            ignored ->
                end("closed")
                    .timeout(CLOSE_MILLIS, TimeUnit.MILLISECONDS)
                    .eventually(
                        () -> leases.releaseAll().timeout(CLOSE_MILLIS, TimeUnit.MILLISECONDS))
                    .onComplete(ended -> disconnect().onComplete(gone -> done.tryComplete())));
    return done.future();
  }

  /** Takes nothing more; completes when nothing is on its way. */
  private Future<Void> end(String why) {
    if (closed == null) {
      closed = why;
    }
    tickers.forEach(Ticker::stop);
    follows.fail(Failures.closed(why));
    return Future.join(lanes.stream().map(lane -> lane.close(why)).toList()).mapEmpty();
  }

  private Future<Void> disconnect() {
    LogException unknown = new LogException(OUTCOME_UNKNOWN, "log store: " + closed);
    lanes.forEach(lane -> lane.abandon(append -> append.failed(unknown)));
    Future<?> all = Future.join(links.stream().map(Link::close).toList());
    return all.timeout(CLOSE_MILLIS, TimeUnit.MILLISECONDS).mapEmpty();
  }

  private final class Heard implements Lane.Listener {
    @Override
    public void stored(Pending append) {
      upkeep.grew(append.bytes());
      for (StreamAppend entry : append.appends()) {
        follows.appended(entry.stream(), entry.firstOffset() + entry.records().count());
      }
    }

    @Override
    public void regressed() {
      LOG.error(
          "{}: the server has lost appends that it had confirmed: the log store closes itself",
          config.server());
      end("regressed: the server has lost appends that it had confirmed; closed itself");
    }
  }
}
