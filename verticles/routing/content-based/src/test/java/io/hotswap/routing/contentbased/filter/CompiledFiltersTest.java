package io.hotswap.routing.contentbased.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.error.Problem;
import org.junit.jupiter.api.Test;

class CompiledFiltersTest {
  private final CompiledFilters filters = new CompiledFilters(3);

  private static String filter(int i) {
    return "{\"jsonPath\":\"$[" + i + "]\"}";
  }

  @Test
  void aFilterIsCompiledOnceWhileItIsKept() {
    Filter first = filters.of(filter(1));
    assertThat(filters.of(filter(1))).isSameAs(first);
    assertThat(filters.size()).isEqualTo(1);
  }

  @Test
  void whatIsUsedOutlivesWhatIsNot() {
    Filter used = filters.of(filter(0));
    for (int i = 1; i < 20; i++) {
      filters.of(filter(i));
      assertThat(filters.of(filter(0))).isSameAs(used);
      assertThat(filters.size()).isLessThanOrEqualTo(3);
    }
  }

  @Test
  void thereIsAlwaysRoomForOneMore() {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 3; i++) {
        filters.of(filter(i));
      }
    }
    Filter fresh = filters.of(filter(9));
    assertThat(filters.of(filter(9))).isSameAs(fresh);
    assertThat(filters.size()).isEqualTo(3);
  }

  @Test
  void whatIsNoFilterIsNotKept() {
    assertThatThrownBy(() -> filters.of("{}")).isInstanceOf(Problem.class);
    assertThat(filters.size()).isZero();
  }
}
