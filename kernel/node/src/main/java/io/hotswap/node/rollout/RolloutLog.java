package io.hotswap.node.rollout;

import io.hotswap.node.loader.DurableFiles;
import io.hotswap.node.strand.Strand;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records in {@code rollouts.ndjson}: a line for each change, the last one of a rollout counts. It
 * is rewritten with the newest {@link #KEPT_MAX} at start, and whenever it has grown to {@link
 * #LINES_MAX} lines.
 */
public final class RolloutLog implements Journal {
  /** Rollouts that are remembered. */
  static final int KEPT_MAX = 200;

  static final int LINES_MAX = 500;

  private static final Logger log = LoggerFactory.getLogger(RolloutLog.class);

  private final Path file;
  private final Strand strand;

  /** Guarded by itself. */
  private final Map<String, Rollout> kept;

  private int lines;

  private RolloutLog(Path file, Strand strand, Map<String, Rollout> kept) {
    this.file = file;
    this.strand = strand;
    this.kept = kept;
  }

  /** Blocking. */
  public static RolloutLog open(Path file, Strand strand) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Map<String, Rollout> kept = new LinkedHashMap<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        try {
          Rollout rollout = Json.read(line, Rollout.class);
          keep(kept, rollout);
        } catch (IllegalArgumentException torn) {
          log.warn("{}: a line cannot be read and is left out: {}", file, torn.getMessage());
        }
      }
    }
    RolloutLog opened = new RolloutLog(file, strand, kept);
    opened.shorten();
    return opened;
  }

  /** NB: one that is not over is never let go. */
  private static void keep(Map<String, Rollout> kept, Rollout rollout) {
    kept.put(rollout.id(), rollout);
    while (kept.size() > KEPT_MAX) {
      String oldest =
          kept.values().stream()
              .filter(Rollout::over)
              .map(Rollout::id)
              .findFirst()
              .orElse(kept.keySet().iterator().next());
      kept.remove(oldest);
    }
  }

  @Override
  public List<Rollout> kept() {
    synchronized (kept) {
      return List.copyOf(kept.values());
    }
  }

  @Override
  public Future<Void> put(Rollout rollout) {
    synchronized (kept) {
      keep(kept, rollout);
    }
    return strand
        .<Void>blockingInOrder(
            () -> {
              DurableFiles.append(file, Json.text(rollout));
              lines++;
              if (lines >= LINES_MAX) {
                shorten();
              }
              return null;
            })
        .onFailure(failed -> log.error("{}: {} is not durable", file, rollout.id(), failed));
  }

  /** What is there says the same at more length: a full disk must not keep a node from going on. */
  private void shorten() {
    List<Rollout> all = kept();
    try {
      DurableFiles.replace(
          file, all.stream().map(each -> Json.text(each) + "\n").collect(Collectors.joining()));
      lines = all.size();
    } catch (IOException full) {
      lines = 0;
      log.warn("{} is not shortened: {}", file, full.getMessage());
    }
  }
}
