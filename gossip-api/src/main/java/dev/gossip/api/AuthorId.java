package dev.gossip.api;

import com.google.protobuf.ByteString;
import java.util.HexFormat;

/**
 * Who wrote a message: the public key that its signature answers to, or {@link #NONE} for an
 * unsigned message. Not the id of the node that sent it.
 *
 * @param key the public key; empty when unsigned
 */
public record AuthorId(ByteString key) {

  /** The author of unsigned messages. */
  public static final AuthorId NONE = new AuthorId(ByteString.EMPTY);

  /** Whether this is {@link #NONE}. */
  public boolean isNone() {
    return key.isEmpty();
  }

  /** The key in lower-case hexadecimal digits. */
  public String hex() {
    return HexFormat.of().formatHex(key.toByteArray());
  }

  @Override
  public String toString() {
    return isNone() ? "none" : hex();
  }
}
