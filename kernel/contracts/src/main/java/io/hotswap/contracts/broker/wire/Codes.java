package io.hotswap.contracts.broker.wire;

import io.hotswap.contracts.broker.Settlement.FailureClass;
import io.hotswap.contracts.broker.Settlement.Kind;
import io.hotswap.contracts.broker.Settlement.Outcome;
import io.hotswap.contracts.log.Durability;
import java.util.List;

/** Constants by their number on the wire: a new one goes to the end of its list. */
final class Codes {
  static final List<Kind> KINDS = List.of(Kind.ACK, Kind.NACK, Kind.RELEASE, Kind.EXTEND);

  static final List<FailureClass> CLASSES =
      List.of(FailureClass.Retryable, FailureClass.NonRetryable, FailureClass.Critical);

  static final List<Outcome> OUTCOMES =
      List.of(
          Outcome.DONE,
          Outcome.REPEATED,
          Outcome.STALE,
          Outcome.ALREADY_ACKED,
          Outcome.RECEIPT_NEEDED,
          Outcome.UNKNOWN_MESSAGE,
          Outcome.IN_TRANSACTION);

  static final List<Durability> LEVELS =
      List.of(Durability.MEMORY, Durability.OS, Durability.FSYNC, Durability.REPLICATED);

  private Codes() {}
}
