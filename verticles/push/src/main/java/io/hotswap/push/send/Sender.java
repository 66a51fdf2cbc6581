package io.hotswap.push.send;

import io.hotswap.push.core.Answer;
import io.vertx.core.Future;

/** Makes requests of one kind. */
@FunctionalInterface
public interface Sender {
  /** Does not fail: what went wrong is an answer. Completes on the caller's context. */
  Future<Answer> send(Parcel parcel);
}
