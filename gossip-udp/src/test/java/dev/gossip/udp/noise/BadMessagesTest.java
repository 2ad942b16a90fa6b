package dev.gossip.udp.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that do not belong to a handshake are refused, and change nothing. */
class BadMessagesTest {
  private final XxDialer dialer = Handshakes.dialer();
  private XxAcceptor acceptor;
  private byte[] message2;
  private byte[] message3;

  @BeforeEach
  void makeMessages() throws BadHandshakeException {
    acceptor = Handshakes.acceptor(dialer.init());
    message2 = acceptor.message2();
    message3 = dialer.read(message2).finish(Handshakes.PAYLOAD_3).message3();
  }

  private interface Read {
    Object read(byte[] message) throws BadHandshakeException;
  }

  private static void assertRefuses(Read reader, byte[] message, String description) {
    byte[] before = message.clone();
    assertThatThrownBy(() -> reader.read(message))
        .as(description)
        .isInstanceOf(BadHandshakeException.class);
    assertThat(message).as(description).isEqualTo(before);
  }

  private static void assertRefusesEveryFlippedBit(Read reader, byte[] message) {
    for (int bit = 0; bit < 8 * message.length; bit++) {
      byte[] changed = message.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      assertRefuses(reader, changed, "bit " + bit);
    }
  }

  private static void assertRefusesOtherLengths(Read reader, byte[] message) {
    for (int length = 0; length <= message.length + 40; length++) {
      if (length != message.length) {
        assertRefuses(reader, Arrays.copyOf(message, length), length + " bytes");
      }
    }
  }

  private void assertHandshakeStillEnds() throws BadHandshakeException {
    assertThat(dialer.init()).isEqualTo(Handshakes.dialer().init());
    assertThat(acceptor.message2()).isEqualTo(message2);
    XxDialer.Finish finish = dialer.read(message2).finish(Handshakes.PAYLOAD_3);
    assertThat(finish.message3()).isEqualTo(message3);
    XxAcceptor.Finished finished = acceptor.read(message3);
    assertThat(finished.peerKey()).isEqualTo(Handshakes.DIALER.publicKey());
    assertThat(finished.keys().fromDialer()).isEqualTo(finish.keys().fromDialer());
    assertThat(finished.keys().fromAcceptor()).isEqualTo(finish.keys().fromAcceptor());
  }

  @Test
  void everyFlippedBitOfMessageTwoIsRefused() throws BadHandshakeException {
    assertRefusesEveryFlippedBit(dialer::read, message2);
    assertHandshakeStillEnds();
  }

  @Test
  void everyFlippedBitOfMessageThreeIsRefused() throws BadHandshakeException {
    assertRefusesEveryFlippedBit(acceptor::read, message3);
    assertHandshakeStillEnds();
  }

  @Test
  void messagesOfOtherLengthsAreRefused() throws BadHandshakeException {
    assertRefusesOtherLengths(Handshakes::acceptor, dialer.init());
    assertRefusesOtherLengths(dialer::read, message2);
    assertRefusesOtherLengths(acceptor::read, message3);
    assertHandshakeStillEnds();
  }

  @Test
  void changedMessageOneShowsAtTheDialer() throws BadHandshakeException {
    byte[] message1 = Handshakes.key(9).publicKey();
    assertRefuses(dialer::read, Handshakes.acceptor(message1).message2(), "answer to another");
    assertHandshakeStillEnds();
  }

  @Test
  void otherPrologueShowsAtTheDialer() throws BadHandshakeException {
    XxAcceptor other =
        new XxAcceptor(
            Handshakes.ACCEPTOR,
            Handshakes.key(4),
            new byte[] {1},
            dialer.init(),
            Handshakes.PAYLOAD_2);
    assertRefuses(dialer::read, other.message2(), "prologue");
  }

  @Test
  void messagesOfAnotherHandshakeAreRefused() throws BadHandshakeException {
    XxDialer other = new XxDialer(Handshakes.DIALER, Handshakes.key(5), Handshakes.PROLOGUE);
    XxAcceptor otherAcceptor = Handshakes.acceptor(other.init());
    byte[] other3 = other.read(otherAcceptor.message2()).finish(Handshakes.PAYLOAD_3).message3();

    assertRefuses(dialer::read, otherAcceptor.message2(), "message 2");
    assertRefuses(acceptor::read, other3, "message 3");
    assertHandshakeStillEnds();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void ownMessageSentBackIsRefused(int message) {
    byte[] sent = message == 1 ? dialer.init() : message == 2 ? message2 : message3;
    if (message == 2) {
      assertRefuses(acceptor::read, sent, "own message");
    } else {
      assertRefuses(dialer::read, sent, "own message");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.gossip.udp.noise.InvalidKeys#all")
  void invalidEphemeralKeysAreRefused(byte[] key) throws BadHandshakeException {
    assertRefuses(Handshakes::acceptor, key, "of the dialer");
    byte[] changed = message2.clone();
    System.arraycopy(key, 0, changed, 0, key.length);
    assertRefuses(dialer::read, changed, "of the acceptor");
    assertHandshakeStillEnds();
  }

  /** The tags are right, since everybody knows what such a key agrees upon. */
  @ParameterizedTest
  @MethodSource("dev.gossip.udp.noise.InvalidKeys#lowOrder")
  void nodeKeysOfLowOrderAreRefused(byte[] key) throws BadHandshakeException {
    byte[] zero = new byte[32];
    assertRefuses(dialer::read, message2With(key, zero), "of the acceptor");
    assertHandshakeStillEnds();
    XxAcceptor another = Handshakes.acceptor(dialer.init());
    assertThatThrownBy(() -> another.read(message3With(key, zero)))
        .hasMessage("invalid public key");
  }

  /** X25519 ignores the top bit, so the same node would have a second id. */
  @Test
  void nodeKeysInASecondFormAreRefused() throws BadHandshakeException {
    byte[] dialerKey = Handshakes.DIALER.publicKey();
    byte[] acceptorKey = Handshakes.ACCEPTOR.publicKey();
    byte[] se = Handshakes.DIALER.agree(Handshakes.key(4).publicKey());
    byte[] es = Handshakes.ACCEPTOR.agree(Handshakes.key(3).publicKey());

    assertThat(message2With(acceptorKey, es)).isEqualTo(message2);
    assertThat(message3With(dialerKey, se)).isEqualTo(message3);
    assertRefuses(
        dialer::read, message2With(InvalidKeys.withTopBit(acceptorKey), es), "of the acceptor");
    assertHandshakeStillEnds();
    byte[] secondForm = message3With(InvalidKeys.withTopBit(dialerKey), se);
    XxAcceptor another = Handshakes.acceptor(dialer.init());
    assertThatThrownBy(() -> another.read(secondForm)).hasMessage("invalid public key");
  }

  /** Message 2 of an acceptor that claims any key and result of the agreement with it. */
  private byte[] message2With(byte[] nodeKey, byte[] es) throws BadHandshakeException {
    StaticKey ephemeral = Handshakes.key(4);
    SymmetricState state = SymmetricState.start(Handshakes.PROLOGUE);
    state.mixHash(dialer.init());
    state.mixHash(new byte[0]);
    state.mixHash(ephemeral.publicKey());
    state.mixKey(ephemeral.agree(dialer.init()));
    byte[] sealedKey = state.encryptAndHash(nodeKey);
    state.mixKey(es);
    byte[] start = Bytes.concat(ephemeral.publicKey(), sealedKey);
    return Bytes.concat(start, state.encryptAndHash(Handshakes.PAYLOAD_2));
  }

  /** Message 3 of a dialer that claims any key and result of the agreement with it. */
  private byte[] message3With(byte[] nodeKey, byte[] se) throws BadHandshakeException {
    StaticKey ephemeral = Handshakes.key(3);
    SymmetricState state = SymmetricState.start(Handshakes.PROLOGUE);
    state.mixHash(dialer.init());
    state.mixHash(new byte[0]);
    byte[] theirs = Arrays.copyOf(message2, 32);
    state.mixHash(theirs);
    state.mixKey(ephemeral.agree(theirs));
    byte[] acceptorKey = state.decryptAndHash(Arrays.copyOfRange(message2, 32, 80));
    state.mixKey(ephemeral.agree(acceptorKey));
    state.decryptAndHash(Arrays.copyOfRange(message2, 80, message2.length));
    byte[] sealedKey = state.encryptAndHash(nodeKey);
    state.mixKey(se);
    return Bytes.concat(sealedKey, state.encryptAndHash(Handshakes.PAYLOAD_3));
  }
}
