package io.hotswap.bench.compare.workload;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All there are, by name. */
public final class Workloads {
  private static final List<Workload> ALL =
      List.of(
          new MaxThroughput(),
          new Singles(),
          new FixedRate(),
          new FanOut(),
          new ManyTopics(),
          new BacklogDrain(),
          new SwapStall(),
          new Curve());

  private static final Map<String, Workload> BY_NAME =
      ALL.stream().collect(Collectors.toMap(Workload::name, Function.identity()));

  private Workloads() {}

  public static List<String> names() {
    return ALL.stream().map(Workload::name).toList();
  }

  public static Workload named(String name) {
    Workload workload = BY_NAME.get(name);
    if (workload == null) {
      throw new IllegalArgumentException(
          "workload: %s (expected: one of %s)".formatted(name, String.join(", ", names())));
    }
    return workload;
  }
}
