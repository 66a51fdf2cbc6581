package io.hotswap.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

class LastBoundaryTest {
  private static boolean found(String type, String body, int step) {
    LastBoundary last = new LastBoundary(type);
    for (int at = 0; at < body.length(); at += step) {
      last.look(Buffer.buffer(body.substring(at, Math.min(body.length(), at + step))));
    }
    return last.isFound();
  }

  @Test
  void isFoundHoweverTheBodyIsCutIntoPieces() {
    String body = "--b1\r\nX: y\r\n\r\ndata--b1--\r\n--b1--\r\nepilogue";
    for (int step = 1; step <= body.length(); step++) {
      assertThat(found("multipart/form-data; boundary=b1", body, step)).isTrue();
      assertThat(found("multipart/form-data; Boundary=\"b1\"; charset=x", body, step)).isTrue();
      assertThat(found("multipart/form-data; boundary=b1;x=y", body, step)).isTrue();
      assertThat(found("multipart/form-data; boundary=b2", body, step)).isFalse();
    }
    assertThat(found("multipart/form-data; boundary=\"a b:c\"", "--a b:c--", 2)).isTrue();
    assertThat(found("multipart/form-data; boundary=b1", body.substring(0, 28), 5)).isFalse();
    assertThat(found("multipart/form-data; boundary=b1", "", 5)).isFalse();
  }
}
