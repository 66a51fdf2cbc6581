package io.hotswap.contracts.message;

/** The form in which a payload was published and is given back. */
public enum Encoding {
  /** A string; the bytes are its UTF-8. */
  TEXT(0),
  /** Any JSON value; the bytes are its source text as received. */
  JSON(1),
  /** Bytes, shown as base64 in JSON. */
  BINARY(2);

  private final int code;

  Encoding(int code) {
    this.code = code;
  }

  /** The number that is stored; never changed or reused. */
  int code() {
    return code;
  }
}
