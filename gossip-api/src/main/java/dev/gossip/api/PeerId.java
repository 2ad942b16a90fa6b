package dev.gossip.api;

import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Identifies a node to its peers: the node's public key with a transport that proves ids, else 32
 * random bytes, new at every start of the node. Use this as the key for state about a peer, not
 * {@link Peer}, whose direction may differ after a reconnect. Ordered by unsigned bytes.
 */
public final class PeerId extends Id256 implements Comparable<PeerId> {
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{64}");

  /**
   * @param bytes 32 bytes; copied
   * @throws IllegalArgumentException if there are not exactly 32
   */
  public PeerId(byte[] bytes) {
    super(bytes);
  }

  /**
   * Reads the text that {@link #hex} returns; upper-case digits are accepted, too.
   *
   * @throws IllegalArgumentException if it is not 64 hexadecimal digits; the message is one line
   *     and shows the form
   */
  public static PeerId parse(String hex) {
    if (!isHex(hex)) {
      throw new IllegalArgumentException(
          "'" + hex + "' is not the id of a node: write its 64 hexadecimal digits");
    }
    return new PeerId(HexFormat.of().parseHex(hex));
  }

  /** Whether a text has the form that {@link #parse} reads. */
  public static boolean isHex(String text) {
    return HEX.matcher(text).matches();
  }

  @Override
  public int compareTo(PeerId other) {
    return compareLongs(other);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PeerId id && equalLongs(id);
  }
}
