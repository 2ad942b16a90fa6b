package dev.gossip.signing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;

class TreeSignatureTest {

  @Test
  void signatureSurvivesARoundTripForEachDepthAndIndex() {
    for (int depth = 0; depth <= 6; depth++) {
      for (int index = 0; index < 1 << depth; index++) {
        ByteString bytes = signature(depth, index);

        TreeSignature parsed = TreeSignature.parse(bytes);

        assertThat(bytes.size()).isEqualTo(TreeSignature.bytesAt(depth));
        assertThat(parsed).isNotNull();
        assertThat(parsed == null ? null : parsed.encode()).isEqualTo(bytes);
      }
    }
  }

  @Test
  void indexOutsideTheTreeIsRejected() {
    for (int depth = 1; depth <= 6; depth++) {
      for (int index : new int[] {1 << depth, 127, 128, 255}) {
        assertThat(TreeSignature.parse(signature(depth, index))).isNull();
      }
    }
  }

  @Test
  void invalidLengthsAreRejected() {
    for (int length = 0; length < 600; length++) {
      boolean fits = length == 64 || (length > 65 && length <= 257 && (length - 65) % 32 == 0);

      assertThat(TreeSignature.parse(ByteString.copyFrom(new byte[length])) != null)
          .as("whether %d bytes are a signature", length)
          .isEqualTo(fits);
    }
  }

  private static ByteString signature(int depth, int index) {
    byte[] bytes = new byte[TreeSignature.bytesAt(depth)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    if (depth > 0) {
      bytes[64] = (byte) index;
    }
    return ByteString.copyFrom(bytes);
  }
}
