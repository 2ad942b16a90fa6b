package dev.gossip.udp.noise;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The accepting end of one handshake with the pattern XX; see {@link XxDialer}. Message 3 can be
 * read on any thread, and a forged one changes nothing.
 */
public final class XxAcceptor {
  private static final int SEALED_KEY_BYTES = StaticKey.BYTES + SymmetricState.TAG_BYTES;

  /** Length of message 3 with an empty payload. */
  private static final int MIN_BYTES = SEALED_KEY_BYTES + SymmetricState.TAG_BYTES;

  private final StaticKey ephemeral;

  /**
   * The first authentic key. Only the dialer itself can seal a key, and it has one. So copies of
   * that one with a changed payload cost nothing, and a dialer that sends many keys causes one
   * agreement: who limits handshakes limits everything that they cost.
   */
  private byte @Nullable [] sealedKey;

  /** What the first authentic key led to; null if it was not valid. */
  private @Nullable Agreed agreed;

  /** The state after message 2. */
  private final SymmetricState state;

  private final byte[] message2;

  /**
   * Reads message 1 and prepares message 2. This does two key agreements, 100 us each, so it should
   * not run on the node's thread, and only after the dialer has shown that it receives at its
   * address.
   *
   * @param node the key of this node
   * @param ephemeral a key for this handshake alone, never for another message 1
   * @param prologue what both ends must agree about beforehand; a difference shows at the dialer as
   *     a message 2 that is not authentic
   * @param message1 32 bytes, not changed
   * @param payload20 payload of message 2, not changed; of any length
   * @throws BadHandshakeException if the message is not a valid public key
   */
  public XxAcceptor(
      StaticKey node, StaticKey ephemeral, byte[] prologue, byte[] message1, byte[] payload20)
      throws BadHandshakeException {
    this(node, ephemeral, prologue, message1, new byte[0], payload20);
  }

  /** A handshake whose first message has a payload, which anybody can read. */
  XxAcceptor(
      StaticKey node,
      StaticKey ephemeral,
      byte[] prologue,
      byte[] dialerEphemeral,
      byte[] payload1,
      byte[] payload2)
      throws BadHandshakeException {
    this.ephemeral = ephemeral;
    state = SymmetricState.start(prologue);
    state.mixHash(dialerEphemeral);
    state.mixHash(payload1);
    byte[] ours = ephemeral.publicKey();
    state.mixHash(ours);
    state.mixKey(ephemeral.agree(dialerEphemeral));
    byte[] sealedKey = state.encryptAndHash(node.publicKey());
    state.mixKey(node.agree(dialerEphemeral));
    byte[] sealedPayload = state.encryptAndHash(payload2);
    message2 = Bytes.concat(Bytes.concat(ours, sealedKey), sealedPayload);
  }

  /**
   * Returns message 2, a copy: 96 bytes and the payload. To be repeated as it is whenever message 1
   * comes again.
   */
  public byte[] message2() {
    return message2.clone();
  }

  /**
   * Reads message 3. This can be repeated with other messages. It does one key agreement of 100 us
   * if the sealed key in it is the first authentic one, so it should not run on the node's thread.
   *
   * @param message3 not changed
   * @throws BadHandshakeException if the message does not belong to this handshake, or the key in
   *     it is not valid
   */
  public Finished read(byte[] message3) throws BadHandshakeException {
    if (message3.length < MIN_BYTES) {
      throw new BadHandshakeException("message 3 too short");
    }
    Agreed agreed = agreed(Arrays.copyOf(message3, SEALED_KEY_BYTES));
    SymmetricState end = agreed.state().copy();
    byte[] payload =
        end.decryptAndHash(Arrays.copyOfRange(message3, SEALED_KEY_BYTES, message3.length));
    return new Finished(agreed.peerKey(), payload, end);
  }

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Agreed(byte[] peerKey, SymmetricState state) {}

  /** Reads the first part of message 3, with a key agreement if it has not been read before. */
  private synchronized Agreed agreed(byte[] sealed) throws BadHandshakeException {
    if (sealedKey == null) {
      SymmetricState next = state.copy();
      byte[] peerKey = next.decryptAndHash(sealed);
      sealedKey = sealed;
      next.mixKey(ephemeral.agree(peerKey));
      agreed = new Agreed(peerKey, next);
    } else if (!Arrays.equals(sealedKey, sealed)) {
      throw new BadHandshakeException("another key");
    }
    if (agreed == null) {
      throw new BadHandshakeException("invalid public key");
    }
    return agreed;
  }

  /** What an authentic message 3 says, and the keys of the session. Immutable. */
  public static final class Finished {
    private final byte[] peerKey;
    private final byte[] payload;
    private final SymmetricState end;
    private final SessionKeys keys;

    private Finished(byte[] peerKey, byte[] payload, SymmetricState end) {
      this.peerKey = peerKey;
      this.payload = payload;
      this.end = end;
      keys = end.sessionKeys();
    }

    /** The proven key of the dialer, a copy: 32 bytes, {@link StaticKey#isValidPublicKey}. */
    public byte[] peerKey() {
      return peerKey.clone();
    }

    /** The payload of message 3, a copy; of any length. */
    public byte[] payload() {
      return payload.clone();
    }

    /** The keys of the session. */
    public SessionKeys keys() {
      return keys;
    }

    /** The state at the end of the handshake. */
    SymmetricState end() {
      return end;
    }
  }
}
