package dev.gossip.udp.secure;

import dev.gossip.api.PeerId;
import dev.gossip.api.transport.KeyLog;
import dev.gossip.api.transport.NodeIdentities;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.link.LinkSettings;
import dev.gossip.udp.noise.BadHandshakeException;
import dev.gossip.udp.noise.LoggedKey;
import dev.gossip.udp.noise.Session;
import dev.gossip.udp.noise.Session.RekeyLimits;
import dev.gossip.udp.noise.SessionKeys;
import dev.gossip.udp.noise.SpareCipher;
import dev.gossip.udp.noise.StaticKey;
import dev.gossip.udp.noise.TrafficCipher;
import dev.gossip.udp.noise.XxAcceptor;
import dev.gossip.udp.noise.XxDialer;
import dev.gossip.udp.session.SecureDial;
import dev.gossip.udp.table.Link;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What this node brings into handshakes: its key, its instance and the contents of payloads. */
final class SecureNode {
  static final byte NO_REASON = 0;
  static final byte OTHER_ID_EXPECTED = 1;
  static final byte LINKED_ALREADY = 2;
  static final byte NOT_ACCEPTED = 3;

  /**
   * RFC 9001, appendix B.1.1, allows 2^23 packets of up to 2^16 bytes for one key of AES-GCM, as
   * many bytes as 2^28 packets of up to 2^11. Half of that, since a datagram may have 65,507 bytes.
   */
  static final long REKEY_PACKETS = 1L << 22;

  private static final byte[] PROLOGUE = "gossip-udp 2".getBytes(StandardCharsets.US_ASCII);
  private static final int PARAMETER_BYTES = 4;

  final StaticKey key;
  final PeerId id;

  /** Differs at each start of the node. */
  final long instance;

  private final RekeyLimits rekeyLimits;
  private final boolean prefersAes;
  private final int maxDatagramBytes;
  private final RandomGenerator random;
  private final Optional<KeyLog> keyLog;
  private final SpareCipher spare = new SpareCipher();

  SecureNode(TransportContext context, LinkSettings settings) {
    this.key = new StaticKey(context.identity().secretKey());
    this.id = context.identity().id();
    this.random = context.random();
    this.keyLog = context.keyLog();
    this.instance = random.nextLong();
    this.maxDatagramBytes = settings.maxDatagramBytes();
    this.prefersAes = settings.cipher().prefersAes();
    this.rekeyLimits = new RekeyLimits(settings.rekeyAfter(), REKEY_PACKETS);
  }

  /** Starts a dial: an init without a cookie. */
  SecureDial dial(long connectionId, long nowNanos) {
    ByteBuffer init = ByteBuffer.allocate(SecureDatagrams.INIT_BYTES);
    SecureDatagrams.putHead(init, SecureDatagrams.INIT);
    init.put(SecureDatagrams.SUITE).put(SecureDatagrams.PATTERN).put(SecureDatagrams.PART);
    init.put((byte) (prefersAes ? SecureDatagrams.FAST_AES : 0)).putLong(connectionId);
    XxDialer handshake =
        new XxDialer(key, new StaticKey(ephemeralSecret()), prologue(init.array()));
    init.position(SecureDatagrams.EPHEMERAL_OFFSET).put(handshake.init());
    return new SecureDial(handshake, init.array(), nowNanos);
  }

  /** The secret of a key for one handshake. */
  byte[] ephemeralSecret() {
    byte[] secret = new byte[NodeIdentities.SECRET_KEY_BYTES];
    random.nextBytes(secret);
    return secret;
  }

  TrafficCipher cipherFor(byte[] init) {
    int flags = init[SecureDatagrams.HEAD_BYTES + PARAMETER_BYTES - 1];
    return TrafficCipher.choose(prefersAes && (flags & SecureDatagrams.FAST_AES) != 0);
  }

  /** Reads an init and prepares the answer. Expensive, so not to be called on the node's thread. */
  XxAcceptor accept(StaticKey ephemeral, byte[] init, long connectionId, TrafficCipher cipher)
      throws BadHandshakeException {
    byte[] payload =
        ByteBuffer.allocate(AnswerPayload.BYTES)
            .putLong(connectionId)
            .putLong(instance)
            .putShort((short) maxDatagramBytes)
            .put((byte) cipher.code())
            .array();
    return new XxAcceptor(
        key,
        ephemeral,
        prologue(init),
        SecureDatagrams.tail(init, SecureDatagrams.EPHEMERAL_OFFSET),
        payload);
  }

  /** Begins the session of a link, and writes its keys to the key log if there is one. */
  Session startSession(
      Link link, SessionKeys keys, boolean isDialer, TrafficCipher cipher, long nowNanos) {
    keyLog.ifPresent(
        log -> {
          // A datagram has the id that its receiver chose.
          long toDialer = isDialer ? link.localConnectionId : link.remoteConnectionId;
          long toAcceptor = isDialer ? link.remoteConnectionId : link.localConnectionId;
          log.add(LoggedKey.line(toAcceptor, cipher, keys.fromDialer()));
          log.add(LoggedKey.line(toDialer, cipher, keys.fromAcceptor()));
        });
    return new Session(keys, isDialer, cipher, rekeyLimits, spare, nowNanos);
  }

  byte[] finishPayload(byte reason) {
    return ByteBuffer.allocate(FinishPayload.BYTES)
        .putLong(instance)
        .putShort((short) maxDatagramBytes)
        .put((byte) 0)
        .put(reason)
        .array();
  }

  /** Suite, pattern, part, flags and connection id, as the init has them. */
  private static byte[] prologue(byte[] init) {
    return ByteBuffer.allocate(PROLOGUE.length + PARAMETER_BYTES + Long.BYTES)
        .put(PROLOGUE)
        .put(init, SecureDatagrams.HEAD_BYTES, PARAMETER_BYTES)
        .put(init, SecureDatagrams.INIT_CONNECTION_ID_OFFSET, Long.BYTES)
        .array();
  }

  /**
   * The payload of an answer.
   *
   * @param connectionId for datagrams to the acceptor
   * @param instance of the acceptor
   * @param datagramBytes the largest datagram that it takes
   * @param cipher of the session
   */
  record AnswerPayload(long connectionId, long instance, int datagramBytes, TrafficCipher cipher) {
    static final int BYTES = 20;

    /** Returns null if the payload is not valid. */
    static @Nullable AnswerPayload of(byte[] payload) {
      if (payload.length != BYTES) {
        return null;
      }
      ByteBuffer from = ByteBuffer.wrap(payload);
      long connectionId = from.getLong();
      long instance = from.getLong();
      int datagramBytes = Short.toUnsignedInt(from.getShort());
      TrafficCipher cipher = TrafficCipher.of(from.get()).orElse(null);
      return connectionId == 0 || cipher == null
          ? null
          : new AnswerPayload(connectionId, instance, datagramBytes, cipher);
    }
  }

  /**
   * The payload of a finish.
   *
   * @param instance of the dialer
   * @param datagramBytes the largest datagram that it takes
   * @param reason why the dialer does not want the link
   */
  record FinishPayload(long instance, int datagramBytes, byte reason) {
    static final int BYTES = 12;

    /** Returns null if the payload is not valid. */
    static @Nullable FinishPayload of(byte[] payload) {
      return payload.length == BYTES
          ? new FinishPayload(
              ByteBuffer.wrap(payload).getLong(),
              Short.toUnsignedInt(ByteBuffer.wrap(payload).getShort(Long.BYTES)),
              payload[BYTES - 1])
          : null;
    }
  }
}
