package io.hotswap.push;

/** Which release this is: the one class that the next version replaces. */
public final class Release {
  private static final String VERSION = "1.1.0";

  private Release() {}

  /** A method, so that the value is not copied into other classes when they are compiled. */
  public static String version() {
    return VERSION;
  }
}
