package io.hotswap.broker;

/** What this version calls itself. Never part of a decision or a digest. */
public final class Release {
  public static final String VERSION = "1.0.0";

  private Release() {}

  /** Read at run time, so that no other class has the constant compiled into it. */
  public static String version() {
    return VERSION;
  }
}
