package io.hotswap.push.net;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Which addresses endpoints may have: public unicast ones, and what the operator allows. IPv4
 * addresses that are wrapped in IPv6 ones (mapped, NAT64, 6to4) count as what they wrap.
 */
public final class AddressGuard {
  private static final List<AddressRange> LOOPBACK = AddressRange.listOf("127.0.0.0/8", "::1");

  /** Special purpose registries of IANA: what is not globally reachable unicast. */
  private static final List<AddressRange> CLOSED_V4 =
      AddressRange.listOf(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/4",
          "240.0.0.0/4");

  private static final AddressRange GLOBAL_V6 = AddressRange.parse("2000::/3");
  private static final List<AddressRange> CLOSED_V6 =
      AddressRange.listOf("2001::/23", "2001:db8::/32", "3fff::/20");
  private static final AddressRange NAT64 = AddressRange.parse("64:ff9b::/96");
  private static final AddressRange SIX_TO_FOUR = AddressRange.parse("2002::/16");

  private final List<AddressRange> allowed;
  private final BooleanSupplier loopbackAllowed;

  /**
   * A guard.
   *
   * @param allow ranges in CIDR form that are let through though they are not public
   * @throws IllegalArgumentException if one cannot be read
   */
  public AddressGuard(List<String> allow, BooleanSupplier loopbackAllowed) {
    this.allowed = allow.stream().map(AddressRange::parse).toList();
    this.loopbackAllowed = loopbackAllowed;
  }

  public boolean allows(InetAddress address) {
    byte[] bytes = unwrapped(address.getAddress());
    if (isIn(allowed, bytes) || (isIn(LOOPBACK, bytes) && loopbackAllowed.getAsBoolean())) {
      return true;
    }
    return bytes.length == 4
        ? !isIn(CLOSED_V4, bytes)
        : GLOBAL_V6.contains(bytes) && !isIn(CLOSED_V6, bytes);
  }

  private static byte[] unwrapped(byte[] bytes) {
    if (bytes.length == 4) {
      return bytes;
    }
    if (isMapped(bytes) || NAT64.contains(bytes)) {
      return Arrays.copyOfRange(bytes, 12, 16);
    }
    return SIX_TO_FOUR.contains(bytes) ? Arrays.copyOfRange(bytes, 2, 6) : bytes;
  }

  private static boolean isMapped(byte[] bytes) {
    for (int i = 0; i < 10; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return bytes[10] == -1 && bytes[11] == -1;
  }

  private static boolean isIn(List<AddressRange> ranges, byte[] bytes) {
    return ranges.stream().anyMatch(range -> range.contains(bytes));
  }
}
