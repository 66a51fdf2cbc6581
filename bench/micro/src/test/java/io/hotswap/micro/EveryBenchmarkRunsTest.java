package io.hotswap.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Measures nothing: a benchmark that is broken fails the build. */
class EveryBenchmarkRunsTest {
  @Test
  void once() throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include("io\\.hotswap\\.micro\\..*")
                    .param("compress", "true")
                    .mode(Mode.SingleShotTime)
                    .timeUnit(TimeUnit.MICROSECONDS)
                    .forks(0)
                    .warmupIterations(0)
                    .measurementIterations(1)
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    Set<String> parts = new TreeSet<>();
    results.forEach(
        result -> {
          String[] name = result.getParams().getBenchmark().split("\\.");
          parts.add(name[name.length - 2]);
        });
    assertThat(parts)
        .containsExactly(
            "DoorFramesBenchmark",
            "JsonPathBenchmark",
            "LogAppendBenchmark",
            "PortsBenchmark",
            "RecordBenchmark",
            "RoutingBenchmark",
            "ShardBenchmark",
            "ShardWireBenchmark");
  }
}
