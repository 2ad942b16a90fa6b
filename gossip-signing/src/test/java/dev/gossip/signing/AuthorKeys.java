package dev.gossip.signing;

import java.util.HexFormat;
import java.util.Random;

/** Keys whose secret is known. */
final class AuthorKeys {
  private AuthorKeys() {}

  /** The key of 32 bytes in hexadecimal digits. */
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
