package dev.gossip.udp.noise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The handshake gives the bytes that three other implementations have published. */
class NoiseVectorsTest {

  static List<NoiseVector> vectors() throws IOException {
    return NoiseVector.all();
  }

  @Test
  void vectorsComeFromThreeImplementations() throws IOException {
    assertThat(vectors())
        .extracting(NoiseVector::toString)
        .containsExactly("cacophony", "snow", "noise-java");
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void handshakeGivesThePublishedBytes(NoiseVector vector)
      throws BadHandshakeException, GeneralSecurityException {
    byte[] prologue = vector.prologue();
    StaticKey dialerNode = vector.key("dialer-static");
    StaticKey acceptorNode = vector.key("acceptor-static");
    StaticKey dialerEphemeral = vector.key("dialer-ephemeral");
    XxDialer dialer = new XxDialer(dialerNode, dialerEphemeral, prologue, vector.payload(0));
    assertThat(dialer.init()).isEqualTo(vector.message(0));

    XxAcceptor acceptor =
        new XxAcceptor(
            acceptorNode,
            vector.key("acceptor-ephemeral"),
            prologue,
            dialerEphemeral.publicKey(),
            vector.payload(0),
            vector.payload(1));
    assertThat(acceptor.message2()).isEqualTo(vector.message(1));

    XxDialer.Answered answered = dialer.read(vector.message(1));
    assertThat(answered.peerKey()).isEqualTo(acceptorNode.publicKey());
    assertThat(answered.payload()).isEqualTo(vector.payload(1));
    assertThat(answered.finish(vector.payload(2)).message3()).isEqualTo(vector.message(2));

    XxAcceptor.Finished finished = acceptor.read(vector.message(2));
    assertThat(finished.peerKey()).isEqualTo(dialerNode.publicKey());
    assertThat(finished.payload()).isEqualTo(vector.payload(2));
    vector.hash().ifPresent(hash -> assertThat(finished.end().hash()).isEqualTo(hash));
    assertPacketsAfterTheHandshake(vector, finished.end().split());
  }

  private static void assertPacketsAfterTheHandshake(NoiseVector vector, byte[] keys)
      throws GeneralSecurityException {
    assertThat(vector.size()).as("messages").isGreaterThan(4);
    for (int i = 3; i < vector.size(); i++) {
      int offset = i % 2 == 0 ? 0 : Hashes.BYTES;
      byte[] key = Arrays.copyOfRange(keys, offset, offset + Hashes.BYTES);
      Cipher cipher = TrafficCipher.AES_256_GCM.newCipher();
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(key, "AES"),
          TrafficCipher.AES_256_GCM.parameters((i - 3) / 2));
      assertThat(cipher.doFinal(vector.payload(i)))
          .as("message %d", i)
          .isEqualTo(vector.message(i));
    }
  }
}
