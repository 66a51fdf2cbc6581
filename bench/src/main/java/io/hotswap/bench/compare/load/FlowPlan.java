package io.hotswap.bench.compare.load;

import io.hotswap.bench.compare.peer.Destination;
import java.util.ArrayList;
import java.util.List;

/**
 * What flows.
 *
 * @param destinations of the messages, in turn; each sender and receiver has its own share of them
 *     if there are at least as many as senders, else all
 * @param producers threads with a connection each
 * @param consumers of each group, with a connection each
 * @param rate messages a second in all; 0: as many as go
 * @param window messages that may be unconfirmed, of all producers
 * @param backlog messages that may be sent and not received, if the rate is 0
 */
public record FlowPlan(
    List<Destination> destinations,
    int producers,
    int consumers,
    int size,
    int rate,
    int window,
    int backlog) {

  public FlowPlan withBacklog(int most) {
    return new FlowPlan(destinations, producers, consumers, size, rate, window, most);
  }

  public FlowPlan withWindow(int most) {
    return new FlowPlan(destinations, producers, consumers, size, rate, most, backlog);
  }

  public FlowPlan withConsumers(int number) {
    return new FlowPlan(destinations, producers, number, size, rate, window, backlog);
  }

  public List<String> groups() {
    List<String> named = destinations.get(0).groups();
    return named.isEmpty() ? List.of("") : named;
  }

  /** Those of sender or receiver {@code index} of {@code of}. */
  List<Destination> share(int index, int of) {
    if (destinations.size() < of) {
      return destinations;
    }
    List<Destination> own = new ArrayList<>();
    for (int i = index; i < destinations.size(); i += of) {
      own.add(destinations.get(i));
    }
    return own;
  }
}
