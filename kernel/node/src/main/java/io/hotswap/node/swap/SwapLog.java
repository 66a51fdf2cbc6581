package io.hotswap.node.swap;

import io.hotswap.contracts.admin.SwapView;
import io.hotswap.node.loader.DurableFiles;
import io.hotswap.node.strand.Strand;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All swaps of this node, oldest first in {@code swaps.ndjson}: a line for each change of step, the
 * last one of a swap counts. At start it is rewritten with the newest {@link #KEPT_MAX}.
 */
public final class SwapLog {
  /** Swaps that are remembered. */
  static final int KEPT_MAX = 1000;

  private static final Logger log = LoggerFactory.getLogger(SwapLog.class);

  private final Path file;
  private final Strand strand;
  private final Map<String, SwapView> swaps;
  private long last;

  private SwapLog(Path file, Strand strand, Map<String, SwapView> swaps) {
    this.file = file;
    this.strand = strand;
    this.swaps = swaps;
    this.last = swaps.keySet().stream().mapToLong(SwapLog::number).max().orElse(0);
  }

  /** Blocking. What ran when the node stopped has failed by that. */
  public static SwapLog open(Path file, Strand strand) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Map<String, SwapView> swaps = new LinkedHashMap<>();
    if (Files.exists(file)) {
      String lastSeen = SwapText.time(Files.getLastModifiedTime(file).toInstant());
      for (String line : Files.readAllLines(file)) {
        parse(line).ifPresent(view -> swaps.put(view.id(), SwapText.stopped(view, lastSeen)));
      }
      trim(swaps);
      String text =
          swaps.values().stream()
              .map(view -> SwapText.toJson(view).encode() + "\n")
              .collect(Collectors.joining());
      rewrite(file, text);
    }
    return new SwapLog(file, strand, swaps);
  }

  /** What is there says the same at more length: a full disk must not keep a node from starting. */
  private static void rewrite(Path file, String text) {
    try {
      DurableFiles.replace(file, text);
    } catch (IOException full) {
      log.warn("{} is not shortened: {}", file, full.getMessage());
    }
  }

  private static Optional<SwapView> parse(String line) {
    try {
      return Optional.of(SwapText.fromJson(new JsonObject(line)));
    } catch (RuntimeException torn) {
      log.warn("swaps.ndjson: a line cannot be read and is left out: {}", torn.getMessage());
      return Optional.empty();
    }
  }

  private static void trim(Map<String, SwapView> swaps) {
    while (swaps.size() > KEPT_MAX) {
      swaps.remove(swaps.keySet().iterator().next());
    }
  }

  synchronized String nextId() {
    last++;
    return "swap-" + last;
  }

  /** Remembers the swap as it is now; the future says when that is durable. */
  Future<Void> put(SwapView view) {
    synchronized (this) {
      swaps.put(view.id(), view);
      trim(swaps);
    }
    return strand
        .<Void>blockingInOrder(
            () -> {
              DurableFiles.append(file, SwapText.toJson(view).encode());
              return null;
            })
        .onFailure(failed -> log.error("{}: {} is not durable", file, view.id(), failed));
  }

  synchronized Optional<SwapView> find(String id) {
    return Optional.ofNullable(swaps.get(id));
  }

  /** Newest first. */
  synchronized List<SwapView> all() {
    List<SwapView> list = new ArrayList<>(swaps.values());
    Collections.reverse(list);
    return list;
  }

  private static long number(String id) {
    return id.matches("swap-\\d{1,15}") ? Long.parseLong(id.substring(5)) : 0;
  }
}
