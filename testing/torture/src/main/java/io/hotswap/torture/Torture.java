package io.hotswap.torture;

import io.hotswap.torture.fault.Kind;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Runs episode after episode until the rounds of a plan are done. */
public final class Torture {
  private final Plan plan;
  private final PrintWriter out;

  private Torture(Plan plan, PrintWriter out) {
    this.plan = plan;
    this.out = out;
  }

  /**
   * For the command line; whether nothing was found.
   *
   * @param only faults by name with commas, or null for all
   */
  public static boolean run(
      Path script, Path work, int rounds, long seed, String only, PrintWriter out)
      throws IOException, InterruptedException {
    List<Kind> kinds = only == null ? List.of(Kind.values()) : Kind.parse(only);
    return run(new Plan(script, work, rounds, 10, seed, kinds, 400), out);
  }

  /** Whether nothing was found. */
  public static boolean run(Plan plan, PrintWriter out) throws IOException, InterruptedException {
    return new Torture(plan, out).run();
  }

  private boolean run() throws IOException, InterruptedException {
    Scores scores = new Scores(out, plan.rounds());
    List<Kind> order = order();
    int found = 0;
    for (int at = 0, number = 0; at < order.size(); at += plan.perEpisode(), number++) {
      List<Kind> rounds = order.subList(at, Math.min(order.size(), at + plan.perEpisode()));
      Path home = plan.work().resolve("episode-" + (plan.seed() + number));
      List<String> findings = new Episode(plan, number, scores).run(rounds);
      findings.forEach(finding -> out.println("  ! " + finding));
      found += findings.size();
      if (findings.isEmpty()) {
        delete(home);
      } else {
        out.println("  ! kept: " + home);
      }
      out.flush();
    }
    scores.print();
    out.println(found == 0 ? "nothing was found" : found + " findings");
    out.flush();
    return found == 0;
  }

  /** Every kind as often as any other, in an order that the seed gives. */
  private List<Kind> order() {
    List<Kind> order = new ArrayList<>();
    Random random = new Random(plan.seed());
    while (order.size() < plan.rounds()) {
      List<Kind> each = new ArrayList<>(plan.kinds());
      Collections.shuffle(each, random);
      order.addAll(each);
    }
    return order.subList(0, plan.rounds());
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> inside = Files.walk(directory)) {
      inside.sorted(Comparator.reverseOrder()).forEach(Torture::deleteOne);
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }

  private static void deleteOne(Path path) {
    try {
      Files.delete(path);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
