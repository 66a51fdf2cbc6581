package io.hotswap.jsonpath.query;

/** A place in a value, as a chain of steps up to the root: cheap to make, written only if asked. */
public final class Location {
  /** The place of the root. */
  public static final Location ROOT = new Location(null, null, 0);

  private final Location parent;
  private final String name;
  private final int index;

  private Location(Location parent, String name, int index) {
    this.parent = parent;
    this.name = name;
    this.index = index;
  }

  /** The place of a member, or null if places are not asked for. */
  static Location member(Location parent, String name) {
    return parent == null ? null : new Location(parent, name, 0);
  }

  /** The place of an element, or null if places are not asked for. */
  static Location element(Location parent, int index) {
    return parent == null ? null : new Location(parent, null, index);
  }

  /** The normalized path of RFC 9535, section 2.7; its length is charged to the evaluation. */
  public String normalizedPath(Evaluation evaluation) {
    StringBuilder path = new StringBuilder("$");
    Location[] steps = new Location[depth()];
    Location step = this;
    for (int i = steps.length - 1; i >= 0; i--) {
      steps[i] = step;
      step = step.parent;
    }
    for (Location each : steps) {
      evaluation.spend(each.name == null ? 1 : each.name.length());
      each.write(path);
    }
    return path.toString();
  }

  private int depth() {
    int depth = 0;
    for (Location step = this; step.parent != null; step = step.parent) {
      depth++;
    }
    return depth;
  }

  private void write(StringBuilder path) {
    if (name == null) {
      path.append('[').append(index).append(']');
      return;
    }
    path.append("['");
    for (int i = 0; i < name.length(); i++) {
      escape(name.charAt(i), path);
    }
    path.append("']");
  }

  private static void escape(char c, StringBuilder path) {
    switch (c) {
      case '\b' -> path.append("\\b");
      case '\t' -> path.append("\\t");
      case '\n' -> path.append("\\n");
      case '\f' -> path.append("\\f");
      case '\r' -> path.append("\\r");
      case '\'' -> path.append("\\'");
      case '\\' -> path.append("\\\\");
      default -> {
        if (c < ' ') {
          path.append("\\u00").append(c < 0x10 ? '0' : '1').append(Integer.toHexString(c & 0xf));
        } else {
          path.append(c);
        }
      }
    }
  }
}
