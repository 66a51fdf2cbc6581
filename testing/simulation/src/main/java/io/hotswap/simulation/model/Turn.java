package io.hotswap.simulation.model;

import io.hotswap.contracts.message.Receipt;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** One append: what its facts promise of each other. */
final class Turn {
  final int shard;
  final long epoch;

  /** Counts the appends of the shard. */
  final long number;

  /** When it became durable, on the clock that never jumps. */
  final long nanos;

  long time;

  /** Dead letters that must be there, and those that are. */
  final List<String> deaths = new ArrayList<>();

  final List<String> graves = new ArrayList<>();

  /** Messages that came back from being dead letters, as entries and as messages. */
  final List<String> exhumed = new ArrayList<>();

  final List<String> revived = new ArrayList<>();

  /** What came back with the run of another one; each settlement of a command takes effect. */
  final Set<String> back = new HashSet<>();

  /** What entered and no subscription wants, until it is said. */
  final List<String> unwanted = new ArrayList<>();

  final Set<String> committed = new HashSet<>();
  final Set<String> dealt = new TreeSet<>();
  final List<Receipt> dealtAcks = new ArrayList<>();
  final Set<String> touched = new TreeSet<>();

  Turn(int shard, long epoch, long number, long nanos) {
    this.shard = shard;
    this.epoch = epoch;
    this.number = number;
    this.nanos = nanos;
  }
}
