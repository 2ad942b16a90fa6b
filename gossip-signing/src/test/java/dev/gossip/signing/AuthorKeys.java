package dev.gossip.signing;

import java.util.HexFormat;
import java.util.Random;

/** Creates keys from known secrets. */
final class AuthorKeys {
  private AuthorKeys() {}

  /** Returns the key of a secret of 32 bytes, given in hexadecimal digits. */
  static AuthorKey of(String secret) {
    byte[] bytes = HexFormat.of().parseHex(secret);
    return AuthorKey.generate(
        new Random() {
          private static final long serialVersionUID = 1;

          @Override
          public void nextBytes(byte[] target) {
            System.arraycopy(bytes, 0, target, 0, target.length);
          }
        });
  }
}
