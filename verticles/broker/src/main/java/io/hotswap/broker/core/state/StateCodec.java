package io.hotswap.broker.core.state;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import io.hotswap.broker.core.fact.FactCodec;
import io.hotswap.broker.core.fact.TopicCodec;
import io.hotswap.contracts.broker.TopicView;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The canonical form of a shard's state: equal states give equal bytes. Snapshots hold it, digests
 * are over it.
 */
public final class StateCodec {
  /** The newest format level that this code reads and writes. */
  public static final int LEVEL = FactCodec.LEVEL;

  private StateCodec() {}

  /** The three sections by name, in a fixed order. */
  public static Map<String, byte[]> sections(ShardState state) {
    Map<String, byte[]> sections = new LinkedHashMap<>();
    sections.put("registry", registry(state));
    sections.put("partitions", partitions(state));
    sections.put("subscriptions", subscriptions(state));
    return sections;
  }

  /** SHA-256 of each section. */
  public static Map<String, String> digest(ShardState state) {
    Map<String, String> digests = new LinkedHashMap<>();
    sections(state).forEach((name, bytes) -> digests.put(name, sha256(bytes)));
    return digests;
  }

  public static byte[] write(ShardState state) {
    ByteSink out = new ByteSink().octet(LEVEL);
    sections(state).values().forEach(out::block);
    return out.toBytes();
  }

  public static ShardState read(byte[] bytes) {
    ByteSource in = new ByteSource(ByteBuffer.wrap(bytes));
    int level = in.octet();
    if (level != LEVEL) {
      throw new IllegalArgumentException("snapshot level: " + level + " (expected: " + LEVEL + ")");
    }
    ShardState state = new ShardState();
    readRegistry(new ByteSource(ByteBuffer.wrap(in.block())), state);
    readPartitions(new ByteSource(ByteBuffer.wrap(in.block())), state);
    readSubscriptions(new ByteSource(ByteBuffer.wrap(in.block())), state);
    in.end();
    return state;
  }

  private static byte[] registry(ShardState state) {
    ByteSink out = new ByteSink();
    out.number(state.lastMillis).number(state.epoch).number(state.registry.nextUid);
    out.number(state.registry.byName.size());
    state.registry.byName.values().forEach(topic -> TopicCodec.write(out, topic));
    return out.toBytes();
  }

  private static void readRegistry(ByteSource in, ShardState state) {
    state.lastMillis = in.number();
    state.epoch = in.number();
    long nextUid = in.number();
    for (int left = in.count(); left > 0; left--) {
      state.registry.put(TopicCodec.read(in));
    }
    state.registry.nextUid = nextUid;
    in.end();
  }

  private static byte[] partitions(ShardState state) {
    ByteSink out = new ByteSink().number(state.partitions.size());
    for (PartitionState p : state.partitions.values()) {
      TopicCodec.write(out, p.topic);
      out.number(p.partition).number(p.end).number(p.bytes);
    }
    out.number(state.dropped.size());
    state.dropped.forEach(key -> out.number(key.topicUid()).number(key.partition()));
    return out.toBytes();
  }

  private static void readPartitions(ByteSource in, ShardState state) {
    for (int left = in.count(); left > 0; left--) {
      TopicView topic = TopicCodec.read(in);
      PartitionState p = new PartitionState(topic, in.count(), in.number(), in.number());
      state.partitions.put(p.key(), p);
    }
    for (int left = in.count(); left > 0; left--) {
      state.dropped.add(new PartitionKey(in.number(), in.count()));
    }
    in.end();
  }

  private static byte[] subscriptions(ShardState state) {
    ByteSink out = new ByteSink();
    for (PartitionState p : state.partitions.values()) {
      out.number(p.subscriptions.size());
      p.subscriptions.forEach(s -> write(out, s));
    }
    return out.toBytes();
  }

  private static void readSubscriptions(ByteSource in, ShardState state) {
    for (PartitionState p : state.partitions.values()) {
      int count = in.count();
      for (int number = 0; number < count; number++) {
        p.subscriptions.add(readSubscription(in, number));
      }
    }
    in.end();
  }

  private static void write(ByteSink out, SubscriptionState s) {
    out.text(s.group).number(s.start).number(s.cursor).number(s.nextSeq);
    s.acked.write(out);
    s.memory.write(out);
    out.number(s.leases.size());
    for (Lease lease : s.leases.values()) {
      out.number(lease.offset()).fixed(lease.keyHash()).number(lease.epoch()).number(lease.seq());
      out.text(lease.consumer()).number(lease.deadline());
    }
    out.number(s.delays.size());
    s.delays.values().forEach(d -> out.number(d.offset()).fixed(d.keyHash()).number(d.due()));
    out.number(s.ready.size());
    s.ready.forEach(out::number);
    out.number(s.attempts.size());
    s.attempts.forEach((offset, used) -> out.number(offset).number(used));
    TreeMap<Long, Long> waiting = s.keys.waitingByOffset();
    out.number(waiting.size());
    waiting.forEach((offset, hash) -> out.number(offset).fixed(hash));
  }

  private static SubscriptionState readSubscription(ByteSource in, int number) {
    SubscriptionState s = new SubscriptionState(number, in.text(), in.number());
    s.cursor = in.number();
    s.nextSeq = in.number();
    s.acked = OffsetRanges.read(in);
    s.memory = AckMemory.read(in);
    for (int left = in.count(); left > 0; left--) {
      s.put(
          new Lease(in.number(), in.fixed(), in.number(), in.number(), in.text(), in.number()));
    }
    for (int left = in.count(); left > 0; left--) {
      s.put(new Delay(in.number(), in.fixed(), in.number()));
    }
    for (int left = in.count(); left > 0; left--) {
      s.ready.add(in.number());
    }
    for (int left = in.count(); left > 0; left--) {
      s.attempts.put(in.number(), in.count());
    }
    for (int left = in.count(); left > 0; left--) {
      long offset = in.number();
      s.keys.enqueue(in.fixed(), offset);
    }
    return s;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
