package io.hotswap.store.redis;

import io.hotswap.contracts.log.LogException;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/**
 * One command on its way to the server and back. Sending it twice does what sending it once does.
 */
interface Op {
  /** Of no shard in particular. */
  int NO_SHARD = -1;

  int shard();

  /** About how many bytes it sends. */
  long bytes();

  /** Made again for each sending. */
  Request request();

  /** The server's answer, on the lane's context. */
  void answered(Response response);

  /** It ends without an answer. */
  void failed(LogException why);
}
