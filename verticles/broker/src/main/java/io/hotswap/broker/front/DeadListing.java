package io.hotswap.broker.front;

import io.hotswap.contracts.broker.DeadLetters;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.Problem;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pages of dead letters: partition after partition, in each the oldest first. */
final class DeadListing {
  /** Steps of one page: a query that selects little ends with a short page and a cursor. */
  private static final int STEPS_MAX = 250;

  private static final Pattern CURSOR = Pattern.compile("(\\d{1,3}):(\\d{1,18})");

  private final Asking asking;

  DeadListing(Asking asking) {
    this.asking = asking;
  }

  /** A place in all partitions; as text it is a page's cursor. */
  private record Place(int partition, long offset) {
    static final Place START = new Place(0, 0);

    static Place parse(String cursor, int partitions) {
      if (cursor == null) {
        return START;
      }
      Matcher form = CURSOR.matcher(decoded(cursor));
      if (!form.matches() || Integer.parseInt(form.group(1)) >= partitions) {
        throw Problem.badRequest(
            "query:cursor", cursor + " (expected: the next of a page of this list)");
      }
      return new Place(Integer.parseInt(form.group(1)), Long.parseLong(form.group(2)));
    }

    private static String decoded(String cursor) {
      try {
        return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.ISO_8859_1);
      } catch (IllegalArgumentException foreign) {
        return "";
      }
    }

    String text() {
      byte[] plain = (partition + ":" + offset).getBytes(StandardCharsets.ISO_8859_1);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(plain);
    }

    /** The next page's beginning, where a shard's answer ends at {@code next}. */
    Place after(long next) {
      if (next >= 0 && next <= offset) {
        throw new IllegalStateException("dead letters: " + next + " follows " + offset);
      }
      return next < 0 ? new Place(partition + 1, 0) : new Place(partition, next);
    }
  }

  Future<DeadLetters.Page> page(TopicView base, DeadLetters.Query query, String after, int limit) {
    Messages.requireLimit(limit);
    Place from = Place.parse(after, base.settings().partitions());
    return next(base, query, from, limit, new ArrayList<>(), STEPS_MAX);
  }

  private Future<DeadLetters.Page> next(
      TopicView base,
      DeadLetters.Query query,
      Place at,
      int limit,
      List<DeadLetters.Entry> found,
      int steps) {
    boolean end = at.partition() == base.settings().partitions();
    if (end || found.size() >= limit || steps == 0) {
      return Future.succeededFuture(new DeadLetters.Page(found, end ? null : at.text()));
    }
    ShardCommand list =
        new ShardCommand.ListDead(base, at.partition(), query, at.offset(), limit - found.size());
    return asking
        .partition(base, at.partition(), list)
        .map(ShardReply.Dead.class::cast)
        .compose(
            dead -> {
              found.addAll(dead.entries());
              return next(base, query, at.after(dead.next()), limit, found, steps - 1);
            });
  }
}
