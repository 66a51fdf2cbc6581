package io.hotswap.contracts.log;

/** Why a log store refused or failed; the kind says what the caller may conclude. */
public final class LogException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What the caller may conclude. */
  public enum Kind {
    /** A higher epoch exists: this owner is no longer one. Nothing was written. */
    FENCED,
    /** The lease is held by another owner and has not expired. Nothing was written. */
    HELD,
    /** {@code seq} or an offset does not follow the last one. Nothing was written. */
    OUT_OF_SEQUENCE,
    /** Below the first offset kept. */
    TRIMMED,
    /** Space is at the low-water mark and the append was not marked as one that must still work. */
    FULL,
    /** A damaged middle: the message names file and position. The store does not open. */
    CORRUPT,
    /** The store is closed, or closed itself after an fsync error. */
    CLOSED,
    /** It may or may not have been written: reopen from the log to find out. */
    OUTCOME_UNKNOWN,
    /**
     * The store's server knows less than it acknowledged: the shard is frozen until an operator has
     * decided. Nothing was written by this call.
     */
    STORE_REGRESSED
  }

  private final Kind kind;

  public LogException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public LogException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
