package io.hotswap.simulation.world;

import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardPort;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Records;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/** The port between fronts and shards: late, out of order, sometimes twice, sometimes mute. */
public final class Network implements ShardPort {
  private static final int LATE_NANOS_MAX = 400_000;
  private static final long SLOW_NANOS_MAX = 3_000_000_000L;

  /** What goes wrong with a command. */
  public enum Mishap {
    LATE,
    TWICE,
    REPLY_LOST
  }

  private final Agenda agenda;
  private final Judge judge;
  private final Consumer<ShardCommand> repeated;
  private final BiPredicate<Integer, String> mayAnswer;
  private final Version[] targets;
  private final boolean[] held;
  private final int[] inFlight;
  private final List<Deque<Runnable>> waiting = new ArrayList<>();
  private final Deque<Mishap> mishaps = new ArrayDeque<>();
  private Agenda.Life life = new Agenda.Life();

  /**
   * @param repeated told of each command that goes out once more
   * @param mayAnswer whether a version's lease of a shard lasts
   */
  Network(
      Agenda agenda,
      Judge judge,
      int shards,
      Consumer<ShardCommand> repeated,
      BiPredicate<Integer, String> mayAnswer) {
    this.agenda = agenda;
    this.judge = judge;
    this.repeated = repeated;
    this.mayAnswer = mayAnswer;
    this.targets = new Version[shards];
    this.held = new boolean[shards];
    this.inFlight = new int[shards];
    for (int i = 0; i < shards; i++) {
      waiting.add(new ArrayDeque<>());
    }
  }

  /** One of the next commands meets with it. */
  public void mishap(Mishap mishap) {
    mishaps.add(mishap);
  }

  public void calm() {
    mishaps.clear();
  }

  /** A new process: what was on its way is gone. */
  void restart() {
    life.end();
    life = new Agenda.Life();
    for (int i = 0; i < targets.length; i++) {
      targets[i] = null;
      held[i] = false;
      inFlight[i] = 0;
      waiting.get(i).clear();
    }
  }

  Version target(int shard) {
    return targets[shard];
  }

  void hold(int shard) {
    held[shard] = true;
  }

  /** Whom it asked is gone, and will not answer. */
  void lose(int shard) {
    targets[shard] = null;
    inFlight[shard] = 0;
  }

  boolean isIdle(int shard) {
    return inFlight[shard] == 0;
  }

  void resume(int shard, Version target) {
    targets[shard] = target;
    held[shard] = false;
    List<Runnable> go = new ArrayList<>(waiting.get(shard));
    waiting.get(shard).clear();
    go.forEach(Runnable::run);
  }

  @Override
  public Future<ShardReply> ask(int shard, ShardCommand command) {
    Promise<ShardReply> reply = Promise.promise();
    if (held[shard]) {
      waiting.get(shard).add(() -> send(shard, command, reply));
    } else {
      send(shard, command, reply);
    }
    return reply.future();
  }

  private void send(int shard, ShardCommand command, Promise<ShardReply> reply) {
    Mishap mishap = mishaps.poll();
    inFlight[shard]++;
    long late = agenda.chance().nextInt(LATE_NANOS_MAX);
    late += mishap == Mishap.LATE ? agenda.chance().nextLong(SLOW_NANOS_MAX) : 0;
    ShardCommand again = mishap == Mishap.TWICE ? copy(command) : null;
    if (again != null) {
      repeated.accept(again);
      long later = agenda.chance().nextLong(SLOW_NANOS_MAX);
      agenda.after(late + later, life, () -> deliver(shard, again, ignored -> {}));
    }
    agenda.after(
        late,
        life,
        () -> deliver(shard, command, r -> reply(shard, r, reply, mishap == Mishap.REPLY_LOST)));
  }

  private void deliver(int shard, ShardCommand command, Consumer<AsyncResult<ShardReply>> then) {
    Version target = targets[shard];
    Future<ShardReply> asked =
        target == null
            ? Future.failedFuture(Problem.of(ErrorCode.Unavailable, "shard " + shard))
            : target.ask(shard, command);
    asked.onComplete(
        r -> {
          if (r.failed() && String.valueOf(r.cause().getMessage()).contains("a decision failed")) {
            judge.fail("a decision failed: " + command);
          }
          judge.require(
              r.failed() || mayAnswer.test(shard, target.name()),
              "shard " + shard + ": answered after the lease was over: " + command);
          then.accept(r);
        });
  }

  private void reply(
      int shard, AsyncResult<ShardReply> result, Promise<ShardReply> reply, boolean lost) {
    agenda.after(
        agenda.chance().nextInt(LATE_NANOS_MAX),
        life,
        () -> {
          inFlight[shard] = Math.max(0, inFlight[shard] - 1);
          if (lost) {
            reply.tryFail(Problem.of(ErrorCode.OutcomeUnknown, "the reply was lost"));
          } else if (result.succeeded()) {
            reply.tryComplete(result.result());
          } else {
            reply.tryFail(result.cause());
          }
        });
  }

  /** A network copies; what the shard stamps must not be seen in the other copy. */
  private static ShardCommand copy(ShardCommand command) {
    if (command instanceof ShardCommand.Publish p) {
      return copy(p);
    }
    if (command instanceof ShardCommand.Transact t) {
      return new ShardCommand.Transact(t.id(), copy(t.part()));
    }
    if (command instanceof ShardCommand.Prepare p) {
      return new ShardCommand.Prepare(p.id(), p.coordinator(), copy(p.part()));
    }
    return command;
  }

  private static ShardCommand.Part copy(ShardCommand.Part part) {
    return new ShardCommand.Part(
        part.acks(), part.publishes().stream().map(Network::copy).toList());
  }

  private static ShardCommand.Publish copy(ShardCommand.Publish p) {
    Records records = Records.copyOf(p.messages().toList());
    return new ShardCommand.Publish(p.topicUid(), p.partition(), records);
  }
}
