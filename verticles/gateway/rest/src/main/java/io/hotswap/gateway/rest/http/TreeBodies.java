package io.hotswap.gateway.rest.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.error.Problem.Violation;
import io.hotswap.gateway.rest.api.BodySchemas;
import io.hotswap.gateway.rest.api.OpenApi;
import io.hotswap.gateway.rest.json.JsonTree;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/**
 * Bodies validated against their schema in the document. The validators are built on first use, on
 * a worker thread.
 */
public final class TreeBodies {
  private final Vertx vertx;
  private final OpenApi api;
  private volatile BodySchemas schemas;

  public TreeBodies(Vertx vertx, OpenApi api) {
    this.vertx = vertx;
    this.api = api;
  }

  /** Builds the validators unless they are there. */
  public Future<BodySchemas> warm() {
    BodySchemas ready = schemas;
    if (ready != null) {
      return Future.succeededFuture(ready);
    }
    return vertx.executeBlocking(() -> new BodySchemas(api)).onSuccess(built -> schemas = built);
  }

  /** The valid body of a call; an empty one that may be left out is an empty object. */
  public Future<JsonNode> read(Call call) {
    byte[] body = call.body();
    if (body.length == 0) {
      return Future.succeededFuture(JsonNodeFactory.instance.objectNode());
    }
    JsonNode tree = JsonTree.read(body);
    String schema = call.operation().bodySchema().orElseThrow();
    return warm()
        .map(
            ready -> {
              List<Violation> violations = ready.validate(schema, tree);
              if (!violations.isEmpty()) {
                throw Problem.badRequest(violations);
              }
              return tree;
            });
  }
}
