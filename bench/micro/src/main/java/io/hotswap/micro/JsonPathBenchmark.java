package io.hotswap.micro;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hotswap.jsonpath.JsonPath;
import io.hotswap.jsonpath.Node;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Filters of subscriptions: compiled once, asked for each message. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class JsonPathBenchmark {
  private static final String ORDER =
      """
      {"order": 4711, "customer": {"id": "c-17", "country": "DE"}, "total": 129.90,
       "lines": [{"sku": "A-1", "count": 2, "price": 19.95}, {"sku": "B-7", "count": 1, "price": 90}],
       "tags": ["express", "gift"]}
      """;

  @Param({
    "$.customer.country",
    "$[?@.customer.country == 'DE' && @.total > 100]",
    "$..lines[?@.price > 50].sku",
    "$.tags[?match(@, 'ex.*s')]"
  })
  String path;

  private JsonPath compiled;
  private JsonNode order;

  @Setup
  public void open() throws JsonProcessingException {
    compiled = JsonPath.compile(path);
    order = new ObjectMapper().readTree(ORDER);
  }

  @Benchmark
  public JsonPath compile() {
    return JsonPath.compile(path);
  }

  @Benchmark
  public List<Node> select() {
    return compiled.select(order);
  }

  @Benchmark
  public boolean matches() {
    return compiled.matches(order);
  }
}
