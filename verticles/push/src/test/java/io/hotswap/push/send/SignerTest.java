package io.hotswap.push.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SignerTest {
  private static final String BODY = "{\"test\": 2432232314}";

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The vector that the reference libraries of the specification test with. */
  @Test
  void theReferenceVector() {
    String signature =
        new Signer(List.of(Fixtures.SECRET))
            .sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, bytes(BODY));
    assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void theReferenceLibrarySignsTheSame() throws Exception {
    String text = "{\"ä\":\"€\"}";
    assertThat(new Signer(List.of(Fixtures.OTHER_SECRET)).sign("id", 17, bytes(text)))
        .isEqualTo(new Webhook(Fixtures.OTHER_SECRET).sign("id", 17, text));
  }

  @Test
  void theReferenceLibraryVerifiesWithEitherSecret() throws Exception {
    long now = System.currentTimeMillis() / 1000;
    String both =
        new Signer(List.of(Fixtures.SECRET, Fixtures.OTHER_SECRET)).sign("id", now, bytes(BODY));
    assertThat(both.split(" ")).hasSize(2).allSatisfy(one -> assertThat(one).startsWith("v1,"));
    Map<String, List<String>> headers =
        Map.of(
            "webhook-id", List.of("id"),
            "webhook-timestamp", List.of(Long.toString(now)),
            "webhook-signature", List.of(both));
    new Webhook(Fixtures.SECRET).verify(BODY, headers);
    new Webhook(Fixtures.OTHER_SECRET).verify(BODY, headers);
    assertThatThrownBy(() -> new Webhook(Fixtures.SECRET).verify(BODY + " ", headers))
        .isInstanceOf(com.standardwebhooks.exceptions.WebhookVerificationException.class);
  }

  @Test
  void theNewestSecretComesFirst() {
    String both =
        new Signer(List.of(Fixtures.SECRET, Fixtures.OTHER_SECRET)).sign("a", 1, bytes(""));
    assertThat(both).startsWith(new Signer(List.of(Fixtures.SECRET)).sign("a", 1, bytes("")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "whsec_", "whsec_!!", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_c2hvcnQ="})
  void aWrongSecretIsRefusedWithoutBeingTold(String secret) {
    assertThatThrownBy(() -> new Signer(List.of(secret)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "secrets: one of "
                + secret.length()
                + " characters (expected: whsec_ and base64 of 24..64 bytes)");
  }

  @Test
  void theBoundsOfASecret() {
    assertThatThrownBy(() -> new Signer(List.of())).hasMessageContaining("(expected: 1 or 2)");
    for (int size : new int[] {24, 64}) {
      new Signer(List.of("whsec_" + Base64.getEncoder().encodeToString(new byte[size])));
    }
    for (int size : new int[] {23, 65}) {
      String secret = "whsec_" + Base64.getEncoder().encodeToString(new byte[size]);
      assertThatThrownBy(() -> new Signer(List.of(secret))).hasMessageContaining("24..64");
    }
  }
}
