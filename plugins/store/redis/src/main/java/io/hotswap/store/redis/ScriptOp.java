package io.hotswap.store.redis;

import io.hotswap.contracts.log.LogException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.function.Function;
import java.util.function.Supplier;

/** A command whose answer is one value for one caller, told on the caller's context. */
final class ScriptOp<T> implements Op {
  private final Promise<T> promise = Promise.promise();
  private final int shard;
  private final long bytes;
  private final Context caller;
  private final Supplier<Request> request;
  private final Function<Response, T> parse;

  /**
   * Makes one.
   *
   * @param parse the value, or throws a {@link LogException} or {@link IllegalArgumentException}
   */
  ScriptOp(
      int shard,
      long bytes,
      Context caller,
      Supplier<Request> request,
      Function<Response, T> parse) {
    this.shard = shard;
    this.bytes = bytes;
    this.caller = caller;
    this.request = request;
    this.parse = parse;
  }

  Future<T> future() {
    return promise.future();
  }

  @Override
  public int shard() {
    return shard;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public Request request() {
    return request.get();
  }

  @Override
  public void answered(Response response) {
    try {
      T value = parse.apply(response);
      caller.runOnContext(ignored -> promise.complete(value));
    } catch (LogException | IllegalArgumentException refused) {
      caller.runOnContext(ignored -> promise.fail(refused));
    }
  }

  @Override
  public void failed(LogException why) {
    caller.runOnContext(ignored -> promise.fail(why));
  }
}
