package dev.gossip.signing;

import static java.math.BigInteger.ONE;
import static java.math.BigInteger.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.signing.Curve.Point;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Verifies the test vectors of RFC 8032, and signatures about which its implementations disagree
 * (Chalkias, Garillot and Nikolaenko 2020, "Taming the many EdDSAs", section 5). The latter are
 * constructed here.
 */
class StrictVerifierTest {
  private static final byte[] MESSAGE = {'h', 'e', 'l', 'l', 'o'};
  private static final BigInteger SECRET = new BigInteger("1234567890".repeat(6)).mod(Curve.L);
  private static final BigInteger NONCE = new BigInteger("987654321".repeat(6)).mod(Curve.L);
  private static final Point KEY = Curve.BASE.times(SECRET);
  private static final List<Point> SMALL_ORDER = Curve.smallOrder();

  private final StrictVerifier verifier = new StrictVerifier();
  private final StrictVerifier withJdk = new StrictVerifier(JcaVerifier.of("SunEC"));
  private final StrictVerifier withAcceptAll =
      new StrictVerifier((key, statement, signature) -> true);

  // ---- valid signatures ----------------------------------------------------------------------

  @ParameterizedTest
  @MethodSource("rfcVectors")
  void signingAndVerificationMatchTheRfcVectors(
      String secret, String key, String message, String signature) {
    byte[] bytes = HexFormat.of().parseHex(message);
    AuthorKey author = AuthorKeys.of(secret);

    assertThat(author.author().hex()).isEqualTo(key);
    assertThat(HexFormat.of().formatHex(author.sign(bytes))).isEqualTo(signature);
    assertThat(verifier.isValid(hex(key), bytes, hex(signature))).isTrue();
    assertThat(verifier.isValid(hex(key), bytes, hex(signature)))
        .as("with the key cached")
        .isTrue();
  }

  /** RFC 8032, section 7.1, except the 1023-byte one: secret, public key, message, signature. */
  static Stream<Arguments> rfcVectors() {
    return Stream.of(
        Arguments.of(
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e"
                + "39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
        Arguments.of(
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f"
                + "3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
        Arguments.of(
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67"
                + "f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
        Arguments.of(
            "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
            "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba"
                + "3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfb"
                + "c7c66431e0303dca179c138ac17ad9bef1177331a704"));
  }

  @Test
  void curveOfThisTestIsEdwards25519() {
    assertThat(Curve.BASE.times(Curve.L)).isEqualTo(Curve.NEUTRAL);
    assertThat(SMALL_ORDER).hasSize(8).doesNotHaveDuplicates();
    assertThat(SMALL_ORDER).allMatch(p -> p.times(BigInteger.valueOf(8)).equals(Curve.NEUTRAL));
    assertThat(isValid(KEY.encode(), sign(KEY, Curve.NEUTRAL))).isTrue();
  }

  // ---- disputed signatures -------------------------------------------------------------------

  @Test
  void keysOfSmallOrderAreRejected() {
    for (Point key : SMALL_ORDER) {
      // With such a key anyone can sign anything: R = S * B is valid if the challenge is a multiple
      // of the key's order.
      List<ByteString> solutions =
          IntStream.rangeClosed(1, 64)
              .mapToObj(BigInteger::valueOf)
              .map(s -> Curve.BASE.times(s).encode().concat(Curve.littleEndian(s)))
              .filter(signature -> solvesEquation(key, signature))
              .toList();

      assertThat(solutions).isNotEmpty();
      assertThat(solutions).as("key %s", key).noneMatch(it -> isValid(key.encode(), it));
    }
  }

  @Test
  void keysOutsideTheGroupOfPrimeOrderAreRejected() {
    for (Point small : SMALL_ORDER.subList(1, 8)) {
      Point key = KEY.plus(small);
      List<ByteString> solutions =
          nonces(64)
              .map(nonce -> sign(key, Curve.NEUTRAL, nonce))
              .filter(signature -> solvesEquation(key, signature))
              .toList();

      assertThat(solutions).isNotEmpty();
      assertThat(solutions)
          .as("key with %s added", small)
          .noneMatch(signature -> isValid(key.encode(), signature));
    }
  }

  @Test
  void signaturesWithRofSmallOrderAreRejected() {
    for (Point r : SMALL_ORDER) {
      ByteString encoded = r.encode();
      BigInteger k = Curve.challenge(encoded, KEY.encode(), MESSAGE);
      ByteString signature = encoded.concat(Curve.littleEndian(k.multiply(SECRET).mod(Curve.L)));

      assertThat(isValid(KEY.encode(), signature)).as("R of order 1, 2, 4 or 8: %s", r).isFalse();
      assertThat(bouncyCastleAccepts(KEY.encode(), signature))
          .as("Bouncy Castle accepts it, so StrictVerifier itself rejects it")
          .isTrue();
    }
  }

  /**
   * Only the author can make these signatures. They are valid, since Bouncy Castle multiplies by
   * the cofactor, the first of the two methods in section 5.1.7 of the RFC. All nodes must agree.
   */
  @Test
  void signaturesWithRoutsideTheGroupOfPrimeOrderAreAccepted() {
    for (Point small : SMALL_ORDER.subList(1, 8)) {
      for (ByteString signature : nonces(5).map(it -> sign(KEY, small, it)).toList()) {
        assertThat(solvesEquation(KEY, signature)).isFalse();
        assertThat(isValid(KEY.encode(), signature)).as("R with %s added", small).isTrue();
      }
    }
  }

  @Test
  void nonCanonicalScalarsAreRejected() {
    ByteString valid = sign(KEY, Curve.NEUTRAL);
    byte[] s = valid.substring(32).toByteArray();
    BigInteger number = Curve.number(s);
    for (BigInteger other = number.add(Curve.L);
        other.bitLength() <= 256;
        other = other.add(Curve.L)) {
      assertThat(isValid(KEY.encode(), valid.substring(0, 32).concat(Curve.littleEndian(other))))
          .as("S = %s", other)
          .isFalse();
    }
  }

  @Test
  void nonCanonicalPointsAreRejected() {
    // Only a y below 19 has a second encoding. The neutral element has one, and two with a sign.
    List<ByteString> encodings =
        Stream.concat(
                SMALL_ORDER.stream()
                    .filter(point -> point.y().add(Curve.P).bitLength() <= 255)
                    .map(Point::encodeWithLargeY),
                Stream.of(
                    Curve.littleEndian(ONE.setBit(255)),
                    Curve.littleEndian(Curve.P.subtract(ONE).setBit(255)),
                    Curve.littleEndian(Curve.P.add(ONE).setBit(255)),
                    Curve.littleEndian(TWO.pow(255).subtract(ONE))))
            .toList();
    assertThat(encodings).hasSizeGreaterThan(5);

    for (ByteString encoding : encodings) {
      BigInteger k = Curve.challenge(encoding, KEY.encode(), MESSAGE);
      ByteString asR = encoding.concat(Curve.littleEndian(k.multiply(SECRET).mod(Curve.L)));
      assertThat(isValid(KEY.encode(), asR)).as("R = %s", encoding).isFalse();

      for (int s = 1; s < 20; s++) {
        BigInteger number = BigInteger.valueOf(s);
        ByteString asKey = Curve.BASE.times(number).encode().concat(Curve.littleEndian(number));
        assertThat(isValid(encoding, asKey)).as("key = %s", encoding).isFalse();
      }
    }
  }

  // ---- construction of signatures ------------------------------------------------------------

  private static ByteString sign(Point key, Point addedToR) {
    return sign(key, addedToR, NONCE);
  }

  /** Signs with {@link #SECRET} as in the RFC, for a given key and with a point added to R. */
  private static ByteString sign(Point key, Point addedToR, BigInteger nonce) {
    ByteString r = Curve.BASE.times(nonce).plus(addedToR).encode();
    BigInteger k = Curve.challenge(r, key.encode(), MESSAGE);
    return r.concat(Curve.littleEndian(nonce.add(k.multiply(SECRET)).mod(Curve.L)));
  }

  private static Stream<BigInteger> nonces(int count) {
    return Stream.iterate(NONCE, nonce -> nonce.add(ONE)).limit(count);
  }

  /** Returns whether S * B = R + k * A, the equation of the RFC without a cofactor. */
  private static boolean solvesEquation(Point key, ByteString signature) {
    return difference(key, signature).equals(Curve.NEUTRAL);
  }

  private static Point difference(Point key, ByteString signature) {
    ByteString r = signature.substring(0, 32);
    BigInteger k = Curve.challenge(r, key.encode(), MESSAGE);
    BigInteger s = Curve.number(signature.substring(32).toByteArray());
    return Curve.BASE.times(s).plus(Curve.decode(r).negated()).plus(key.times(k).negated());
  }

  /** Verifies alone and with a faster verifier in front; all results must be equal. */
  private boolean isValid(ByteString key, ByteString signature) {
    boolean valid = verifier.isValid(key, MESSAGE, signature);
    assertThat(withJdk.isValid(key, MESSAGE, signature))
        .as("with the JDK in front: key %s, signature %s", key, signature)
        .isEqualTo(valid);
    assertThat(withAcceptAll.isValid(key, MESSAGE, signature))
        .as("with a provider in front that accepts everything")
        .isEqualTo(valid);
    return valid;
  }

  private static boolean bouncyCastleAccepts(ByteString key, ByteString signature) {
    return Ed25519.verify(
        signature.toByteArray(), 0, key.toByteArray(), 0, MESSAGE, 0, MESSAGE.length);
  }

  private static ByteString hex(String digits) {
    return ByteString.copyFrom(HexFormat.of().parseHex(digits));
  }
}
