package io.hotswap.node.rollout;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.node.cluster.Peers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** A network that delays and loses messages, with nodes that come and go. */
final class SimNet {
  private static final int DELAY_MAX = 20;

  private final SimTime time;
  private final Random random;
  private final TreeMap<String, End> ends = new TreeMap<>();
  private final Set<String> mute = new HashSet<>();
  private double loss;

  SimNet(SimTime time, long seed) {
    this.time = time;
    this.random = new Random(seed);
  }

  /** The share of messages, and of answers, that are lost. */
  void loss(double share) {
    loss = share;
  }

  /** A node that is there and answers nobody. */
  void mute(String node) {
    mute.add(node);
  }

  /** A node's end; a former one of that name is gone. */
  End join(String node) {
    End end = new End(node);
    ends.put(node, end);
    changed();
    return end;
  }

  void leave(String node) {
    ends.remove(node);
    changed();
  }

  private void changed() {
    List.copyOf(ends.values())
        .forEach(
            end -> time.later(random.nextInt(DELAY_MAX), () -> end.changed.forEach(Runnable::run)));
  }

  private boolean lost() {
    return random.nextDouble() < loss;
  }

  final class End implements Peers {
    private final String self;
    private final Map<String, Handler> handlers = new HashMap<>();
    private final List<Runnable> changed = new ArrayList<>();

    End(String self) {
      this.self = self;
    }

    boolean alive() {
      return ends.get(self) == this;
    }

    @Override
    public String self() {
      return self;
    }

    @Override
    public List<String> nodes() {
      return List.copyOf(ends.keySet());
    }

    @Override
    public Future<Buffer> ask(String node, String kind, Buffer body, Duration limit) {
      Promise<Buffer> answer = Promise.promise();
      time.later(
          limit.toMillis(),
          () -> answer.tryFail(Problem.of(ErrorCode.OutcomeUnknown, node + ": no answer")));
      boolean own = node.equals(self);
      if (own || !lost()) {
        time.later(own ? 0 : 1 + random.nextInt(DELAY_MAX), () -> arrive(node, kind, body, answer));
      }
      return answer.future();
    }

    private void arrive(String node, String kind, Buffer body, Promise<Buffer> answer) {
      End to = ends.get(node);
      if (!alive()) {
        return;
      }
      if (to == null || !to.handlers.containsKey(kind)) {
        answer.tryFail(Problem.of(ErrorCode.Unavailable, node + ": not there"));
        return;
      }
      if (mute.contains(node) && to != this) {
        return;
      }
      boolean noAnswer = to != this && lost();
      to.handlers
          .get(kind)
          .handle(self, body)
          .onComplete(
              done -> {
                if (!noAnswer && alive() && to.alive()) {
                  time.later(
                      to == this ? 0 : random.nextInt(DELAY_MAX),
                      () -> answered(answer, done.result(), done.cause()));
                }
              });
    }

    private void answered(Promise<Buffer> answer, Buffer result, Throwable cause) {
      if (!alive()) {
        return;
      }
      if (cause == null) {
        answer.tryComplete(result);
      } else {
        answer.tryFail(cause);
      }
    }

    @Override
    public void tell(String kind, Buffer body) {
      for (String node : nodes()) {
        if (!node.equals(self)) {
          ask(node, kind, body, Duration.ofSeconds(1));
        }
      }
    }

    @Override
    public void answer(String kind, Handler handler) {
      handlers.put(kind, handler);
    }

    @Override
    public void onChange(Runnable action) {
      changed.add(action);
    }
  }
}
