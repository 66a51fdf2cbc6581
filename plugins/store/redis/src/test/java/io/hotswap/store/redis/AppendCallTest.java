package io.hotswap.store.redis;

import static io.hotswap.testkit.log.LogFixtures.at;
import static io.hotswap.testkit.log.LogFixtures.await;
import static io.hotswap.testkit.log.LogFixtures.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.log.LogException.Kind;
import io.hotswap.contracts.log.StreamId;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AppendCallTest {
  private static final StreamId FACTS = StreamId.facts(1);

  private final Vertx vertx = Vertx.vertx();
  private final ShardSide side = new ShardSide(1);
  private final List<Append> durable = new ArrayList<>();
  private final AppendCall call = new AppendCall("n:1", new Keys("p"), side, durable::add);

  @AfterEach
  void closeVertx() {
    await(vertx.close());
  }

  private Append append(long seq) {
    Append made =
        Append.of(vertx.getOrCreateContext(), 1, 5, seq, List.of(at(FACTS, seq - 1, "x")));
    call.add(made);
    return made;
  }

  private static Response text(String text) {
    return response(
        (name, argument) -> name.equals("toBytes") ? text.getBytes(StandardCharsets.UTF_8) : text);
  }

  private static Response list(String... texts) {
    return response((name, argument) -> text(texts[(Integer) argument]));
  }

  private interface Answer {
    Object to(String method, Object argument);
  }

  private static Response response(Answer answer) {
    return (Response)
        Proxy.newProxyInstance(
            Response.class.getClassLoader(),
            new Class<?>[] {Response.class},
            (self, method, arguments) ->
                answer.to(method.getName(), arguments == null ? null : arguments[0]));
  }

  @Test
  void aFirstSendingThatIsFencedWroteNothing() {
    Append one = append(1);
    call.request();
    call.answered(list("epoch", "6"));
    refused(Kind.FENCED, one.promise.future());
    assertThat(side.isBroken(5)).isFalse();
  }

  @Test
  void aRepetitionThatIsFencedMayHaveBeenWrittenBefore() {
    Append one = append(1);
    call.request();
    call.request();
    call.answered(list("epoch", "6"));
    refused(Kind.OUTCOME_UNKNOWN, one.promise.future());
    assertThat(side.isBroken(5)).isTrue();
    assertThat(side.isBroken(6)).isFalse();
    assertThat(durable).isEmpty();
  }

  @Test
  void eachAppendHasItsOwnAnswer() {
    Append one = append(1);
    Append two = append(3);
    call.request();
    call.answered(list("ok", "ok\nseq 1"));
    await(one.promise.future());
    refused(Kind.OUT_OF_SEQUENCE, two.promise.future());
    assertThat(durable).containsExactly(one);
    assertThat(side.mark()).isEqualTo(new ShardSide.Mark(5, 1, 1));
  }

  @Test
  void aLowerSequenceThanAcknowledgedFreezes() {
    side.remember(new ShardSide.Mark(5, 7, 7));
    Append late = append(8);
    call.request();
    call.answered(list("ok", "seq 3"));
    refused(Kind.STORE_REGRESSED, late.promise.future());
    assertThat(side.frozen()).contains("seq 7").contains("seq 3");
  }
}
