package io.hotswap.broker.core.fact;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import io.hotswap.broker.core.bytes.Longs;
import java.nio.ByteBuffer;

/** Level, type, time, body. Numbers of types are never changed or reused. */
public final class FactCodec {
  /** The newest format level that this code reads and writes. */
  public static final int LEVEL = 1;

  private FactCodec() {}

  public static ByteBuffer encode(long timeMillis, Fact fact) {
    ByteSink out = new ByteSink();
    out.octet(LEVEL).octet(typeOf(fact)).number(timeMillis);
    writeBody(out, fact);
    return out.view();
  }

  public static StampedFact decode(ByteBuffer bytes) {
    ByteSource in = new ByteSource(bytes);
    int level = in.octet();
    if (level != LEVEL) {
      throw new IllegalArgumentException("fact level: " + level + " (expected: " + LEVEL + ")");
    }
    int type = in.octet();
    long time = in.number();
    Fact fact = readBody(in, type);
    in.end();
    return new StampedFact(time, fact);
  }

  private static int typeOf(Fact fact) {
    if (fact instanceof Fact.Leased) {
      return 10;
    } else if (fact instanceof Fact.Acked) {
      return 11;
    } else if (fact instanceof Fact.Published) {
      return 8;
    } else if (fact instanceof Fact.Returned) {
      return 12;
    } else if (fact instanceof Fact.Due) {
      return 13;
    } else if (fact instanceof Fact.Extended) {
      return 14;
    } else if (fact instanceof Fact.Subscribed) {
      return 9;
    } else if (fact instanceof Fact.TookOver) {
      return 1;
    } else if (fact instanceof Fact.Marked) {
      return 2;
    } else if (fact instanceof Fact.TopicCreated) {
      return 3;
    } else if (fact instanceof Fact.TopicUpdated) {
      return 4;
    } else if (fact instanceof Fact.TopicDeleted) {
      return 5;
    }
    if (fact instanceof Fact.Alive) {
      return 15;
    }
    return fact instanceof Fact.Configured ? 6 : 7;
  }

  private static void writeBody(ByteSink out, Fact fact) {
    if (fact instanceof Fact.Leased f) {
      place(out, f.place()).text(f.consumer()).number(f.deadline());
      out.runs(f.taken());
      keys(out, f.takenKeys());
      out.runs(f.skipped());
      keys(out, f.skippedKeys());
      out.number(f.scannedTo());
    } else if (fact instanceof Fact.Acked f) {
      place(out, f.place()).runs(f.offsets());
    } else if (fact instanceof Fact.Published f) {
      out.number(f.topicUid()).number(f.partition()).number(f.count()).number(f.bytes());
    } else if (fact instanceof Fact.Returned f) {
      place(out, f.place()).octet(f.attempt() ? 1 : 0).runs(f.offsets()).runs(f.due());
    } else if (fact instanceof Fact.Due f) {
      place(out, f.place()).runs(f.offsets());
    } else if (fact instanceof Fact.Extended f) {
      place(out, f.place()).runs(f.offsets()).number(f.deadline());
    } else if (fact instanceof Fact.Subscribed f) {
      out.number(f.topicUid()).number(f.partition()).text(f.group()).number(f.start());
    } else {
      writeRare(out, fact);
    }
  }

  private static void writeRare(ByteSink out, Fact fact) {
    if (fact instanceof Fact.TookOver f) {
      out.number(f.epoch());
    } else if (fact instanceof Fact.TopicCreated f) {
      TopicCodec.write(out, f.topic());
    } else if (fact instanceof Fact.TopicUpdated f) {
      TopicCodec.write(out, f.topic());
    } else if (fact instanceof Fact.TopicDeleted f) {
      out.number(f.topicUid());
    } else if (fact instanceof Fact.Configured f) {
      TopicCodec.write(out, f.topic());
      out.number(f.partition());
    } else if (fact instanceof Fact.Dropped f) {
      out.number(f.topicUid()).number(f.partition());
    }
  }

  private static Fact readBody(ByteSource in, int type) {
    return switch (type) {
      case 1 -> new Fact.TookOver(in.number());
      case 2 -> new Fact.Marked();
      case 3 -> new Fact.TopicCreated(TopicCodec.read(in));
      case 4 -> new Fact.TopicUpdated(TopicCodec.read(in));
      case 5 -> new Fact.TopicDeleted(in.number());
      case 6 -> new Fact.Configured(TopicCodec.read(in), in.count());
      case 7 -> new Fact.Dropped(in.number(), in.count());
      case 8 -> new Fact.Published(in.number(), in.count(), in.count(), in.number());
      case 9 -> new Fact.Subscribed(in.number(), in.count(), in.text(), in.number());
      case 10 -> leased(in);
      case 11 -> new Fact.Acked(place(in), in.runs());
      case 12 -> new Fact.Returned(place(in), in.octet() == 1, in.runs(), in.runs());
      case 13 -> new Fact.Due(place(in), in.runs());
      case 14 -> new Fact.Extended(place(in), in.runs(), in.number());
      case 15 -> new Fact.Alive();
      default -> throw new IllegalArgumentException("fact type: " + type + " (expected: 1..15)");
    };
  }

  private static Fact leased(ByteSource in) {
    Place place = place(in);
    String consumer = in.text();
    long deadline = in.number();
    Longs taken = in.runs();
    Longs takenKeys = keys(in);
    Longs skipped = in.runs();
    Longs skippedKeys = keys(in);
    return new Fact.Leased(
        place, consumer, deadline, taken, takenKeys, skipped, skippedKeys, in.number());
  }

  private static ByteSink place(ByteSink out, Place place) {
    return out.number(place.topicUid()).number(place.partition()).number(place.subscription());
  }

  private static Place place(ByteSource in) {
    return new Place(in.number(), in.count(), in.count());
  }

  private static void keys(ByteSink out, Longs keys) {
    out.number(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      out.fixed(keys.get(i));
    }
  }

  private static Longs keys(ByteSource in) {
    Longs.Builder keys = new Longs.Builder();
    for (int left = in.count(); left > 0; left--) {
      keys.add(in.fixed());
    }
    return keys.build();
  }
}
