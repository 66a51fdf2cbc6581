package io.hotswap.client;

import io.vertx.core.Promise;
import java.nio.ByteBuffer;

/**
 * A message on its way to be confirmed.
 *
 * @param deadline when it fails, in nanoseconds of the publisher's clock
 */
record Waiting(ByteBuffer record, long deadline, Promise<PublishResult> promise) {
  int size() {
    return record.remaining();
  }
}
