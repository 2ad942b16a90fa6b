package dev.gossip.signing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.signing.ProvenBatches.Proof;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProofTest {

  private static Proof proof(int author, int point, int scalar) {
    byte[] signature = new byte[64];
    signature[0] = (byte) point;
    signature[32] = (byte) scalar;
    byte[] key = new byte[32];
    key[0] = (byte) author;
    Proof proof = new Proof();
    proof.set(new AuthorId(ByteString.copyFrom(key)), signature);
    return proof;
  }

  /** An author who does not care for a key can sign anything with one and the same point. */
  @Test
  void signaturesWithTheSamePointHaveDifferentHashes() {
    assertThat(IntStream.range(0, 256).map(scalar -> proof(1, 7, scalar).hashCode()))
        .doesNotHaveDuplicates();
  }

  @Test
  void proofsAreEqualIfAuthorAndSignatureAre() {
    Proof proof = proof(1, 2, 3);

    assertThat(proof(1, 2, 3)).isEqualTo(proof).hasSameHashCodeAs(proof);
    assertThat(proof).isNotEqualTo(proof(0, 2, 3));
    assertThat(proof).isNotEqualTo(proof(1, 0, 3));
    assertThat(proof).isNotEqualTo(proof(1, 2, 0));
  }
}
