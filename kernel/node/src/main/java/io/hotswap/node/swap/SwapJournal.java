package io.hotswap.node.swap;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.hotswap.contracts.admin.SwapView;
import io.hotswap.contracts.admin.SwapView.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The receipts of all swaps of this node: one line of JSON for the beginning and one for the end of
 * each, synced. Blocking; one caller at a time.
 */
final class SwapJournal {
  /** Swaps that are kept when the file is rewritten at start. */
  static final int KEPT_MAX = 1000;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;

  SwapJournal(Path file) {
    this.file = file;
  }

  /**
   * All swaps, oldest first. One that has no end was cut off by the end of the node: it is given as
   * failed. A torn last line, left by a crash, is dropped.
   */
  List<SwapView> load(String now) {
    Map<String, SwapView> swaps = new LinkedHashMap<>();
    for (String line : lines()) {
      try {
        SwapView swap = JSON.readValue(line, SwapView.class);
        swaps.put(swap.id(), swap);
      } catch (IOException torn) {
        continue;
      }
    }
    swaps.replaceAll((id, swap) -> swap.endedAt() == null ? cutOff(swap, now) : swap);
    List<SwapView> all = new ArrayList<>(swaps.values());
    List<SwapView> kept = all.subList(Math.max(0, all.size() - KEPT_MAX), all.size());
    rewrite(kept);
    return List.copyOf(kept);
  }

  void append(SwapView swap) {
    write(file, List.of(swap), StandardOpenOption.APPEND);
  }

  private static SwapView cutOff(SwapView swap, String now) {
    return new SwapView(
        swap.id(),
        swap.plugin(),
        swap.from(),
        swap.to(),
        swap.strategy(),
        State.Failed,
        swap.step(),
        swap.startedAt(),
        now,
        swap.requestedBy(),
        "the node stopped while the swap ran; it started again with " + swap.from(),
        null);
  }

  private List<String> lines() {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void rewrite(Collection<SwapView> swaps) {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    write(fresh, swaps, StandardOpenOption.TRUNCATE_EXISTING);
    try {
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path to, Collection<SwapView> swaps, StandardOpenOption how) {
    try (FileChannel out =
        FileChannel.open(to, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
      StringBuilder text = new StringBuilder();
      for (SwapView swap : swaps) {
        text.append(JSON.writeValueAsString(swap)).append('\n');
      }
      ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
