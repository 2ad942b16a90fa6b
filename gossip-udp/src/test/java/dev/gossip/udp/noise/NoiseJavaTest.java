package dev.gossip.udp.noise;

import static org.assertj.core.api.Assertions.assertThat;

import com.southernstorm.noise.protocol.CipherState;
import com.southernstorm.noise.protocol.CipherStatePair;
import com.southernstorm.noise.protocol.HandshakeState;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Handshakes with another implementation at the other end, with keys that it draws itself. */
class NoiseJavaTest {
  private static final String NAME = "Noise_XX_25519_AESGCM_SHA256";

  private final byte[] buffer = new byte[200];

  private static HandshakeState other(int role) throws GeneralSecurityException {
    HandshakeState other = new HandshakeState(NAME, role);
    other.setPrologue(Handshakes.PROLOGUE, 0, Handshakes.PROLOGUE.length);
    other.getLocalKeyPair().generateKeyPair();
    other.start();
    return other;
  }

  private byte[] write(HandshakeState other, byte[] payload) throws GeneralSecurityException {
    int length = other.writeMessage(buffer, 0, payload, 0, payload.length);
    return Arrays.copyOf(buffer, length);
  }

  private byte[] read(HandshakeState other, byte[] message) throws GeneralSecurityException {
    int length = other.readMessage(message, 0, message.length, buffer, 0);
    return Arrays.copyOf(buffer, length);
  }

  private static byte[] localKey(HandshakeState other) {
    byte[] key = new byte[32];
    other.getLocalKeyPair().getPublicKey(key, 0);
    return key;
  }

  private static byte[] remoteKey(HandshakeState other) {
    byte[] key = new byte[32];
    other.getRemotePublicKey().getPublicKey(key, 0);
    return key;
  }

  @RepeatedTest(20)
  void dialerEndsAHandshakeWithNoiseJava(RepetitionInfo repetition)
      throws GeneralSecurityException, BadHandshakeException {
    StaticKey node = Handshakes.key(repetition.getCurrentRepetition());
    StaticKey ephemeral = Handshakes.key(1_000 + repetition.getCurrentRepetition());
    HandshakeState other = other(HandshakeState.RESPONDER);
    XxDialer dialer = new XxDialer(node, ephemeral, Handshakes.PROLOGUE);

    assertThat(read(other, dialer.init())).isEmpty();
    XxDialer.Answered answered = dialer.read(write(other, Handshakes.PAYLOAD_2));
    assertThat(answered.payload()).isEqualTo(Handshakes.PAYLOAD_2);
    assertThat(answered.peerKey()).isEqualTo(localKey(other));

    SymmetricState end = answered.end();
    byte[] message3 = answered.finish(Handshakes.PAYLOAD_3).message3();
    assertThat(end.encryptAndHash(Handshakes.PAYLOAD_3)).isNotEmpty();
    assertThat(read(other, message3)).isEqualTo(Handshakes.PAYLOAD_3);
    assertThat(remoteKey(other)).isEqualTo(node.publicKey());
    assertSameEnd(end, other);
  }

  @RepeatedTest(20)
  void acceptorEndsAHandshakeWithNoiseJava(RepetitionInfo repetition)
      throws GeneralSecurityException, BadHandshakeException {
    StaticKey node = Handshakes.key(repetition.getCurrentRepetition());
    StaticKey ephemeral = Handshakes.key(1_000 + repetition.getCurrentRepetition());
    HandshakeState other = other(HandshakeState.INITIATOR);
    XxAcceptor acceptor =
        new XxAcceptor(
            node, ephemeral, Handshakes.PROLOGUE, write(other, new byte[0]), Handshakes.PAYLOAD_2);

    assertThat(read(other, acceptor.message2())).isEqualTo(Handshakes.PAYLOAD_2);
    assertThat(remoteKey(other)).isEqualTo(node.publicKey());
    XxAcceptor.Finished finished = acceptor.read(write(other, Handshakes.PAYLOAD_3));
    assertThat(finished.payload()).isEqualTo(Handshakes.PAYLOAD_3);
    assertThat(finished.peerKey()).isEqualTo(localKey(other));
    assertSameEnd(finished.end(), other);
  }

  /** Compares the hashes, and the keys by what they encrypt, since noise-java hides them. */
  private void assertSameEnd(SymmetricState end, HandshakeState other)
      throws GeneralSecurityException {
    assertThat(end.hash()).isEqualTo(other.getHandshakeHash());
    boolean isOtherDialer = other.getRole() == HandshakeState.INITIATOR;
    CipherStatePair pair = other.split();
    byte[] keys = end.split();
    CipherState fromDialer = isOtherDialer ? pair.getSender() : pair.getReceiver();
    CipherState fromAcceptor = isOtherDialer ? pair.getReceiver() : pair.getSender();
    assertSameKey(Arrays.copyOf(keys, 32), fromDialer);
    assertSameKey(Arrays.copyOfRange(keys, 32, 64), fromAcceptor);
  }

  private void assertSameKey(byte[] key, CipherState other) throws GeneralSecurityException {
    byte[] plain = Handshakes.PAYLOAD_2;
    int length = other.encryptWithAd(null, plain, 0, buffer, 0, plain.length);
    Cipher cipher = TrafficCipher.AES_256_GCM.newCipher();
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(key, "AES"),
        TrafficCipher.AES_256_GCM.parameters(0L));
    assertThat(cipher.doFinal(buffer, 0, length)).isEqualTo(plain);
  }
}
