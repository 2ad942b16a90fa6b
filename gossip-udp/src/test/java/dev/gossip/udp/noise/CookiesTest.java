package dev.gossip.udp.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.api.PeerAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CookiesTest {
  private static final PeerAddress FROM = new PeerAddress("192.0.2.1", 50_000);
  private static final long START = -5;
  private static final int SEED = 8;

  private final Cookies cookies = new Cookies(new Random(SEED), START);
  private final byte[] init = new byte[68];

  CookiesTest() {
    new Random(9).nextBytes(init);
  }

  private byte[] answered(PeerAddress from, long nowNanos) {
    byte[] cookie = cookies.cookie(from, init, nowNanos);
    assertThat(cookie).hasSize(20);
    byte[] answered = init.clone();
    System.arraycopy(cookie, 0, answered, 16, cookie.length);
    return answered;
  }

  private static long after(Duration time) {
    return START + time.toNanos();
  }

  @Test
  void cookieIsValidForItsInitAndAddress() {
    byte[] answered = answered(FROM, START);
    assertThat(cookies.isValid(FROM, answered, START)).isTrue();
    assertThat(cookies.isValid(FROM, init, START)).isFalse();
    assertThat(cookies.isValid(FROM, new byte[68], START)).isFalse();
    assertThat(cookies.cookie(FROM, answered, START)).isEqualTo(cookies.cookie(FROM, init, START));
  }

  @Test
  void cookieIsNotValidForAnotherAddress() {
    byte[] answered = answered(FROM, START);
    assertThat(cookies.isValid(new PeerAddress("192.0.2.1", 50_001), answered, START)).isFalse();
    assertThat(cookies.isValid(new PeerAddress("192.0.2.1", 50_256), answered, START)).isFalse();
    assertThat(cookies.isValid(new PeerAddress("192.0.2.2", 50_000), answered, START)).isFalse();
    assertThat(cookies.isValid(new PeerAddress("2001:db8::1", 50_000), answered, START)).isFalse();
  }

  @Test
  void everyFlippedBitMakesTheCookieInvalid() {
    byte[] answered = answered(FROM, START);
    for (int bit = 0; bit < 8 * answered.length; bit++) {
      byte[] changed = answered.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(cookies.isValid(FROM, changed, START)).as("bit %d", bit).isFalse();
    }
    assertThat(cookies.isValid(FROM, answered, START)).isTrue();
  }

  @Test
  void cookieOfThePreviousSecretIsValid() {
    byte[] answered = answered(FROM, after(Duration.ofSeconds(59)));
    byte[] later = answered(FROM, after(Duration.ofSeconds(60)));
    assertThat(ByteBuffer.wrap(later).getInt(16))
        .isEqualTo(ByteBuffer.wrap(answered).getInt(16) + 1);
    assertThat(cookies.isValid(FROM, answered, after(Duration.ofSeconds(119)))).isTrue();
    assertThat(cookies.isValid(FROM, later, after(Duration.ofSeconds(119)))).isTrue();
    assertThat(cookies.isValid(FROM, answered, after(Duration.ofSeconds(120)))).isFalse();
    assertThat(cookies.isValid(FROM, later, after(Duration.ofSeconds(120)))).isTrue();
  }

  @Test
  void cookieIsNotValidAfterALongSilence() {
    byte[] answered = answered(FROM, START);
    assertThat(cookies.isValid(FROM, answered, after(Duration.ofSeconds(120)))).isFalse();
  }

  @Test
  void cookieOfAnotherNodeIsNotValid() {
    byte[] answered = answered(FROM, START);
    Cookies other = new Cookies(new Random(SEED + 1), START);
    assertThat(other.isValid(FROM, answered, START)).isFalse();
  }

  @Test
  void cookieIsTheHmacOfAddressPortAndInit() throws GeneralSecurityException {
    Random random = new Random(SEED);
    int number = random.nextInt();
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret, "HmacSHA256"));
    byte[] zeroed = init.clone();
    Arrays.fill(zeroed, 16, 36, (byte) 0);
    byte[] input =
        ByteBuffer.allocate(4 + 2 + 68)
            .put(new byte[] {(byte) 192, 0, 2, 1})
            .putShort((short) 50_000)
            .put(zeroed)
            .array();
    byte[] expected = ByteBuffer.allocate(20).putInt(number).put(mac.doFinal(input), 0, 16).array();

    assertThat(cookies.cookie(FROM, init, START)).isEqualTo(expected);
  }

  @Test
  void datagramOfAnotherLengthIsNoInit() {
    assertThatThrownBy(() -> cookies.cookie(FROM, new byte[67], START))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "192.0.2.255",
        "::",
        "::1",
        "1::",
        "2001:db8::8:800:200c:417a",
        "2001:db8:1:2:3:4:5:6",
        "::2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7::",
        "64:ff9b::192.0.2.33",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "::ffff:192.0.2.1"
      })
  void addressBytesEqualThoseOfThePlatform(String host) throws UnknownHostException {
    assertThat(AddressBytes.of(new PeerAddress(host, 1)))
        .isEqualTo(InetAddress.getByName(host).getAddress());
  }

  @Test
  void zoneIsNoPartOfTheAddressBytes() {
    assertThat(AddressBytes.of(new PeerAddress("fe80::1%3", 1)))
        .isEqualTo(AddressBytes.of(new PeerAddress("fe80::1%4", 1)))
        .hasSize(16);
  }
}
