package io.hotswap.gateway.rest.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hotswap.contracts.edge.Principal.Role;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The document in the jar, read once. Immutable after that. */
public final class OpenApi {
  private static final String RESOURCE = "/openapi.json";

  private final byte[] source;
  private final JsonNode root;
  private final List<Operation> operations;

  private OpenApi(byte[] source, JsonNode root) {
    this.source = source;
    this.root = root;
    this.operations = List.copyOf(readOperations(root));
  }

  public static OpenApi load() {
    try (InputStream in = OpenApi.class.getResourceAsStream(RESOURCE)) {
      byte[] source = in.readAllBytes();
      return new OpenApi(source, new ObjectMapper().readTree(source));
    } catch (IOException damaged) {
      throw new UncheckedIOException(damaged);
    }
  }

  /** The document as it is served. */
  public byte[] source() {
    return source.clone();
  }

  public List<Operation> operations() {
    return operations;
  }

  /** The component schemas by name. */
  public JsonNode schemas() {
    return root.path("components").path("schemas");
  }

  /** Names of the fields that an operation's JSON body may have; empty if it has none. */
  public Set<String> bodyFields(Operation operation) {
    Set<String> names = new LinkedHashSet<>();
    operation
        .bodySchema()
        .ifPresent(
            schema ->
                schemas()
                    .path(schema)
                    .path("properties")
                    .fieldNames()
                    .forEachRemaining(names::add));
    return names;
  }

  private static List<Operation> readOperations(JsonNode root) {
    List<Operation> found = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : root.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        found.add(readOperation(method.getKey(), path.getKey(), method.getValue()));
      }
    }
    return found;
  }

  private static Operation readOperation(String method, String path, JsonNode node) {
    String role = node.path("x-role").asText();
    JsonNode body = node.path("requestBody");
    List<String> consumes = new ArrayList<>();
    body.path("content").fieldNames().forEachRemaining(consumes::add);
    String schema =
        body.path("content").path("application/json").path("schema").path("$ref").asText();
    return new Operation(
        node.path("operationId").asText(),
        method.toUpperCase(Locale.ROOT),
        path,
        node.path("summary").asText(),
        role.equals("open") ? Optional.empty() : Optional.of(Role.valueOf(role)),
        node.path("x-planned").asBoolean(),
        method.equals("get") && !node.path("x-no-head").asBoolean(),
        queryOf(node),
        List.copyOf(consumes),
        body.path("required").asBoolean(),
        Optional.of(schema.substring(schema.lastIndexOf('/') + 1)).filter(name -> !name.isEmpty()),
        node.path("responses").has("101"),
        producesOf(node));
  }

  private static Set<String> queryOf(JsonNode node) {
    Set<String> names = new LinkedHashSet<>();
    for (JsonNode parameter : node.path("parameters")) {
      if (parameter.path("in").asText().equals("query")) {
        names.add(parameter.path("name").asText());
      }
    }
    return names;
  }

  private static Set<String> producesOf(JsonNode node) {
    Set<String> types = new LinkedHashSet<>();
    for (Map.Entry<String, JsonNode> answer : node.path("responses").properties()) {
      if (answer.getKey().startsWith("2")) {
        answer.getValue().path("content").fieldNames().forEachRemaining(types::add);
      }
    }
    return types;
  }
}
