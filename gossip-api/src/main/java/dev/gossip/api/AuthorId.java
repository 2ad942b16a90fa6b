package dev.gossip.api;

import com.google.protobuf.ByteString;
import java.util.HexFormat;

/**
 * The author of a message: the public key that verifies its signature, or {@link #NONE} for an
 * unsigned message. This is not the id of the node that sent the message.
 *
 * @param key the public key; empty for an unsigned message
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
