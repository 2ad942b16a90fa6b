package dev.gossip.udp.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaticKeyTest {

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static byte[] agree(byte[] secret, byte[] publicKey) throws BadHandshakeException {
    return new StaticKey(secret).agree(publicKey);
  }

  /** RFC 7748, section 5.2; the second point without its top bit, which X25519 ignores. */
  @ParameterizedTest
  @CsvSource({
    "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4,"
        + "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c,"
        + "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
    "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d,"
        + "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a413,"
        + "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"
  })
  void agreementEqualsThePublishedOne(String secret, String point, String result)
      throws BadHandshakeException {
    assertThat(agree(bytes(secret), bytes(point))).isEqualTo(bytes(result));
  }

  /** RFC 7748, section 5.2. */
  @ParameterizedTest
  @CsvSource({
    "1, 422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079",
    "1000, 684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51"
  })
  void repeatedAgreementEqualsThePublishedOne(int times, String result)
      throws BadHandshakeException {
    byte[] secret = new byte[32];
    secret[0] = 9;
    byte[] point = secret;
    for (int i = 0; i < times; i++) {
      byte[] next = agree(secret, point);
      point = secret;
      secret = next;
    }
    assertThat(secret).isEqualTo(bytes(result));
  }

  /** RFC 7748, section 6.1. */
  @Test
  void bothOwnersAgreeOnThePublishedSecret() throws BadHandshakeException {
    StaticKey alice =
        new StaticKey(bytes("77076d0a7318a57d3c16c17251b26645df4cdb52c2a1a5f3a4a5c5a6d5f5a4d0"));
    StaticKey bob =
        new StaticKey(bytes("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));
    assertThat(bob.publicKey())
        .isEqualTo(bytes("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"));
    assertThat(alice.agree(bob.publicKey())).isEqualTo(bob.agree(alice.publicKey()));
  }

  @Test
  void secretIsCopiedAndClamped() throws BadHandshakeException {
    byte[] secret = Handshakes.secret(1);
    StaticKey key = new StaticKey(secret);
    byte[] before = key.agree(Handshakes.ACCEPTOR.publicKey());
    byte[] clamped = secret.clone();
    clamped[0] ^= 7;
    clamped[31] ^= (byte) 0x80;
    secret[5]++;
    key.publicKey()[3]++;

    assertThat(key.agree(Handshakes.ACCEPTOR.publicKey())).isEqualTo(before);
    assertThat(key.publicKey()).isEqualTo(Handshakes.key(1).publicKey());
    assertThat(new StaticKey(clamped).publicKey()).isEqualTo(key.publicKey());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 33})
  void otherLengthsAreNoKeys(int length) {
    assertThat(StaticKey.isValidPublicKey(new byte[length])).isFalse();
    assertThatThrownBy(() -> new StaticKey(new byte[length]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @MethodSource("dev.gossip.udp.noise.InvalidKeys#all")
  void invalidPublicKeyIsRefused(byte[] key) {
    assertThat(StaticKey.isValidPublicKey(key)).isFalse();
    assertThatThrownBy(() -> Handshakes.DIALER.agree(key))
        .isInstanceOf(BadHandshakeException.class)
        .hasNoCause()
        .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
  }

  /** Otherwise the list in {@link StaticKey} would hold keys that are none. */
  @ParameterizedTest
  @MethodSource("dev.gossip.udp.noise.InvalidKeys#lowOrder")
  void lowOrderKeysGiveZeroForEverySecret(byte[] key) {
    for (int seed = 0; seed < 10; seed++) {
      byte[] shared = new byte[32];
      assertThat(X25519.calculateAgreement(Handshakes.secret(seed), 0, key, 0, shared, 0))
          .isFalse();
      assertThat(shared).containsOnly(0);
    }
  }

  @Test
  void largestAndSmallestKeysAreValid() {
    assertThat(StaticKey.isValidPublicKey(InvalidKeys.small(2))).isTrue();
    assertThat(StaticKey.isValidPublicKey(InvalidKeys.belowTwoTo255(21))).isTrue();
    for (int seed = 0; seed < 100; seed++) {
      assertThat(StaticKey.isValidPublicKey(Handshakes.key(seed).publicKey())).isTrue();
    }
  }

  @Test
  void textDoesNotShowTheSecret() {
    assertThat(Handshakes.DIALER.toString())
        .contains(HexFormat.of().formatHex(Handshakes.DIALER.publicKey()))
        .doesNotContain(HexFormat.of().formatHex(Handshakes.secret(1), 8, 24));
    assertThat(Handshakes.keys()).hasToString("SessionKeys");
  }
}
