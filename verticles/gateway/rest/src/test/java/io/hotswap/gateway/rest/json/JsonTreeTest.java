package io.hotswap.gateway.rest.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.error.Problem;
import org.junit.jupiter.api.Test;

class JsonTreeTest {
  @Test
  void aNumberThatNoDoubleHoldsIsRefusedWhereItStands() {
    assertThat(JsonTree.read("{\"a\":[1,2.5e300]}".getBytes(UTF_8)).path("a")).hasSize(2);
    for (String number : new String[] {"1E400", "-1E400", "1E4877290855"}) {
      String body = "{\"a\":[1,{\"b/c\":" + number + "}]}";
      assertThatThrownBy(() -> JsonTree.read(body.getBytes(UTF_8)))
          .isInstanceOf(Problem.class)
          .hasMessageContaining("/a/1/b~1c: too great a number (expected: ");
    }
  }
}
