package io.hotswap.gateway.rest.api;

import io.hotswap.contracts.error.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds the operations of a path: a tree by segment in which a literal wins over a parameter.
 * Immutable after construction.
 */
public final class Routes {
  /** The operations at a path by method, and what its parameters are. */
  public record Match(Map<String, Operation> methods, Map<String, String> parameters) {}

  private static final class Node {
    private final Map<String, Node> literals = new HashMap<>();
    private Node parameter;
    private final Map<String, Operation> methods = new TreeMap<>();
    private String[] template = {};
  }

  private final Node root = new Node();

  public Routes(Collection<Operation> operations) {
    operations.forEach(this::add);
  }

  private void add(Operation operation) {
    String[] segments = operation.path().substring(1).split("/", -1);
    Node node = root;
    for (String segment : segments) {
      if (segment.startsWith("{")) {
        node.parameter = node.parameter == null ? new Node() : node.parameter;
        node = node.parameter;
      } else {
        node = node.literals.computeIfAbsent(segment, name -> new Node());
      }
    }
    node.template = segments;
    node.methods.put(operation.method(), operation);
  }

  /**
   * Looks a raw path up.
   *
   * @throws Problem if a segment is not valid percent-encoding of UTF-8
   */
  public Optional<Match> find(String rawPath) {
    if (!rawPath.startsWith("/")) {
      return Optional.empty();
    }
    String[] segments = rawPath.substring(1).split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      segments[i] = decode(segments[i]);
    }
    Node node = find(root, segments, 0);
    if (node == null) {
      return Optional.empty();
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 0; i < segments.length; i++) {
      String name = node.template[i];
      if (name.startsWith("{")) {
        parameters.put(name.substring(1, name.length() - 1), segments[i]);
      }
    }
    return Optional.of(new Match(node.methods, parameters));
  }

  private static Node find(Node from, String[] segments, int at) {
    if (at == segments.length) {
      return from.methods.isEmpty() ? null : from;
    }
    Node literal = from.literals.get(segments[at]);
    Node found = literal == null ? null : find(literal, segments, at + 1);
    if (found == null && from.parameter != null && !segments[at].isEmpty()) {
      found = find(from.parameter, segments, at + 1);
    }
    return found;
  }

  private static String decode(String segment) {
    if (segment.indexOf('%') < 0) {
      return segment;
    }
    ByteBuffer out = ByteBuffer.allocate(segment.length() * 3);
    for (int i = 0; i < segment.length(); i++) {
      if (segment.charAt(i) != '%') {
        out.put(segment.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
        continue;
      }
      int high = i + 2 < segment.length() ? Character.digit(segment.charAt(i + 1), 16) : -1;
      int low = i + 2 < segment.length() ? Character.digit(segment.charAt(i + 2), 16) : -1;
      if (high < 0 || low < 0) {
        throw badPath(segment);
      }
      out.put((byte) (high * 16 + low));
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(out.flip()).toString();
    } catch (CharacterCodingException notUtf8) {
      throw badPath(segment);
    }
  }

  private static Problem badPath(String segment) {
    return Problem.badRequest("path", segment + " (expected: percent-encoded UTF-8)");
  }
}
