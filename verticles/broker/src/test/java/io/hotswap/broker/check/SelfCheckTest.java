package io.hotswap.broker.check;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SelfCheckTest {
  private Vertx vertx;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void thisVersionPassesItsOwnCheck() {
    Context context = vertx.getOrCreateContext();
    SelfCheck check = new SelfCheck(context);
    Promise<Void> done = Promise.promise();
    context.runOnContext(turn -> check.run().onComplete(done));

    assertThatCode(
            () -> done.future().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS))
        .doesNotThrowAnyException();
  }
}
