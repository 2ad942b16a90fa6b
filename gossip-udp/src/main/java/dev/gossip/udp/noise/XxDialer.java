package dev.gossip.udp.noise;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The dialing end of one handshake with the pattern XX (Noise, section 7.5):
 *
 * <pre>
 *   -&gt; e
 *   &lt;- e, ee, s, es
 *   -&gt; s, se
 * </pre>
 *
 * <p>Immutable, so message 2 can be read on any thread, and a forged one changes nothing.
 */
public final class XxDialer {
  private static final int SEALED_KEY_BYTES = StaticKey.BYTES + SymmetricState.TAG_BYTES;

  /** Length of message 2 with an empty payload. */
  private static final int MIN_BYTES =
      StaticKey.BYTES + SEALED_KEY_BYTES + SymmetricState.TAG_BYTES;

  private final StaticKey node;
  private final StaticKey ephemeral;
  private final SymmetricState state;
  private final byte[] message1;

  /**
   * @param node the key of this node
   * @param ephemeral a key for this handshake alone
   * @param prologue what both ends must agree about beforehand; copied
   */
  public XxDialer(StaticKey node, StaticKey ephemeral, byte[] prologue) {
    this(node, ephemeral, prologue, new byte[0]);
  }

  /** A handshake whose first message has a payload, which anybody can read. */
  XxDialer(StaticKey node, StaticKey ephemeral, byte[] prologue, byte[] payload1) {
    this.node = node;
    this.ephemeral = ephemeral;
    state = SymmetricState.start(prologue);
    state.mixHash(ephemeral.publicKey());
    message1 = Bytes.concat(ephemeral.publicKey(), state.encryptAndHash(payload1));
  }

  /** Returns message 1, a copy: 32 bytes. */
  public byte[] init() {
    return message1.clone();
  }

  /**
   * Reads message 2. This can be repeated with other messages. It does all three key agreements of
   * the dialing end if the message is authentic, one or two if not: 100 us each, so it should not
   * run on the node's thread.
   *
   * @param message2 not changed
   * @throws BadHandshakeException if the message does not belong to this handshake, or a key in it
   *     is not valid
   */
  public Answered read(byte[] message2) throws BadHandshakeException {
    if (message2.length < MIN_BYTES) {
      throw new BadHandshakeException("message 2 too short");
    }
    SymmetricState next = state.copy();
    byte[] theirEphemeral = Arrays.copyOf(message2, StaticKey.BYTES);
    next.mixHash(theirEphemeral);
    next.mixKey(ephemeral.agree(theirEphemeral));
    int payloadOffset = StaticKey.BYTES + SEALED_KEY_BYTES;
    byte[] peerKey =
        next.decryptAndHash(Arrays.copyOfRange(message2, StaticKey.BYTES, payloadOffset));
    next.mixKey(ephemeral.agree(peerKey));
    byte[] payload =
        next.decryptAndHash(Arrays.copyOfRange(message2, payloadOffset, message2.length));
    byte[] sealedKey = next.encryptAndHash(node.publicKey());
    next.mixKey(node.agree(theirEphemeral));
    return new Answered(peerKey, payload, sealedKey, next);
  }

  /** What an authentic message 2 says, and the way to message 3. For one thread at a time. */
  public static final class Answered {
    private final byte[] peerKey;
    private final byte[] payload;
    private final byte[] sealedKey;

    /** The state before the payload of message 3. */
    private final SymmetricState state;

    private byte @Nullable [] sentPayload;

    private Answered(byte[] peerKey, byte[] payload, byte[] sealedKey, SymmetricState state) {
      this.peerKey = peerKey;
      this.payload = payload;
      this.sealedKey = sealedKey;
      this.state = state;
    }

    /** The proven key of the acceptor, a copy: 32 bytes, {@link StaticKey#isValidPublicKey}. */
    public byte[] peerKey() {
      return peerKey.clone();
    }

    /** The payload of message 2, a copy; of any length. */
    public byte[] payload() {
      return payload.clone();
    }

    /**
     * Ends the handshake. Cheap, since {@link XxDialer#read} has done the agreements.
     *
     * <p>Only one payload may ever be sent in one handshake, because another one would be encrypted
     * with the same key and nonce. So a node must finish only one {@link Answered} of each {@link
     * XxDialer}, keep message 3, and send those bytes again.
     *
     * @param payload12 payload of message 3, not changed; of any length
     * @throws IllegalStateException if it was finished with another payload
     */
    public Finish finish(byte[] payload12) {
      SymmetricState end = end();
      if (sentPayload != null && !Arrays.equals(sentPayload, payload12)) {
        throw new IllegalStateException("this handshake has ended with another payload");
      }
      sentPayload = payload12.clone();
      byte[] message3 = Bytes.concat(sealedKey, end.encryptAndHash(sentPayload));
      return new Finish(message3, end.sessionKeys());
    }

    /** The state before the payload of message 3, a copy. */
    SymmetricState end() {
      return state.copy();
    }
  }

  /**
   * The end of a handshake.
   *
   * @param message3 what the acceptor has to get, 64 bytes and the payload; to be kept and repeated
   *     as it is
   * @param keys the keys of the session
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Finish(byte[] message3, SessionKeys keys) {}
}
