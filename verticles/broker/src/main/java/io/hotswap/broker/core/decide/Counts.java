package io.hotswap.broker.core.decide;

/** What one batch of commands did, for the meters. */
public final class Counts {
  public long filtered;
  public long expired;
  public long dead;
  public long retries;
  public long ackTimeouts;
  public long duplicates;
  public long unroutable;
  public long critical;
  public long replayed;
}
