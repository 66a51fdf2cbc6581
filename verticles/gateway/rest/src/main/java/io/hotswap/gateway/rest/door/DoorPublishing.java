package io.hotswap.gateway.rest.door;

import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.door.DoorFrame;
import io.hotswap.contracts.edge.Exchange;
import io.hotswap.contracts.edge.Principal;
import io.hotswap.contracts.edge.Principal.Role;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Limits;
import io.hotswap.gateway.rest.http.Problems;
import io.hotswap.gateway.rest.json.Expected;
import io.hotswap.gateway.rest.message.Admission;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Supplier;

/** Stores what a door's client publishes. */
record DoorPublishing(BrokerPort broker, Admission admission) {
  /**
   * Never fails: a refusal is a frame.
   *
   * @param batch asked only if its publisher may publish
   */
  Future<DoorFrame> publish(int request, String topic, Supplier<Records> batch, Exchange exchange) {
    Future<List<Published>> stored;
    try {
      Principal who = exchange.principal().orElseThrow();
      checkRights(topic, who);
      Records records = admission.admit(batch.get(), who.subject());
      stored = broker.publish(topic, records);
    } catch (Problem refused) {
      stored = Future.failedFuture(refused);
    }
    return stored.map(all -> confirmed(request, all)).otherwise(error -> refused(request, error));
  }

  private static void checkRights(String topic, Principal who) {
    if (!who.has(Role.producer)) {
      throw Problem.of(
          ErrorCode.Forbidden, "roles: " + who.roles() + " (expected: " + Role.producer + ")");
    }
    if (!Limits.NAME.matcher(topic).matches()) {
      throw Problem.badRequest("/topicName", topic + " (expected: " + Expected.NAME + ")");
    }
    if (!who.mayTouch(topic)) {
      throw Problem.of(
          ErrorCode.Forbidden, "topic: " + topic + " (expected: one of " + who.topics() + ")");
    }
  }

  private static DoorFrame confirmed(int request, List<Published> all) {
    Published first = all.get(0);
    return new DoorFrame.Confirmed(
        request, first.topicUid(), first.publishedAtMillis(), first.durability(), Runs.stored(all));
  }

  static DoorFrame refused(int request, Throwable error) {
    return new DoorFrame.Refused(
        request, Problems.document(Problems.of(error, "a door")).toString());
  }
}
