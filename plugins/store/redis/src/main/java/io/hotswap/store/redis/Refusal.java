package io.hotswap.store.redis;

/** A server that this store cannot work with, however long it waits. */
final class Refusal extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  Refusal(String message) {
    super(message);
  }
}
