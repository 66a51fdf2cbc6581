package io.hotswap.gateway.rest.json;

/** A place in a document, which costs nothing until it is named in an error. */
public record At(At parent, String name) {
  public static final At ROOT = new At(null, "");

  public At child(String field) {
    return new At(this, field);
  }

  public At item(int index) {
    return new At(this, Integer.toString(index));
  }

  /** As an RFC 6901 JSON pointer. */
  public String pointer() {
    return parent == null
        ? ""
        : parent.pointer() + "/" + name.replace("~", "~0").replace("/", "~1");
  }
}
