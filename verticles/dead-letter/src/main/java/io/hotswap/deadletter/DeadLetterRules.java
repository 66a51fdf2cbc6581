package io.hotswap.deadletter;

import io.hotswap.contracts.broker.DeadLetters.Query;
import io.hotswap.contracts.broker.DeadReason;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicSettings.OnExpiry;
import io.hotswap.contracts.broker.TopicSettings.Unroutable;
import io.hotswap.contracts.policy.DeadLetterPolicy;

/** Which failed messages are kept, what is written about them, and how they are found again. */
public final class DeadLetterRules implements DeadLetterPolicy {
  @Override
  public boolean keeps(TopicSettings settings, DeadReason reason) {
    return settings.deadLetter().enabled()
        && switch (reason) {
          case Expired -> settings.onExpiry() == OnExpiry.DeadLetter;
          case Unroutable -> settings.unroutable() == Unroutable.DeadLetter;
          case MaxDeliveriesExceeded, Rejected, SchemaInvalid -> true;
        };
  }

  @Override
  public String metadata(Failed failed) {
    return Metadata.write(failed);
  }

  @Override
  public boolean selects(Query query, String metadata) {
    if (asksNothing(query)) {
      return true;
    }
    Metadata entry = Metadata.read(metadata);
    return (query.group() == null || query.group().equals(entry.group()))
        && (query.reason() == null || query.reason().name().equals(entry.reason()))
        && selects(query.fromMillis(), query.toMillis(), entry);
  }

  private static boolean asksNothing(Query query) {
    return query.group() == null
        && query.reason() == null
        && query.fromMillis() == 0
        && query.toMillis() == 0;
  }

  private static boolean selects(long from, long to, Metadata entry) {
    if (from == 0 && to == 0) {
      return true;
    }
    return entry.failedMillis().isPresent()
        && entry.failedMillis().getAsLong() >= from
        && (to == 0 || entry.failedMillis().getAsLong() < to);
  }

  @Override
  public String groupOf(String metadata) {
    return Metadata.read(metadata).group();
  }
}
