package io.hotswap.gateway.rest.door;

import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.Kind;
import io.hotswap.contracts.broker.Settlement.Outcome;
import io.hotswap.contracts.door.DoorFrame;
import io.hotswap.contracts.door.DoorFrame.Settle;
import io.hotswap.contracts.door.DoorFrame.Settled;
import io.hotswap.contracts.door.LeaseRun;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.gateway.rest.http.Problems;
import io.hotswap.gateway.rest.http.Retry;
import io.hotswap.gateway.rest.message.Outcomes;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Settles runs of leases. */
record DoorSettling(BrokerPort broker, Retry retry) {

  /** One answer for each, none of which fails. */
  List<Future<DoorFrame>> settle(List<Settle> asked, long topicUid) {
    List<Future<DoorFrame>> answers = new ArrayList<>(asked.size());
    Future<?> before = Future.succeededFuture();
    int from = 0;
    while (from < asked.size()) {
      int to = end(asked, from);
      List<Settle> some = asked.subList(from, to);
      List<Settlement> settlements = new ArrayList<>();
      some.forEach(one -> settlements.add(settlement(one, topicUid)));
      // NB: a run given back makes later receipts stale: what is said after it must find it done.
      Future<List<Outcome>> outcomes =
          before.transform(done -> retry.ask(() -> broker.settle(settlements)));
      int at = 0;
      for (Settle one : some) {
        answers.add(answer(one, at, topicUid, outcomes));
        at += one.run().count();
      }
      before = outcomes;
      from = to;
    }
    return answers;
  }

  /** The end of what can be judged by one state: acks, or what is given back. */
  private static int end(List<Settle> asked, int from) {
    boolean returned = false;
    long count = 0;
    for (int i = from; i < asked.size(); i++) {
      Kind kind = asked.get(i).kind();
      boolean returns = kind == Kind.NACK || kind == Kind.RELEASE;
      count += asked.get(i).run().count();
      if (i > from && ((returned && !returns) || count > DoorTalk.IN_FLIGHT_MAX)) {
        return i;
      }
      returned |= returns;
    }
    return asked.size();
  }

  private static Settlement settlement(Settle asked, long topicUid) {
    LeaseRun run = asked.run();
    if (run.count() > DoorTalk.IN_FLIGHT_MAX) {
      throw Problem.badRequest(
          "/count", run.count() + " (expected: 1.." + DoorTalk.IN_FLIGHT_MAX + ")");
    }
    return new Settlement(
        asked.kind(),
        new MessageId(topicUid, run.partition(), run.offset()),
        run.receipt(topicUid, 0),
        asked.delayMillis(),
        asked.reason().isEmpty() ? null : asked.reason(),
        asked.failureClass(),
        run.count());
  }

  private Future<DoorFrame> answer(
      Settle asked, int at, long topicUid, Future<List<Outcome>> outcomes) {
    return outcomes
        .compose(all -> told(asked, all.subList(at, at + asked.run().count()), topicUid))
        .otherwise(error -> DoorPublishing.refused(asked.request(), error));
  }

  private Future<DoorFrame> told(Settle asked, List<Outcome> outcomes, long topicUid) {
    int done = 0;
    int bad = -1;
    for (int i = 0; i < outcomes.size(); i++) {
      boolean fine = outcomes.get(i) == Outcome.DONE || outcomes.get(i) == Outcome.REPEATED;
      done += fine ? 1 : 0;
      bad = !fine && bad < 0 ? i : bad;
    }
    int settled = done;
    if (bad < 0) {
      return Future.succeededFuture(new Settled(asked.request(), settled, ""));
    }
    Settlement first = settlement(asked, topicUid).one(bad);
    return Outcomes.problems(broker, retry, List.of(outcomes.get(bad)), List.of(first))
        .map(
            problems ->
                new Settled(
                    asked.request(),
                    settled,
                    Problems.document(problems.get(0).orElseThrow()).toString()));
  }
}
