package dev.gossip.udp.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Tests what an acceptor does with third messages that are not right. */
class XxAcceptorTest {
  private static final byte[] PROLOGUE = {1, 2, 3};
  private static final byte[] PAYLOAD = new byte[12];

  private final StaticKey ephemeral = Handshakes.key(13);
  private final SymmetricState hostile = SymmetricState.start(PROLOGUE);
  private final XxAcceptor acceptor;

  XxAcceptorTest() throws BadHandshakeException {
    hostile.mixHash(ephemeral.publicKey());
    byte[] message1 = Bytes.concat(ephemeral.publicKey(), hostile.encryptAndHash(new byte[0]));
    acceptor =
        new XxAcceptor(Handshakes.key(11), Handshakes.key(14), PROLOGUE, message1, new byte[20]);
    byte[] message2 = acceptor.message2();
    byte[] theirEphemeral = Arrays.copyOf(message2, 32);
    hostile.mixHash(theirEphemeral);
    hostile.mixKey(ephemeral.agree(theirEphemeral));
    byte[] peerKey = hostile.decryptAndHash(Arrays.copyOfRange(message2, 32, 80));
    hostile.mixKey(ephemeral.agree(peerKey));
    hostile.decryptAndHash(Arrays.copyOfRange(message2, 80, message2.length));
  }

  /** A message 3 as a dialer with a key of its choice would send it. */
  private byte[] message3(StaticKey key) throws BadHandshakeException {
    SymmetricState end = hostile.copy();
    byte[] sealedKey = end.encryptAndHash(key.publicKey());
    end.mixKey(key.agree(Arrays.copyOf(acceptor.message2(), 32)));
    return Bytes.concat(sealedKey, end.encryptAndHash(PAYLOAD));
  }

  private static byte[] flipped(byte[] message, int at) {
    byte[] flipped = message.clone();
    flipped[at] ^= 1;
    return flipped;
  }

  private void assertRefused(byte[] message) {
    assertThatThrownBy(() -> acceptor.read(message)).isInstanceOf(BadHandshakeException.class);
  }

  @Test
  void changedMessagesDoNotKeepTheGenuineOneOut() throws BadHandshakeException {
    byte[] genuine = message3(Handshakes.key(12));
    for (int at = 0; at < genuine.length; at++) {
      assertRefused(flipped(genuine, at));
    }

    assertThat(acceptor.read(genuine).peerKey()).isEqualTo(Handshakes.key(12).publicKey());
    assertThat(acceptor.read(genuine).payload()).isEqualTo(PAYLOAD);
  }

  @Test
  void dialerThatSendsManyKeysIsHeardForTheFirst() throws BadHandshakeException {
    byte[] first = message3(Handshakes.key(20));
    assertRefused(flipped(first, first.length - 1));
    for (int i = 1; i < 4; i++) {
      assertRefused(message3(Handshakes.key(20 + i)));
    }

    assertThat(acceptor.read(first).peerKey()).isEqualTo(Handshakes.key(20).publicKey());
  }

  @Test
  void dialerWithAnInvalidKeyGetsNoSecondAgreement() throws BadHandshakeException {
    SymmetricState end = hostile.copy();
    byte[] zero = end.encryptAndHash(new byte[StaticKey.BYTES]);
    byte[] invalid = Bytes.concat(zero, new byte[28]);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> acceptor.read(invalid)).hasMessage("invalid public key");
    }

    assertThatThrownBy(() -> acceptor.read(message3(Handshakes.key(20)))).hasMessage("another key");
  }
}
