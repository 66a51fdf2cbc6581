package io.hotswap.gateway.rest.bus;

import io.hotswap.contracts.edge.Exchange;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.gateway.rest.api.OpenApi;
import io.hotswap.gateway.rest.api.Operation;
import io.hotswap.gateway.rest.http.MediaTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The operations that make sense without HTTP, by their ids. Immutable. */
public final class BusOperations {
  private static final String JSON = "application/json";
  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

  private final Map<String, Served> byId = new TreeMap<>();

  /** An operation with the names of what its body and its path take. */
  private record Served(Operation operation, Set<String> bodyFields, List<String> path) {}

  /** A message made into a request. */
  public record Request(Operation operation, Map<String, String> path, Exchange exchange) {}

  public BusOperations(OpenApi api) {
    for (Operation one : api.operations()) {
      if (serves(one)) {
        List<String> path =
            PARAMETER.matcher(one.path()).results().map(BusOperations::name).toList();
        byId.put(one.id(), new Served(one, api.bodyFields(one), path));
      }
    }
  }

  private static String name(MatchResult parameter) {
    return parameter.group(1);
  }

  /** No uploads, no streams, and nothing that is open to everybody: that is for HTTP. */
  private static boolean serves(Operation one) {
    return !one.planned()
        && one.role().isPresent()
        && !one.webSocket()
        && (one.consumes().isEmpty() || one.consumes().contains(JSON))
        && (one.produces().isEmpty() || one.produces().contains(JSON));
  }

  public Set<String> ids() {
    return Set.copyOf(byId.keySet());
  }

  /** The request that a message is; throws unless it is one. */
  public Request request(Exchange message) {
    String id = message.path().substring(1);
    Served served = byId.get(id);
    if (served == null) {
      throw Problem.of(
          ErrorCode.NotFound, "operation: " + id + " (expected: one of " + byId.keySet() + ")");
    }
    Operation operation = served.operation();
    Set<String> query = operation.query();
    Map<String, String> taken = new LinkedHashMap<>();
    byte[] body = message.body().getBytes();
    String type = MediaTypes.base(message.header("content-type").orElse(JSON));
    if (type.equals(JSON)) {
      List<String> parameters = new ArrayList<>(served.path());
      query.stream().filter(name -> !served.bodyFields().contains(name)).forEach(parameters::add);
      boolean bodyless = operation.consumes().isEmpty();
      BusFields fields = new BusFields(served.path(), parameters, bodyless);
      body = fields.split(body, taken);
    } else {
      // Bytes have no room for parameters: they are headers of their own names.
      List<String> names = new ArrayList<>(served.path());
      names.addAll(query);
      names.forEach(name -> message.header(name).ifPresent(value -> taken.put(name, value)));
    }
    Map<String, String> path = new LinkedHashMap<>();
    served.path().forEach(name -> path.put(name, taken.remove(name)));
    return new Request(operation, path, new BusExchange(message, operation.method(), taken, body));
  }
}
