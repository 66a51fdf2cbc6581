package io.hotswap.broker.core.state;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import io.hotswap.broker.core.fact.FactCodec;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The canonical bytes of a state: equal states have equal bytes, whatever led to them. */
public final class Sections {
  /** Names of the sections, in the order of a snapshot. */
  public static final List<String> NAMES =
      List.of("registry", "partitions", "subscriptions", "transactions");

  private Sections() {}

  public static byte[] snapshot(ShardState state) {
    ByteSink out = new ByteSink();
    out.octet(FactCodec.LEVEL).number(state.position);
    write(state).values().forEach(out::block);
    // NB: in no digest, as the versions that compare theirs have different names.
    ByteSink owners = new ByteSink();
    state.owners.write(owners);
    out.block(owners.toBytes());
    return out.toBytes();
  }

  /**
   * The state that {@link #snapshot} was made of.
   *
   * @throws IllegalArgumentException if the level is unknown or the bytes are no snapshot
   */
  public static ShardState restore(byte[] bytes) {
    ByteSource in = new ByteSource(ByteBuffer.wrap(bytes));
    int level = in.octet();
    if (level != FactCodec.LEVEL) {
      throw new IllegalArgumentException(
          "snapshot level: " + level + " (expected: " + FactCodec.LEVEL + ")");
    }
    try {
      return read(in);
    } catch (IllegalStateException | IndexOutOfBoundsException | NullPointerException wrong) {
      // A rule of the state that these bytes break.
      throw new IllegalArgumentException(
          "snapshot: " + wrong.getMessage() + " (expected: one that was written here)", wrong);
    }
  }

  private static ShardState read(ByteSource in) {
    ShardState state = new ShardState();
    state.position = in.number();
    state.registry.read(section(in));
    readPartitions(state, section(in));
    readSubscriptions(state, section(in));
    state.transactions.read(section(in));
    state.owners.read(section(in));
    in.end();
    return state;
  }

  /** Lower-case hex SHA-256 of each section. */
  public static Map<String, String> digest(ShardState state) {
    Map<String, String> digests = new LinkedHashMap<>();
    write(state).forEach((name, bytes) -> digests.put(name, sha256(bytes)));
    return digests;
  }

  private static Map<String, byte[]> write(ShardState state) {
    ByteSink registry = new ByteSink();
    state.registry.write(registry);
    ByteSink partitions = new ByteSink();
    ByteSink subscriptions = new ByteSink();
    partitions.number(state.lastTime).number(state.epoch);
    state.dropped.write(partitions);
    TreeMap<PartitionId, Partition> sorted = new TreeMap<>(state.partitions);
    partitions.number(sorted.size());
    for (Partition partition : sorted.values()) {
      partition.write(partitions);
      partition.writeSubscriptions(subscriptions);
    }
    Map<String, byte[]> sections = new LinkedHashMap<>();
    sections.put(NAMES.get(0), registry.toBytes());
    sections.put(NAMES.get(1), partitions.toBytes());
    sections.put(NAMES.get(2), subscriptions.toBytes());
    ByteSink transactions = new ByteSink();
    state.transactions.write(transactions);
    sections.put(NAMES.get(3), transactions.toBytes());
    return sections;
  }

  private static void readPartitions(ShardState state, ByteSource in) {
    state.lastTime = in.number();
    state.epoch = in.number();
    state.dropped.read(in);
    for (int left = in.count(); left > 0; left--) {
      Partition partition = Partition.read(in);
      state.partitions.put(partition.id(), partition);
    }
    in.end();
  }

  private static void readSubscriptions(ShardState state, ByteSource in) {
    for (Partition partition : new TreeMap<>(state.partitions).values()) {
      partition.readSubscriptions(in);
    }
    in.end();
  }

  private static ByteSource section(ByteSource in) {
    return new ByteSource(ByteBuffer.wrap(in.block()));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
