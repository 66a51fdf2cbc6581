package io.hotswap.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulation bites: bugs planted into the broker's sources are found within some seeds. */
class MutantsTest {
  private static final int SEEDS = 40;

  static Stream<Mutant> mutants() {
    return Stream.of(
        new Mutant(
            "an ack is forgotten now and then",
            "core/state/Settled.java",
            "offsets.add(lease.offset());",
            "if (lease.offset() % 7 != 3) { offsets.add(lease.offset()); }"),
        new Mutant(
            "an ack with an old receipt counts",
            "core/decide/Settling.java",
            "boolean current = lease.epoch() == receipt.epoch() && lease.seq() == receipt.leaseSeq();",
            "boolean current = true;"),
        new Mutant(
            "answers do not wait for the log",
            "shard/Owner.java",
            "append.onComplete(done -> durable(batch), this::end);",
            "batch.release(); append.onComplete(done -> durable(batch), this::end);"),
        new Mutant(
            "a failed append is answered as done",
            "shard/Owner.java",
            "inFlight.poll().fail(problem);",
            "inFlight.poll().release();"),
        new Mutant(
            "the rest of a failed run stays leased",
            "core/state/Backlog.java",
            "if (lease != null) {\n        returnRun(lease.keyHash(), offset);",
            "if (offset < 0) {\n        returnRun(lease.keyHash(), offset);"),
        new Mutant(
            "snapshots forget used up attempts",
            "core/state/Waiting.java",
            "out.number(p.attempts()).number(p.due());",
            "out.number(0).number(p.due());"),
        new Mutant(
            "leases are not moved on by the time nobody owned them",
            "core/state/Leases.java",
            "lease.until(lease.deadline() + millis)",
            "lease.until(lease.deadline())"),
        new Mutant(
            "idempotency keys are compared within one publish only",
            "core/decide/Intake.java",
            "if (twin == null && known == null) {",
            "if (twin == null) {"),
        new Mutant(
            "a message that died has no entry",
            "core/decide/Burying.java",
            "if (!kept || graves.isEmpty()) {",
            "if (!kept || graves.size() != 1) {"),
        new Mutant(
            "a prepared transaction forgets its acks",
            "core/decide/Transacting.java",
            "part.acks().forEach(hold -> ack(out, hold, prepared ? part.id() : null));",
            "if (!prepared) { part.acks().forEach(hold -> ack(out, hold, null)); }"),
        new Mutant(
            "one delivery more than there may be",
            "core/decide/Settling.java",
            "lease.attempts() + 1,",
            "lease.attempts(),"),
        new Mutant(
            "a key that is held goes to the next consumer",
            "core/decide/Scan.java",
            "runs.getOrDefault(key, backlog.isFree(key))",
            "runs.getOrDefault(key, true)"),
        new Mutant(
            "a paused subscription is served",
            "core/decide/Pulling.java",
            "|| subscription.view().settings().paused()",
            ""),
        new Mutant(
            "delayed messages enter before their time",
            "shard/Entering.java",
            "long now = parts.services().clock().millis();",
            "long now = parts.services().clock().millis() + 400;"),
        new Mutant(
            "a retry comes at once",
            "core/decide/Settling.java",
            "out.timeMillis() + verdict.delayMillis()",
            "out.timeMillis() + verdict.delayMillis() / 4"),
        new Mutant(
            "a lower priority goes first",
            "core/decide/BuiltIn.java",
            "public boolean ranked() {\n          return true;\n        }",
            """
            public boolean ranked() {
              return true;
            }

            @Override
            public int choose(List<Head> heads, long turn, long wait) {
              return heads.size() - 1;
            }"""),
        new Mutant(
            "receipts survive a seek", "core/state/Subscription.java", "    generation++;\n", ""),
        new Mutant(
            "what came back is delivered though it expired",
            "core/decide/Scan.java",
            "if (sieve.hasExpired(record)) {\n      lapsed.add(offset);\n      lapsedRecords.add(record);\n    } else {",
            "if (false) {\n      lapsed.add(offset);\n      lapsedRecords.add(record);\n    } else {"));
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void isFound(Mutant mutant) {
    String found = mutant.hunt(SEEDS, Case.STEPS);
    System.out.println(mutant.name() + ": seed " + found);
    assertThat(found).as("seed and violation within %d seeds", SEEDS).isNotNull();
  }
}
