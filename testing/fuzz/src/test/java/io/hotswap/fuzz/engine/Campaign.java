package io.hotswap.fuzz.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Gives one target its seeds, what was found before, and then mutants until the time is over or
 * something was found. What was found is made smaller and kept in a file.
 */
public final class Campaign {
  /** Longer than a machine of a continuous integration stands still. */
  private static final Duration HANG = Duration.ofSeconds(60);

  /** As that of a thread of an event loop, or less. */
  private static final int STACK_BYTES = 1 << 19;

  /** Of a message: by its beginning it is taken for the same finding. */
  private static final int KIND_CHARS = 64;

  private static final int GROWN_MAX = 400;
  private static final Duration SHRINKING = Duration.ofSeconds(10);
  private static final Path REGRESSIONS = Path.of("src/test/resources/regressions");
  private static final Path FINDINGS = Path.of("target/findings");

  private final Target target;
  private final long seed;
  private final Duration time;
  private final List<String> words;

  /** What is being tried, for who looks on. */
  private static final class Trial {
    final byte[] input;
    final long startedNanos = System.nanoTime();

    Trial(byte[] input) {
      this.input = input;
    }
  }

  private final AtomicReference<Trial> current = new AtomicReference<>();

  /**
   * @param words that mean something to the target
   */
  public Campaign(Target target, long seed, Duration time, List<String> words) {
    this.target = target;
    this.seed = seed;
    this.time = time;
    this.words = words;
  }

  /**
   * Runs it; an {@link AssertionError} says what was found, with which input, and how to see it
   * again.
   */
  public Outcome run() {
    AtomicReference<Object> end = new AtomicReference<>("it ended early");
    Runnable trial = () -> end.set(tryAll());
    Thread trying = new Thread(null, trial, "fuzz-" + target.name(), STACK_BYTES);
    trying.setUncaughtExceptionHandler((thread, bug) -> end.set(new AssertionError(bug)));
    trying.setDaemon(true);
    trying.start();
    while (trying.isAlive()) {
      try {
        trying.join(100);
      } catch (InterruptedException stop) {
        throw new IllegalStateException(stop);
      }
      Trial now = current.get();
      if (now != null && System.nanoTime() - now.startedNanos > HANG.toNanos()) {
        String where =
            String.join("\n  ", Stream.of(trying.getStackTrace()).map(Object::toString).toList());
        throw found(now.input, new AssertionError("hangs for " + HANG + "\n  " + where));
      }
    }
    if (end.get() instanceof AssertionError finding) {
      throw finding;
    }
    return (Outcome) end.get();
  }

  /**
   * What a run without a finding amounts to.
   *
   * @param slowestMillis of one input
   */
  public record Outcome(String target, long inputs, long slowestMillis, int slowestLength) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%-16s %,12d inputs, slowest %d ms (%d bytes)",
          target,
          inputs,
          slowestMillis,
          slowestLength);
    }
  }

  private Object tryAll() {
    long inputs = 0;
    long slowest = 0;
    int slowestLength = 0;
    Mutator mutator = new Mutator(new Random(seed ^ target.name().hashCode()), words);
    List<byte[]> known = new ArrayList<>(target.seeds());
    known.addAll(regressions());
    List<byte[]> first = List.copyOf(known);
    for (byte[] input : first) {
      Throwable failure = failure(input);
      if (failure != null) {
        return found(input, failure);
      }
    }
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - end < 0) {
      byte[] parent = mutator.pick(known);
      byte[] input = target.mutate(parent, mutator);
      long started = System.nanoTime();
      Throwable failure = failure(input);
      long took = System.nanoTime() - started;
      inputs++;
      if (failure != null) {
        return found(smaller(input, failure), failure);
      }
      if (took > slowest) {
        slowest = took;
        slowestLength = input.length;
      }
      // Mutants of mutants get farther; the first ones stay.
      if (mutator.random().nextInt(50) == 0) {
        if (known.size() < first.size() + GROWN_MAX) {
          known.add(input);
        } else {
          known.set(first.size() + mutator.random().nextInt(GROWN_MAX), input);
        }
      }
    }
    return new Outcome(
        target.name(), inputs, TimeUnit.NANOSECONDS.toMillis(slowest), slowestLength);
  }

  /** NB: an error of the virtual machine, as a stack overflow, is a finding like any other. */
  @SuppressWarnings("CatchAndPrintStackTrace")
  private Throwable failure(byte[] input) {
    current.set(new Trial(input));
    try {
      target.check(input.clone());
      return null;
    } catch (Throwable failure) {
      return failure;
    } finally {
      current.set(null);
    }
  }

  /** Leaves parts out as long as it fails in the same way. */
  private byte[] smaller(byte[] input, Throwable failure) {
    byte[] smallest = input;
    long end = System.nanoTime() + SHRINKING.toNanos();
    for (int part = Math.max(1, input.length / 2); part >= 1; part /= 2) {
      int at = 0;
      while (at < smallest.length && System.nanoTime() - end < 0) {
        byte[] less = without(smallest, at, Math.min(part, smallest.length - at));
        Throwable still = failure(less);
        if (still != null && kind(still).equals(kind(failure))) {
          smallest = less;
        } else {
          at += part;
        }
      }
    }
    return smallest;
  }

  private static String kind(Throwable failure) {
    String text = failure.toString();
    return text.substring(0, Math.min(text.length(), KIND_CHARS));
  }

  private static byte[] without(byte[] in, int at, int length) {
    byte[] out = Arrays.copyOf(in, in.length - length);
    System.arraycopy(in, at + length, out, at, in.length - at - length);
    return out;
  }

  private List<byte[]> regressions() {
    Path folder = REGRESSIONS.resolve(target.name());
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<byte[]> all = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        all.add(Files.readAllBytes(file));
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private AssertionError found(byte[] input, Throwable failure) {
    CRC32C crc = new CRC32C();
    crc.update(input);
    Path file = FINDINGS.resolve(target.name()).resolve(Long.toHexString(crc.getValue()));
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, input);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    byte[] shown = Arrays.copyOf(input, Math.min(input.length, 200));
    return new AssertionError(
        "%s: %s%n  input of %d bytes: %s%n  as text: %s%n  in %s; keep it in %s%n  seed %d"
            .formatted(
                target.name(),
                failure,
                input.length,
                HexFormat.of().formatHex(shown),
                new String(shown, java.nio.charset.StandardCharsets.UTF_8),
                file,
                REGRESSIONS.resolve(target.name()),
                seed),
        failure);
  }
}
