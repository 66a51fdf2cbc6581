package io.hotswap.gateway.rest.stream;

import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.error.Problem;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** How one stream and its client talk to each other. */
public interface Talk {
  /** Messages that the client wants at first, below 0 for any number. */
  long credits();

  /** The most unsettled messages that a client may ask for. */
  int inFlightMax();

  /** The most messages that one look takes. */
  int lookMax();

  /**
   * The first sign, before anything is leased.
   *
   * @param topicUid of the topic consumed, 0 for none
   */
  void open(long topicUid);

  /** A sign of life in a silence. */
  void heartbeat();

  void messages(String topicName, List<Delivery> deliveries);

  /** Why the stream ends. */
  void error(Problem problem);

  /**
   * Does what the client says and answers it.
   *
   * @param topicUid as in {@link #open}
   */
  Taken take(List<Buffer> said, long topicUid);

  /**
   * What was begun with what the client said.
   *
   * @param credits messages that it wants more than before; completes when messages may follow
   * @param answered completes when all is done and answered; never fails
   */
  record Taken(Future<Long> credits, Future<Void> answered) {
    static final Taken NOTHING = new Taken(Future.succeededFuture(0L), Future.succeededFuture());
  }
}
