package io.hotswap.push.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Addresses with a common prefix: {@code 10.0.0.0/8}, {@code fd00::/8}, one address alone. */
final class AddressRange {
  private static final Pattern NUMERIC =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");

  private final byte[] prefix;
  private final int bits;

  private AddressRange(byte[] prefix, int bits) {
    this.prefix = prefix;
    this.bits = bits;
  }

  static List<AddressRange> listOf(String... ranges) {
    return Arrays.stream(ranges).map(AddressRange::parse).toList();
  }

  /**
   * Reads a range in CIDR form.
   *
   * @throws IllegalArgumentException naming the value and what was expected
   */
  static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    byte[] bytes = numeric(text, address);
    int max = bytes.length * 8;
    int bits = slash < 0 ? max : length(text, text.substring(slash + 1), max);
    AddressRange range = new AddressRange(bytes, bits);
    for (int bit = bits; bit < max; bit++) {
      if ((bytes[bit / 8] & (0x80 >> (bit % 8))) != 0) {
        throw bad(text, "no bits set after the first " + bits);
      }
    }
    return range;
  }

  boolean contains(byte[] address) {
    if (address.length != prefix.length) {
      return false;
    }
    int whole = bits / 8;
    if (!Arrays.equals(address, 0, whole, prefix, 0, whole)) {
      return false;
    }
    int rest = bits % 8;
    return rest == 0 || ((address[whole] ^ prefix[whole]) & 0xff) >> (8 - rest) == 0;
  }

  private static byte[] numeric(String text, String address) {
    if (!NUMERIC.matcher(address).matches()) {
      throw bad(text, "an address range, as 10.0.0.0/8 or fd00::/8");
    }
    try {
      // NB: numeric only, so that nothing is looked up.
      return InetAddress.getByName(address).getAddress();
    } catch (UnknownHostException malformed) {
      throw bad(text, "an address range, as 10.0.0.0/8 or fd00::/8");
    }
  }

  private static int length(String text, String digits, int max) {
    int bits = digits.matches("\\d{1,3}") ? Integer.parseInt(digits) : -1;
    if (bits < 0 || bits > max) {
      throw bad(text, "a prefix length 0.." + max);
    }
    return bits;
  }

  private static IllegalArgumentException bad(String text, String expected) {
    return new IllegalArgumentException("allow: " + text + " (expected: " + expected + ")");
  }
}
