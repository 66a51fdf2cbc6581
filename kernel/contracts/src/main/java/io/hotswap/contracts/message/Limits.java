package io.hotswap.contracts.message;

import java.util.regex.Pattern;

/** Bounds that every door checks before a request goes further. Sizes in bytes of UTF-8. */
public final class Limits {
  public static final int PAYLOAD_BYTES_MAX = 1 << 20;
  public static final int HEADERS_MAX = 64;
  public static final int HEADER_BYTES_MAX = 4096;
  public static final int KEY_BYTES_MAX = 1024;
  public static final int TEXT_BYTES_MAX = 256;
  public static final int BATCH_MESSAGES_MAX = 1000;
  public static final int BATCH_BYTES_MAX = 8 << 20;
  public static final int PARTITIONS_MAX = 256;
  public static final int PRIORITY_MAX = 9;
  public static final int PRIORITY_DEFAULT = 4;
  public static final int PULL_WAIT_MILLIS_MAX = 30_000;
  public static final String RESERVED_SUFFIX = ".dlq";

  /** Names of topics and consumer groups. */
  public static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");

  /** Characters of such a name. */
  public static final int NAME_MAX = 200;

  private Limits() {}
}
