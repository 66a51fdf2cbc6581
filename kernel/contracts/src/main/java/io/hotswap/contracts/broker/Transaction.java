package io.hotswap.contracts.broker;

import io.hotswap.contracts.log.Records;
import java.util.List;

/**
 * Acks and publishes that take effect together or not at all.
 *
 * @param id chosen by the caller, at most 64 characters; the same again gives the same answer while
 *     it is remembered (10 min)
 * @param acks each with its receipt
 */
public record Transaction(String id, List<Settlement> acks, List<Publish> publishes) {
  /** Records for one topic, in the layout of {@code Message}. */
  public record Publish(String topicName, Records messages) {}

  /**
   * @param published per publish, one result per record
   */
  public record Done(List<List<Published>> published) {}

  public Transaction {
    acks = List.copyOf(acks);
    publishes = List.copyOf(publishes);
  }
}
