package io.hotswap.bench.compare.load;

/**
 * What became of messages.
 *
 * @param received of all groups together, duplicates included
 * @param lost confirmed and not received, of all groups together
 * @param failure the first one, or empty
 */
public record Counts(
    long sent,
    long confirmed,
    long failed,
    long received,
    long duplicates,
    long lost,
    String failure) {

  /** Where nothing was to be received yet. */
  public Counts withoutLoss() {
    return new Counts(sent, confirmed, failed, received, duplicates, 0, failure);
  }

  /** Whether nothing is missing that was promised. */
  public boolean kept() {
    return lost == 0 && failed == 0;
  }
}
