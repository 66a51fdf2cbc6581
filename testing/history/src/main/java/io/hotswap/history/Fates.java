package io.hotswap.history;

/**
 * What a history amounts to beyond publish, delivery and ack. Messages are counted once each.
 *
 * @param nacked given back to be delivered again, not counting those given back for good
 * @param rejected given back for good
 * @param dead seen among the dead letters
 * @param replayed sent back from there
 * @param unsettled delivered, and at the end neither acked nor dead though nothing is in doubt
 * @param deadUnasked dead letters that no client had given back
 * @param deadThoughAcked acked, and a dead letter that was not sent back
 * @param redeliveredUnasked delivered more often than clients gave back: a lease ended. Allowed,
 *     but a swap ends none
 * @param duplicatesAnswered publishes that were answered as duplicates
 * @param doubled messages known under more than one id
 * @param unwanted delivered though the filter of the subscription does not let them through
 * @param early delivered before they were due
 * @param cancelledDelivered delivered though called off
 * @param twice delivered more than once though promised at most once
 */
public record Fates(
    long nacked,
    long rejected,
    long dead,
    long replayed,
    long unsettled,
    long deadUnasked,
    long deadThoughAcked,
    long redeliveredUnasked,
    long duplicatesAnswered,
    long doubled,
    long unwanted,
    long early,
    long cancelledDelivered,
    long twice) {

  /** Whether every promise about these holds. */
  public boolean kept() {
    return unsettled
            + deadUnasked
            + deadThoughAcked
            + doubled
            + unwanted
            + early
            + cancelledDelivered
            + twice
        == 0;
  }
}
