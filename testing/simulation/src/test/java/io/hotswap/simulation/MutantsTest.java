package io.hotswap.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulation bites: bugs planted into the broker's sources are found within some seeds. */
class MutantsTest {
  private static final int SEEDS = 60;

  static Stream<Mutant> mutants() {
    return Stream.of(
        new Mutant(
            "an ack is forgotten now and then",
            "core/state/Settled.java",
            "offsets.add(run.first().offset(), run.end());",
            "if (run.first().offset() % 7 != 3) { offsets.add(run.first().offset(), run.end()); }"),
        new Mutant(
            "an ack of a run does not look at who leased it",
            "core/state/Leases.java",
            "if (run == null || run.first().epoch() != epoch || run.first().grant() != grant) {",
            "if (run == null) {"),
        new Mutant(
            "a run that is cut loses what is behind the cut",
            "core/state/Leases.java",
            "if (until < run.end()) {",
            "if (until > run.end()) {"),
        new Mutant(
            "an ack with an old receipt counts",
            "core/decide/Settling.java",
            "boolean current = lease.epoch() == receipt.epoch() && lease.seq() == receipt.leaseSeq();",
            "boolean current = true;"),
        new Mutant(
            "answers do not wait for the log",
            "shard/Owner.java",
            "append.onComplete(done -> durable(batch), cause -> end(cause, batch));",
            "batch.release(lease, shard);\n    append.onComplete(done -> durable(batch), c -> end(c, batch));"),
        new Mutant(
            "a failed append is answered as done",
            "shard/Owner.java",
            "batch.fail(refusedToo ? problem : Batch.problemOf(LogException.Kind.OUTCOME_UNKNOWN, shard));",
            "batch.release(lease, shard);"),
        new Mutant(
            "an owner answers what it held, whether its lease is over or not",
            "shard/Batch.java",
            "    if (lease.isHeld()) {\n      answers.forEach(a -> a.send(lease, shard));\n    } else {",
            "    if (shard >= 0) {\n      answers.forEach(a -> a.send(lease, shard));\n    } else {"),
        new Mutant(
            "in a cluster messages are handed over before that is durable",
            "shard/Owner.java",
            "!services.clustered());",
            "true);"),
        new Mutant(
            "a lease that cannot be renewed lasts for ever",
            "shard/OwnerLease.java",
            "return !over && nanos.getAsLong() - validUntil < 0;",
            "return !over;"),
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
            "run.first().until(run.first().deadline() + millis)",
            "run.first().until(run.first().deadline())"),
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
            "if (false) {\n      lapsed.add(offset);\n      lapsedRecords.add(record);\n    } else {"),
        new Mutant(
            "retention takes a message too many",
            "core/decide/Decider.java",
            "Math.min(before, partition.end())));",
            "Math.min(before + 1, partition.end())));"),
        new Mutant(
            "leases last two seconds longer than the topic says",
            "core/decide/Pulling.java",
            "out.timeMillis() + partition.settings().ackDeadlineMillis();",
            "out.timeMillis() + partition.settings().ackDeadlineMillis() + 2000;"),
        new Mutant(
            "a seek to the earliest message passes over one",
            "shard/SubscriptionCommands.java",
            "case EARLIEST -> OptionalLong.of(first);",
            "case EARLIEST -> OptionalLong.of(Math.min(end, first + 1));"),
        new Mutant(
            "snapshots forget which leases a transaction holds",
            "core/state/Leases.java",
            "    out.number(held == null ? 0 : held.size());\n    if (held != null) {",
            "    out.number(0);\n    if (false) {"),
        new Mutant(
            "snapshots forget idempotency keys",
            "core/state/Partition.java",
            "p.keys = (has & 2) == 0 ? null : DedupIndex.read(in);",
            "p.keys = (has & 2) == 0 ? null : DedupIndex.read(in); p.keys = null;"),
        new Mutant(
            "facts do not say that a message has a time to live",
            "core/fact/FactCodec.java",
            "octets(out, f.priorities()).octet(f.perishable() ? 1 : 0);",
            "octets(out, f.priorities()).octet(0);"),
        new Mutant(
            "facts forget the errors of nacks",
            "core/fact/FactCodec.java",
            "out.number(f.errors().size());\n    f.errors().forEach(out::text);",
            "out.number(0);"),
        new Mutant(
            "retries are not moved on by the time nobody owned them",
            "core/state/Waiting.java",
            "p.due() == 0 ? p : p.dueAt(p.due() + millis)",
            "p"),
        new Mutant(
            "what was decided is decided again",
            "core/decide/Transacting.java",
            "    if (earlier != null) {\n      return earlier;\n    }\n    out.emit(new Fact.Decided",
            "    out.emit(new Fact.Decided"),
        new Mutant(
            "whoever asks about a transaction takes it for given up",
            "shard/TransactionCommands.java",
            "commit -> parts.listener().again(resolving(part.id(), commit)),",
            "commit -> parts.listener().again(resolving(part.id(), false)),"),
        new Mutant(
            "a replayed message goes to all groups",
            "core/decide/Replaying.java",
            ".targetGroup(group)",
            ".targetGroup(null)"),
        new Mutant(
            "the rest of a failed key goes on",
            "core/decide/Returns.java",
            "if (anyFate && partition.settings().onKeyFailure() == OnKeyFailure.Park) {",
            "if (false) {"),
        new Mutant(
            "what nobody looked at of a failed key goes on",
            "core/decide/Returns.java",
            "      if (backlog.cursor() < partition.end()) {",
            "      if (false) {"),
        new Mutant(
            "a duplicate is answered with the next message's id",
            "core/decide/Intake.java",
            "new Taken.Spot(seen[i].place(), seen[i].timeMillis(), true)",
            "new Taken.Spot(seen[i].place() + 1, seen[i].timeMillis(), true)"),
        new Mutant(
            "keys have no partition of their own",
            "front/Parts.java",
            "hash == 0 ? otherwise",
            "true ? otherwise"),
        new Mutant(
            "a transaction is committed though a part was refused",
            "front/Commit.java",
            "done.succeeded() ? commit() : abort(refusal(prepared))",
            "commit()"),
        new Mutant(
            "acks are refused as stale now and then",
            "core/decide/Settling.java",
            "return current ? accept(settlement, s, lease, effects) : Outcome.STALE;",
            "return current && id.offset() % 9 != 4 ? accept(settlement, s, lease, effects) : Outcome.STALE;"),
        new Mutant(
            "nobody says that nobody wants a message",
            "core/decide/Publishing.java",
            "    if (offsets.isEmpty()) {\n      return;",
            "    if (offsets.size() < 2) {\n      return;"),
        new Mutant(
            "the first dead letter of a batch is lost",
            "core/decide/Burying.java",
            "    Records records = Records.copyOf(entries);",
            "    Records records = Records.copyOf(target.end() == 0 && entries.size() > 1 ? entries.subList(1, entries.size()) : entries);"));
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void isFound(Mutant mutant) {
    String found = mutant.hunt(SEEDS, Case.STEPS);
    System.out.println(mutant.name() + ": seed " + found);
    assertThat(found).as("seed and violation within %d seeds", SEEDS).isNotNull();
  }
}
