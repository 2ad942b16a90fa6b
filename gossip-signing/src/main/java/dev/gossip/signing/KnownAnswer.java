package dev.gossip.signing;

import com.google.protobuf.ByteString;
import java.util.HexFormat;
import java.util.List;

/**
 * A signature with a known verification result, used to test a third-party provider.
 *
 * @param what a description that follows "accepts" or "rejects" in a message
 */
record KnownAnswer(
    String what, ByteString publicKey, ByteString statement, ByteString signature, boolean valid) {

  private static final String RFC_KEY =
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
  private static final String RFC_SIGNATURE =
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
          + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

  static final List<KnownAnswer> ALL =
      List.of(
          of("the second test vector of RFC 8032", RFC_KEY, "72", RFC_SIGNATURE, true),
          of("a signature of another message", RFC_KEY, "73", RFC_SIGNATURE, false));

  private static KnownAnswer of(
      String what, String publicKey, String statement, String signature, boolean valid) {
    return new KnownAnswer(what, hex(publicKey), hex(statement), hex(signature), valid);
  }

  /** Returns the result of a verifier for this signature. */
  boolean resultOf(SignatureVerifier verifier) {
    return verifier.isValid(publicKey, statement.toByteArray(), signature);
  }

  private static ByteString hex(String digits) {
    return ByteString.copyFrom(HexFormat.of().parseHex(digits));
  }
}
