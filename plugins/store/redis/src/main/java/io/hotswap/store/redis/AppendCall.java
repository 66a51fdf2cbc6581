package io.hotswap.store.redis;

import static io.hotswap.contracts.log.LogException.Kind.FENCED;
import static io.hotswap.contracts.log.LogException.Kind.FULL;
import static io.hotswap.contracts.log.LogException.Kind.OUTCOME_UNKNOWN;
import static io.hotswap.contracts.log.LogException.Kind.OUT_OF_SEQUENCE;

import io.hotswap.contracts.log.LogException;
import io.vertx.core.Context;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** All appends of one shard and epoch in a group: one run of the script, known by its name. */
final class AppendCall implements Op {
  private final String name;
  private final Keys keys;
  private final ShardSide side;
  private final Consumer<Append> done;
  private final List<Append> appends = new ArrayList<>();
  private long bytes;
  private int sendings;

  /**
   * Makes an empty one.
   *
   * @param name never used before: the server knows a repeated call by it
   * @param done told of each append that is durable, before its caller is
   */
  AppendCall(String name, Keys keys, ShardSide side, Consumer<Append> done) {
    this.name = name;
    this.keys = keys;
    this.side = side;
    this.done = done;
  }

  void add(Append append) {
    appends.add(append);
    bytes += append.bytes;
  }

  @Override
  public int shard() {
    return side.shard();
  }

  @Override
  public long bytes() {
    return bytes;
  }

  long epoch() {
    return appends.get(0).epoch;
  }

  @Override
  public Request request() {
    sendings++;
    Map<String, Integer> streams = new LinkedHashMap<>();
    for (Append append : appends) {
      for (Append.Piece piece : append.pieces) {
        streams.putIfAbsent(keys.stream(piece.append().stream()), streams.size() + 3);
      }
    }
    List<String> names = new ArrayList<>(List.of(keys.own(shard()), keys.ends(shard())));
    names.addAll(streams.keySet());
    Request request = Script.APPEND.run(names, name, epoch(), appends.size());
    for (Append append : appends) {
      request.arg(append.seq).arg(append.seq - 1).arg(append.print).arg(append.pieces.size());
      for (Append.Piece piece : append.pieces) {
        request
            .arg(streams.get(keys.stream(piece.append().stream())))
            .arg(Keys.field(piece.append().stream()))
            .arg(piece.append().firstOffset())
            .arg(piece.next())
            .arg(piece.append().timeMillis())
            .arg(piece.append().records().count())
            .arg(piece.crc())
            .arg(piece.block());
      }
    }
    return request;
  }

  @Override
  public void answered(Response response) {
    String kind = response.get(0).toString();
    String text = new String(response.get(1).toBytes(), StandardCharsets.UTF_8);
    switch (kind) {
      case "ok" -> answerEach(text);
      case "epoch" -> answerAll(fencedBy(Long.parseLong(text)));
      default -> answerAll(refusedBy(text));
    }
  }

  /**
   * NB: a sending whose answer was lost may have been written before another owner came: then it
   * must not be said that nothing was.
   */
  private LogException fencedBy(long owner) {
    LogException fenced = side.fenced(epoch(), owner);
    if (sendings == 1 || fenced.kind() != FENCED) {
      return fenced;
    }
    side.broke(epoch());
    return new LogException(OUTCOME_UNKNOWN, fenced.getMessage() + ", after a lost answer");
  }

  private void answerEach(String text) {
    String[] answers = text.equals("ok") ? null : text.split("\n");
    Completions completions = new Completions();
    for (int i = 0; i < appends.size(); i++) {
      Append append = appends.get(i);
      LogException refused =
          answers == null || answers[i].equals("ok") ? null : outOfSequence(append, answers[i]);
      if (refused == null) {
        side.acknowledged(append);
        done.accept(append);
      }
      completions.add(append, refused);
    }
    completions.flush();
  }

  private LogException outOfSequence(Append append, String answer) {
    String[] words = answer.split(" ");
    if (words[0].equals("seq")) {
      LogException lost = side.behind(append.epoch, Long.parseLong(words[1]));
      return lost != null
          ? lost
          : new LogException(
              OUT_OF_SEQUENCE,
              "shard " + shard() + ": seq " + append.seq + " does not follow " + words[1]);
    }
    return new LogException(
        OUT_OF_SEQUENCE,
        "shard "
            + shard()
            + ": stream "
            + words[1]
            + " (expected: offset "
            + words[2]
            + " at >= "
            + words[3]
            + ")");
  }

  private void answerAll(LogException why) {
    Completions completions = new Completions();
    appends.forEach(append -> completions.add(append, why));
    completions.flush();
  }

  private static LogException refusedBy(String error) {
    return error.contains("OOM")
        ? new LogException(FULL, "the server is at its maxmemory: " + error)
        : new LogException(OUTCOME_UNKNOWN, "the server refused to append: " + error);
  }

  @Override
  public void failed(LogException why) {
    // NB: at once, before anything else of this epoch can be asked for: there must be no hole.
    if (why.kind() == OUTCOME_UNKNOWN) {
      side.broke(epoch());
    }
    answerAll(why);
  }

  /** Answers of one call: one task for each context, however many appends it made. */
  private static final class Completions {
    private final IdentityHashMap<Context, List<Runnable>> byContext = new IdentityHashMap<>();

    void add(Append append, RuntimeException refused) {
      byContext
          .computeIfAbsent(append.caller, ignored -> new ArrayList<>())
          .add(() -> append.tell(refused));
    }

    void flush() {
      byContext.forEach(
          (context, answers) -> context.runOnContext(ignored -> answers.forEach(Runnable::run)));
      byContext.clear();
    }
  }
}
