package dev.gossip.udp.noise;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Bytes that are no public key. */
final class InvalidKeys {
  private InvalidKeys() {}

  /** A small number, little-endian. */
  static byte[] small(int value) {
    byte[] key = new byte[32];
    key[0] = (byte) value;
    return key;
  }

  /** 2^255 - distance, little-endian, for small distances. */
  static byte[] belowTwoTo255(int distance) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) 0xff);
    key[0] = (byte) (256 - distance);
    key[31] = 0x7f;
    return key;
  }

  static byte[] withTopBit(byte[] key) {
    byte[] changed = key.clone();
    changed[31] |= (byte) 0x80;
    return changed;
  }

  /** Points of low order, in every form that X25519 reads without the top bit. */
  static List<byte[]> lowOrder() {
    return List.of(
        small(0),
        small(1),
        HexFormat.of().parseHex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
        HexFormat.of().parseHex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
        belowTwoTo255(20),
        belowTwoTo255(19),
        belowTwoTo255(18));
  }

  /** All kinds: low order, second forms, and the top bit. */
  static List<byte[]> all() {
    List<byte[]> secondForms =
        IntStream.rangeClosed(1, 19).mapToObj(InvalidKeys::belowTwoTo255).toList();
    Stream<byte[]> topBit =
        Stream.concat(lowOrder().stream(), Stream.of(Handshakes.DIALER.publicKey(), small(9)))
            .map(InvalidKeys::withTopBit);
    return Stream.of(lowOrder().stream(), secondForms.stream(), topBit)
        .flatMap(keys -> keys)
        .toList();
  }
}
