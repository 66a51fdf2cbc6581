package io.hotswap.gateway.rest.subscription;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Where messages can be pushed to, and with what they are signed. Whether an address may be reached
 * is decided when it is connected to, since a name can be made to point elsewhere later.
 */
final class Endpoints {
  static final String EXPECTED =
      "an http or https URL without user and fragment, or event-bus:ADDRESS";
  static final String SECRET_EXPECTED = "whsec_ and base64 of 24..64 bytes";

  private static final String BUS = "event-bus:";
  private static final Pattern ADDRESS = Pattern.compile("[\\x21-\\x7e]{1,200}");

  /** Addresses of the product itself: nobody may have messages sent into it. */
  private static final String OWN = "hotswap.";

  private static final Set<String> SCHEMES = Set.of("http", "https");
  private static final String SECRET = "whsec_";
  private static final int GENERATED_BYTES = 24;
  private static final int SECRET_BYTES_MAX = 64;

  private Endpoints() {}

  static boolean valid(String endpoint) {
    if (endpoint.startsWith(BUS)) {
      String address = endpoint.substring(BUS.length());
      return ADDRESS.matcher(address).matches() && !address.startsWith(OWN);
    }
    try {
      URI uri = new URI(endpoint);
      return uri.getScheme() != null
          && SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))
          && uri.getHost() != null
          && uri.getUserInfo() == null
          && uri.getFragment() == null
          && uri.getPort() <= 0xffff
          && uri.getPort() != 0;
    } catch (URISyntaxException none) {
      return false;
    }
  }

  static boolean validSecret(String secret) {
    return secret.startsWith(SECRET)
        && bytes(secret.substring(SECRET.length()))
            .filter(bytes -> bytes.length >= GENERATED_BYTES && bytes.length <= SECRET_BYTES_MAX)
            .isPresent();
  }

  private static Optional<byte[]> bytes(String base64) {
    try {
      return Optional.of(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  static String newSecret(RandomGenerator random) {
    byte[] bytes = new byte[GENERATED_BYTES];
    random.nextBytes(bytes);
    return SECRET + Base64.getEncoder().encodeToString(bytes);
  }
}
