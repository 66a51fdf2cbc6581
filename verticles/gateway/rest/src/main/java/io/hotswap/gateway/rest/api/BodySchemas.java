package io.hotswap.gateway.rest.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.resource.DisallowSchemaLoader;
import io.hotswap.contracts.error.Problem.Violation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Validators of the document's body schemas. Building one takes long enough to do it off the event
 * loop; validating does not. Thread-safe.
 */
public final class BodySchemas {
  private static final int VIOLATIONS_MAX = 100;
  private static final int DETAIL_MAX = 300;

  private final Map<String, JsonSchema> byName = new LinkedHashMap<>();

  /** Builds the validators of all schemas that a body is validated against. */
  public BodySchemas(OpenApi api) {
    JsonSchemaFactory factory =
        JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V202012,
            // The document is whole: nothing is ever fetched.
            builder ->
                builder.schemaLoaders(loaders -> loaders.add(DisallowSchemaLoader.getInstance())));
    SchemaValidatorsConfig config =
        SchemaValidatorsConfig.builder()
            .pathType(PathType.JSON_POINTER)
            .locale(Locale.ROOT)
            .regularExpressionFactory(BodySchemas::expression)
            .build();
    api.operations().stream()
        .flatMap(operation -> operation.bodySchema().stream())
        .distinct()
        .forEach(name -> byName.put(name, schema(factory, config, api.schemas(), name)));
  }

  /** As ECMA-262 reads it: {@code $} is the end, which in Java is also before a last newline. */
  private static RegularExpression expression(String regex) {
    String exact = regex.endsWith("$") ? regex.substring(0, regex.length() - 1) + "\\z" : regex;
    Pattern pattern = Pattern.compile(exact);
    return text -> pattern.matcher(text).find();
  }

  private static JsonSchema schema(
      JsonSchemaFactory factory, SchemaValidatorsConfig config, JsonNode schemas, String name) {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("$ref", "#/components/schemas/" + name);
    root.putObject("components").set("schemas", schemas);
    JsonSchema schema = factory.getSchema(root, config);
    schema.initializeValidators();
    return schema;
  }

  /** What is wrong with a body, empty if nothing is. */
  public List<Violation> validate(String name, JsonNode body) {
    List<Violation> found = new ArrayList<>();
    for (ValidationMessage message : byName.get(name).validate(body)) {
      if (found.size() < VIOLATIONS_MAX) {
        found.add(violation(message));
      }
    }
    found.sort(Comparator.comparing(Violation::pointer));
    return found;
  }

  private static Violation violation(ValidationMessage message) {
    String at = message.getInstanceLocation().toString();
    String property = message.getProperty();
    String pointer = property == null ? at : at + "/" + escape(property);
    String detail =
        switch (message.getType()) {
          case "required" -> "missing (expected: a value)";
          case "additionalProperties" -> "unknown field (expected: none of that name)";
          default -> {
            // Not the validator's own sentence: it reads as what is wrong, not as what to send.
            Rule rule = new Rule(message.getType(), message.getSchemaNode());
            yield value(pointer, message.getInstanceNode())
                + " (expected: "
                + rule.expectation()
                + ")";
          }
        };
    return new Violation(pointer, detail);
  }

  /** NB: a secret in the wrong place, or too many of them, is still a secret. */
  private static String value(String pointer, JsonNode node) {
    String text = node == null ? "value" : node.toString();
    if (pointer.contains("/secrets") || text.contains("whsec_")) {
      return "not shown";
    }
    return text.length() <= DETAIL_MAX ? text : text.substring(0, DETAIL_MAX) + "...";
  }

  private static String escape(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
