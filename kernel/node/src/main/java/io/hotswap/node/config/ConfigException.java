package io.hotswap.node.config;

/** A configuration that a node refuses to start with; the message is for its operator. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConfigException(String message) {
    super(message, null, false, false);
  }

  /** In the one form of all our errors: {@code name: value (expected: bounds)}. */
  static ConfigException of(String where, Object value, String expected) {
    return new ConfigException(where + ": " + value + " (expected: " + expected + ")");
  }
}
