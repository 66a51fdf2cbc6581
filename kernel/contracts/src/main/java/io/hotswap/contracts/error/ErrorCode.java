package io.hotswap.contracts.error;

/**
 * Every way a request can be refused or fail, with the HTTP status its problem carries.
 *
 * <p>The wire name is the {@code code} member of the problem document and part of the contract: a
 * code is never renamed or reused.
 */
public enum ErrorCode {
  BadRequest(400),
  Unsupported(400),
  Unauthenticated(401),
  Forbidden(403),
  NotFound(404),
  TopicNotFound(404),
  MessageNotFound(404),
  SubscriptionNotFound(404),
  PluginNotFound(404),
  SwapNotFound(404),
  MethodNotAllowed(405),
  NotAcceptable(406),
  Conflict(409),
  TopicExists(409),
  TopicHasBacklog(409),
  SubscriptionExists(409),
  IdempotencyConflict(409),
  TransactionAborted(409),
  StaleReceipt(409),
  AlreadyAcked(409),
  ReceiptNeeded(409),
  SwapInProgress(409),
  PluginExists(409),
  PluginRejected(422),
  PayloadTooLarge(413),
  UnsupportedMediaType(415),
  TooManyRequests(429),
  Internal(500),
  NotImplemented(501),
  Unavailable(503),
  /**
   * The outcome is unknown: it may have been done, and repeating it is for the client to decide.
   */
  OutcomeUnknown(503),
  /** The shard is owned by somebody else; the request can be repeated there. */
  Moved(503);

  private final int status;

  ErrorCode(int status) {
    this.status = status;
  }

  /**
   * The {@code code} of the problem document: the name, but {@code Unsupported} for what does not
   * work yet, whether it is a field (400) or an operation (501).
   */
  public String wireName() {
    return this == NotImplemented ? Unsupported.name() : name();
  }

  /** The HTTP status of a problem with this code, 400..599. */
  public int status() {
    return status;
  }
}
