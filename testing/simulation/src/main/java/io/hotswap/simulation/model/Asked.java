package io.hotswap.simulation.model;

import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.StartAt;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.message.Receipt;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What clients ever asked for: nothing else may become a fact. */
public final class Asked {
  /** Delays that nacks of this simulation ask for, besides the topic's own. */
  public static final List<Long> NACK_DELAYS = List.of(0L, 20L, 700L);

  /** A transaction as it was asked for. */
  public record Deal(String id, List<Receipt> acks, List<Sent> messages) {}

  /**
   * A place that a subscription was to go to.
   *
   * @param since time of the last fact of each shard when it was asked for
   */
  record Seek(StartAt to, List<Long> since) {}

  private final Map<String, Sent> sent = new HashMap<>();
  private final Map<String, Integer> sends = new HashMap<>();
  private final Set<String> refused = new HashSet<>();
  private final Set<Receipt> acks = new HashSet<>();
  private final Set<MessageId> acksWithoutReceipt = new HashSet<>();
  private final Set<Receipt> nacks = new HashSet<>();
  private final Set<Receipt> rejections = new HashSet<>();
  private final Set<Receipt> releases = new HashSet<>();
  private final Map<Receipt, Set<Long>> extensions = new HashMap<>();
  private final Map<String, List<Seek>> seeks = new HashMap<>();
  private final Set<String> deleted = new HashSet<>();
  private int deletions;
  private final Set<String> left = new HashSet<>();
  private final Map<String, Deal> deals = new HashMap<>();

  public void sending(Sent message) {
    sent.putIfAbsent(message.name(), message);
    sends.merge(message.name(), 1, Integer::sum);
  }

  /** The command goes out once more. */
  public void repeated(ShardCommand command) {
    if (command instanceof ShardCommand.Publish publish) {
      for (ByteBuffer record : publish.messages().toList()) {
        sends.merge(Sent.name(record), 1, Integer::sum);
      }
    }
  }

  /** It was refused, so it must never be seen. */
  public void refused(Sent message) {
    if (message.idempotencyKey() == null && sends.get(message.name()) == 1) {
      refused.add(message.name());
    }
  }

  boolean isRefused(String name) {
    return refused.contains(name);
  }

  /** Null if nobody ever sent it. */
  Sent sent(String name) {
    return sent.get(name);
  }

  int sends(String name) {
    return sends.getOrDefault(name, 0);
  }

  public void settling(Settlement s) {
    switch (s.kind()) {
      case ACK -> {
        if (s.receipt() == null) {
          acksWithoutReceipt.add(s.messageId());
        } else {
          acks.add(s.receipt());
        }
      }
      case NACK -> {
        nacks.add(s.receipt());
        if (s.failureClass() != Settlement.FailureClass.Retryable) {
          rejections.add(s.receipt());
        }
      }
      case RELEASE -> releases.add(s.receipt());
      case EXTEND ->
          extensions.computeIfAbsent(s.receipt(), r -> new HashSet<>()).add(s.delayMillis());
    }
  }

  void seeking(SubscriptionView.Id id, Seek seek) {
    seeks.computeIfAbsent(id.toString(), i -> new ArrayList<>()).add(seek);
  }

  List<Seek> seeks(SubscriptionView.Id id) {
    return seeks.getOrDefault(id.toString(), List.of());
  }

  boolean extended(Receipt receipt, long millis) {
    return extensions.getOrDefault(receipt, Set.of()).contains(millis);
  }

  public void leaving(String consumer) {
    left.add(consumer);
  }

  /** What was sent to it may be gone, with or without an answer. */
  public void deleting(String topic) {
    deleted.add(topic);
    deletions++;
  }

  /** How often anything was to be deleted. */
  public int deletions() {
    return deletions;
  }

  boolean isDeleted(String topic) {
    return deleted.contains(topic);
  }

  public void dealing(Deal deal) {
    deals.put(deal.id(), deal);
  }

  Map<String, Deal> deals() {
    return deals;
  }

  boolean acked(Receipt receipt, MessageId id, MessageId called) {
    return acks.contains(receipt)
        || acksWithoutReceipt.contains(id)
        || acksWithoutReceipt.contains(called);
  }

  boolean nacked(Receipt receipt) {
    return nacks.contains(receipt);
  }

  boolean rejected(Receipt receipt) {
    return rejections.contains(receipt);
  }

  boolean released(Receipt receipt) {
    return releases.contains(receipt);
  }

  boolean left(String consumer) {
    return left.contains(consumer);
  }
}
