package io.hotswap.push.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressGuardTest {
  private final AddressGuard guard = new AddressGuard(List.of(), () -> false);

  private static InetAddress address(String numeric) {
    try {
      return InetAddress.getByName(numeric);
    } catch (UnknownHostException bad) {
      throw new IllegalArgumentException(numeric, bad);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700::1111",
        "2002:0101:0101::1",
        "64:ff9b::1.1.1.1",
        "::ffff:1.1.1.1"
      })
  void publicOnesAreOpen(String address) {
    assertThat(guard.allows(address(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.169.254",
        "172.16.0.0",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fdff:ffff::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1"
      })
  void othersAreClosed(String address) {
    assertThat(guard.allows(address(address))).isFalse();
  }

  @Test
  void aMappedAddressThatJavaDoesNotUnwrap() throws UnknownHostException {
    byte[] mapped = new byte[16];
    mapped[10] = -1;
    mapped[11] = -1;
    mapped[12] = 10;
    assertThat(guard.allows(Inet6Address.getByAddress("x", mapped, 0))).isFalse();
  }

  @Test
  void loopbackWhereItIsAllowed() {
    AddressGuard dev = new AddressGuard(List.of(), () -> true);
    assertThat(dev.allows(address("127.0.0.1"))).isTrue();
    assertThat(dev.allows(address("::1"))).isTrue();
    assertThat(dev.allows(address("0.0.0.0"))).isFalse();
    assertThat(dev.allows(address("10.0.0.1"))).isFalse();
  }

  @Test
  void rangesTheOperatorAllows() {
    AddressGuard own =
        new AddressGuard(List.of("10.1.0.0/16", "fd00::/8", "192.168.7.7"), () -> false);
    assertThat(own.allows(address("10.1.255.255"))).isTrue();
    assertThat(own.allows(address("::ffff:10.1.0.1"))).isTrue();
    assertThat(own.allows(address("10.2.0.0"))).isFalse();
    assertThat(own.allows(address("fdff::1"))).isTrue();
    assertThat(own.allows(address("fc00::1"))).isFalse();
    assertThat(own.allows(address("192.168.7.7"))).isTrue();
    assertThat(own.allows(address("192.168.7.6"))).isFalse();
  }

  @Test
  void everythingIfTheOperatorSaysSo() {
    AddressGuard all = new AddressGuard(List.of("0.0.0.0/0", "::/0"), () -> false);
    assertThat(all.allows(address("10.0.0.1"))).isTrue();
    assertThat(all.allows(address("fe80::1"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10",
        "example.org",
        "10.0.0.0/33",
        "10.0.0.1/8",
        "::/129",
        "10.0.0.0/x",
        "1:2:3/64",
        "999.0.0.1",
        "fd00::1/8"
      })
  void whatIsNoRange(String text) {
    assertThatThrownBy(() -> AddressRange.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("allow: " + text + " (expected: ");
  }
}
