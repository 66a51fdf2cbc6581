package io.hotswap.contracts.broker;

import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.message.Receipt;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;

/** Messages handed to a consumer, kept as runs: one by one they are made when somebody looks. */
public final class Deliveries extends AbstractList<Delivery> {
  public static final Deliveries NONE = new Deliveries(List.of());

  /**
   * Messages at offsets that follow each other; so do what they are called and, where they are
   * leased, the sequences of their receipts.
   *
   * @param first of them, but for its record
   * @param records of all of them, at least one
   */
  public record Run(Delivery first, Records records) {
    public int count() {
      return records.count();
    }

    private Delivery get(int index) {
      Receipt r = first.receipt();
      return new Delivery(
          new MessageId(first.id().topicUid(), first.id().partition(), first.id().offset() + index),
          first.topicUid(),
          first.partition(),
          first.offset() + index,
          r == null ? null : r.next(index),
          first.attempt(),
          first.deadlineMillis(),
          records.get(index));
    }
  }

  private final List<Run> runs;
  private final int size;

  public Deliveries(List<Run> runs) {
    this.runs = List.copyOf(runs);
    this.size = runs.stream().mapToInt(Run::count).sum();
  }

  /** The same messages as runs; a single one each unless they are kept so already. */
  public static Deliveries of(List<Delivery> messages) {
    if (messages instanceof Deliveries runs) {
      return runs;
    }
    List<Run> singles = new ArrayList<>(messages.size());
    messages.forEach(one -> singles.add(new Run(one, Records.copyOf(List.of(one.record())))));
    return new Deliveries(singles);
  }

  public List<Run> runs() {
    return runs;
  }

  @Override
  public Delivery get(int index) {
    Objects.checkIndex(index, size);
    int left = index;
    int run = 0;
    while (left >= runs.get(run).count()) {
      left -= runs.get(run++).count();
    }
    return runs.get(run).get(left);
  }

  @Override
  public int size() {
    return size;
  }

  /** A walk, whereas {@link #get} begins with the first run each time. */
  @Override
  public Iterator<Delivery> iterator() {
    return new Iterator<>() {
      private int run;
      private int index;

      @Override
      public boolean hasNext() {
        return run < runs.size();
      }

      @Override
      public Delivery next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        Delivery next = runs.get(run).get(index++);
        if (index == runs.get(run).count()) {
          run++;
          index = 0;
        }
        return next;
      }
    };
  }
}
