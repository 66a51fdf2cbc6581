package io.hotswap.gateway.rest.message;

import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.BrokerPort.Browsed;
import io.hotswap.contracts.broker.StartAt;
import io.hotswap.contracts.message.Limits;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.gateway.rest.http.Call;
import io.hotswap.gateway.rest.http.Handler;
import io.hotswap.gateway.rest.http.Page;
import io.hotswap.gateway.rest.http.Query;
import io.hotswap.gateway.rest.http.Retry;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Single messages: read with their journey, cancelled, browsed without being consumed.
 *
 * @param bytesMax after which one page of browsing takes no more messages
 */
public record Messages(BrokerPort broker, Retry retry, int bytesMax) {

  public Map<String, Handler> handlers() {
    return Map.of(
        "getMessage", this::get, "cancelMessage", this::cancel, "browseMessages", this::browse);
  }

  private Future<Void> get(Call call) {
    MessageId id = call.messageId();
    return retry
        .ask(() -> broker.message(id))
        .compose(
            state -> {
              call.allowed(state.topic().name());
              return call.json(200, out -> MessageViews.state(out, id, state));
            });
  }

  private Future<Void> cancel(Call call) {
    MessageId id = call.messageId();
    return call.checkRights(retry, broker, id)
        .compose(allowed -> retry.ask(() -> broker.cancel(id)))
        .compose(done -> call.noContent());
  }

  /** Partition by partition; the cursor is {@code partition:offset}. */
  private Future<Void> browse(Call call) {
    String topic = call.topic("name");
    Query query = call.query();
    int only = query.integer("partition", -1, 0, Limits.PARTITIONS_MAX - 1);
    String from = query.text("from").orElse("earliest");
    StartAt start =
        Places.parse(from)
            .orElseThrow(() -> Query.bad("from", from + " (expected: " + Places.EXPECTED + ")"));
    String after = Page.after(call);
    int limit = Page.limit(call);
    return retry
        .ask(() -> broker.topic(topic))
        .compose(
            view -> {
              int partitions = view.settings().partitions();
              if (only >= partitions) {
                throw Query.bad("partition", only + " (expected: 0.." + (partitions - 1) + ")");
              }
              Place place = after == null ? new Place(Math.max(0, only), start) : Place.of(after);
              int end = only < 0 ? partitions : only + 1;
              return new Browsing(topic, start, end, limit, new ArrayList<>()).from(place);
            })
        .compose(
            page ->
                Page.cut(
                    call,
                    page.found,
                    page.next,
                    (to, one) -> to.nested(m -> MessageViews.browsed(m, topic, one))));
  }

  private record Place(int partition, StartAt at) {
    static Place of(String cursor) {
      int colon = cursor.indexOf(':');
      long offset = Long.parseLong(cursor.substring(colon + 1));
      return new Place(
          Integer.parseInt(cursor.substring(0, colon)), new StartAt(StartAt.Kind.OFFSET, offset));
    }
  }

  private record Found(List<Browsed.Found> found, String next) {}

  /** One page that may span partitions, each of them looked at from {@code start}. */
  private final class Browsing {
    private final String topic;
    private final StartAt start;
    private final int end;
    private final int limit;
    private final List<Browsed.Found> found;
    private int bytesLeft = bytesMax;

    Browsing(String topic, StartAt start, int end, int limit, List<Browsed.Found> found) {
      this.topic = topic;
      this.start = start;
      this.end = end;
      this.limit = limit;
      this.found = found;
    }

    Future<Found> from(Place place) {
      if (place.partition() >= end) {
        return Future.succeededFuture(new Found(found, null));
      }
      int wanted = limit - found.size();
      return retry
          .ask(() -> broker.browse(topic, place.partition(), place.at(), wanted, bytesLeft))
          .compose(some -> took(place, some));
    }

    private Future<Found> took(Place place, Browsed some) {
      found.addAll(some.messages());
      some.messages().forEach(one -> bytesLeft -= one.record().remaining());
      if (some.messages().isEmpty()) {
        return from(new Place(place.partition() + 1, start));
      }
      if (found.size() >= limit || bytesLeft <= 0) {
        return Future.succeededFuture(new Found(found, place.partition() + ":" + some.next()));
      }
      return from(new Place(place.partition(), new StartAt(StartAt.Kind.OFFSET, some.next())));
    }
  }
}
