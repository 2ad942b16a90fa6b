package dev.gossip.signing;

import static java.math.BigInteger.ONE;
import static java.math.BigInteger.TWO;
import static java.math.BigInteger.ZERO;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A simple, slow implementation of edwards25519 (RFC 8032, section 5.1). It makes signatures that
 * no library makes.
 */
final class Curve {
  static final BigInteger P = TWO.pow(255).subtract(BigInteger.valueOf(19));
  static final BigInteger L =
      TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private static final BigInteger D =
      BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(P)).mod(P);
  private static final BigInteger ROOT_OF_MINUS_ONE = TWO.modPow(P.subtract(ONE).shiftRight(2), P);

  static final Point NEUTRAL = new Point(ZERO, ONE);

  /** The generator: y = 4/5, and x is even. */
  static final Point BASE =
      pointWithY(BigInteger.valueOf(4).multiply(BigInteger.valueOf(5).modInverse(P)).mod(P));

  private Curve() {}

  record Point(BigInteger x, BigInteger y) {
    Point plus(Point other) {
      return new Fraction(x, y, ONE).plus(new Fraction(other.x, other.y, ONE)).point();
    }

    Point times(BigInteger factor) {
      Fraction self = new Fraction(x, y, ONE);
      Fraction result = new Fraction(ZERO, ONE, ONE);
      for (int bit = factor.bitLength() - 1; bit >= 0; bit--) {
        result = result.plus(result);
        if (factor.testBit(bit)) {
          result = result.plus(self);
        }
      }
      return result.point();
    }

    Point negated() {
      return new Point(P.subtract(x).mod(P), y);
    }

    /** Returns the 32-byte encoding of RFC 8032. */
    ByteString encode() {
      return encode(y);
    }

    /** Returns a non-canonical encoding of the point, if its y is small enough. */
    ByteString encodeWithLargeY() {
      return encode(y.add(P));
    }

    private ByteString encode(BigInteger encodedY) {
      return littleEndian(x.testBit(0) ? encodedY.setBit(255) : encodedY);
    }
  }

  /** The point (x/z, y/z), which allows addition without the slow division. */
  private record Fraction(BigInteger x, BigInteger y, BigInteger z) {
    /** The formulas add-2008-bbjlp for a = -1. */
    Fraction plus(Fraction other) {
      BigInteger a = z.multiply(other.z).mod(P);
      BigInteger c = x.multiply(other.x).mod(P);
      BigInteger d = y.multiply(other.y).mod(P);
      BigInteger e = D.multiply(c).multiply(d).mod(P);
      BigInteger b = a.multiply(a);
      BigInteger f = b.subtract(e).mod(P);
      BigInteger g = b.add(e).mod(P);
      BigInteger cross = x.add(y).multiply(other.x.add(other.y)).subtract(c).subtract(d);
      return new Fraction(
          a.multiply(f).multiply(cross).mod(P),
          a.multiply(g).multiply(d.add(c)).mod(P),
          f.multiply(g).mod(P));
    }

    Point point() {
      BigInteger inverse = z.modInverse(P);
      return new Point(x.multiply(inverse).mod(P), y.multiply(inverse).mod(P));
    }
  }

  /** The eight points of small order: the multiples of one of order 8. */
  static List<Point> smallOrder() {
    // A point times L is of small order; for half of all points the order is 8.
    Point generator =
        IntStream.iterate(2, i -> i + 1)
            .mapToObj(BigInteger::valueOf)
            .filter(Curve::isOnCurve)
            .map(y -> pointWithY(y).times(L))
            .filter(point -> !point.times(BigInteger.valueOf(4)).equals(NEUTRAL))
            .findFirst()
            .orElseThrow();
    return Stream.iterate(NEUTRAL, generator::plus).limit(8).toList();
  }

  /** Returns the factor of the key in the verification: the hash of R, A and the message. */
  static BigInteger challenge(ByteString r, ByteString a, byte[] message) {
    try {
      MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
      sha512.update(r.toByteArray());
      sha512.update(a.toByteArray());
      return number(sha512.digest(message)).mod(L);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Decodes a point from 32 bytes. */
  static Point decode(ByteString bytes) {
    BigInteger number = number(bytes.toByteArray());
    Point even = pointWithY(number.clearBit(255));
    return number.testBit(255) ? even.negated() : even;
  }

  static ByteString littleEndian(BigInteger number) {
    byte[] bytes = new byte[32];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = number.shiftRight(8 * i).byteValue();
    }
    return ByteString.copyFrom(bytes);
  }

  static BigInteger number(byte[] littleEndian) {
    BigInteger number = ZERO;
    for (int i = littleEndian.length - 1; i >= 0; i--) {
      number = number.shiftLeft(8).or(BigInteger.valueOf(littleEndian[i] & 0xff));
    }
    return number;
  }

  private static boolean isOnCurve(BigInteger y) {
    BigInteger square = squareOfX(y);
    return square.signum() == 0 || square.modPow(P.shiftRight(1), P).equals(ONE);
  }

  /** Returns the point with this y and an even x. */
  private static Point pointWithY(BigInteger y) {
    BigInteger square = squareOfX(y);
    BigInteger x = square.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
    if (!x.multiply(x).mod(P).equals(square)) {
      x = x.multiply(ROOT_OF_MINUS_ONE).mod(P);
    }
    return new Point(x.testBit(0) ? P.subtract(x) : x, y);
  }

  private static BigInteger squareOfX(BigInteger y) {
    BigInteger ySquared = y.multiply(y);
    return ySquared.subtract(ONE).multiply(D.multiply(ySquared).add(ONE).modInverse(P)).mod(P);
  }
}
