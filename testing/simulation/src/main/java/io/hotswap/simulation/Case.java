package io.hotswap.simulation;

import io.hotswap.simulation.load.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A seed, and which of its steps are taken. Its text form is {@code SEED} for all of them, or
 * {@code SEED:1,4-6,9}.
 *
 * @param steps which, counted from 0 and rising
 */
public record Case(long seed, List<Integer> steps) {
  public static final int STEPS = 120;

  public Case {
    steps = List.copyOf(steps);
  }

  public static Case of(long seed) {
    return new Case(seed, IntStream.range(0, STEPS).boxed().toList());
  }

  /**
   * @throws IllegalArgumentException naming the text and what was expected
   */
  public static Case parse(String text) {
    try {
      int colon = text.indexOf(':');
      if (colon < 0) {
        return of(Long.parseLong(text));
      }
      List<Integer> steps = new ArrayList<>();
      for (String part : text.substring(colon + 1).split(",", -1)) {
        int dash = part.indexOf('-');
        int from = Integer.parseInt(dash < 0 ? part : part.substring(0, dash));
        int to = dash < 0 ? from : Integer.parseInt(part.substring(dash + 1));
        for (int step = from; step <= to; step++) {
          add(steps, step);
        }
      }
      return new Case(Long.parseLong(text.substring(0, colon)), steps);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          "case: " + text + " (expected: SEED or SEED:1,4-6,9, rising, below " + STEPS + ")",
          wrong);
    }
  }

  private static void add(List<Integer> steps, int step) {
    int last = steps.isEmpty() ? -1 : steps.get(steps.size() - 1);
    if (step <= last || step >= STEPS) {
      throw new IllegalArgumentException(String.valueOf(step));
    }
    steps.add(step);
  }

  public Verdict run(Setup setup) {
    List<Step> all = Step.of(seed, STEPS);
    return Simulation.run(seed, steps.stream().map(all::get).toList(), setup);
  }

  /** What is done, in words. */
  public List<Step.Kind> kinds() {
    List<Step> all = Step.of(seed, STEPS);
    return steps.stream().map(i -> all.get(i).kind()).toList();
  }

  @Override
  public String toString() {
    if (steps.size() == STEPS) {
      return String.valueOf(seed);
    }
    StringBuilder text = new StringBuilder().append(seed);
    char between = ':';
    for (int i = 0; i < steps.size(); ) {
      int end = i + 1;
      while (end < steps.size() && steps.get(end) == steps.get(end - 1) + 1) {
        end++;
      }
      text.append(between).append(steps.get(i));
      if (end - i > 1) {
        text.append('-').append(steps.get(end - 1));
      }
      between = ',';
      i = end;
    }
    return text.toString();
  }
}
