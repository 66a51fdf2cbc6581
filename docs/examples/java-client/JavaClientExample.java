import io.hotswap.client.ClientOptions;
import io.hotswap.client.HotSwapClient;
import io.hotswap.client.OutgoingMessage;
import io.hotswap.client.PublishResult;
import io.hotswap.client.Publisher;
import io.hotswap.client.Subscriber;
import io.hotswap.client.SubscriberOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Publishes to a queue, handles and acks what comes, and prints what happened. README.md beside it
 * says how to run it.
 */
public final class JavaClientExample {
  private static final int MESSAGES = 1000;

  private JavaClientExample() {}

  public static void main(String[] args) {
    if (args.length != 3) {
      System.err.println("usage: JavaClientExample URL TOKEN TOPIC");
      System.exit(2);
    }
    HotSwapClient client = HotSwapClient.create(ClientOptions.of(args[0], args[1]));
    try {
      Future<Integer> done =
          client
              .publisher(args[2])
              .compose(JavaClientExample::publish)
              .compose(stored -> client.subscriber(args[2], SubscriberOptions.QUEUE))
              .compose(JavaClientExample::consume);
      System.out.println("acked " + done.toCompletionStage().toCompletableFuture().join());
    } finally {
      client.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  /** All at once: the client sends what fits and keeps the rest in line; a future each. */
  private static Future<Void> publish(Publisher orders) {
    List<Future<PublishResult>> stored = new ArrayList<>();
    for (int n = 1; n <= MESSAGES; n++) {
      OutgoingMessage order = OutgoingMessage.json("{\"order\":" + n + "}");
      stored.add(orders.publish(order.key("customer-" + n % 7)));
    }
    return Future.all(stored)
        .map(
            all -> {
              System.out.println("stored " + stored.size() + ", " + stored.get(0).result().durability());
              return null;
            });
  }

  /** An ack is done when it is durable; a handler must not block. */
  private static Future<Integer> consume(Subscriber orders) {
    Promise<Integer> all = Promise.promise();
    AtomicInteger acked = new AtomicInteger();
    orders.handler(
        message ->
            message
                .ack()
                .onSuccess(
                    done -> {
                      if (acked.incrementAndGet() == MESSAGES) {
                        all.complete(MESSAGES);
                      }
                    })
                .onFailure(all::tryFail));
    return all.future();
  }
}
