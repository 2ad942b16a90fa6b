package dev.gossip.core.engine;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.core.engine.pull.LargeMessages;
import dev.gossip.core.engine.wire.Frames;

/**
 * What can be published before the next flush without a drop: frames that fit the transport's queue
 * of every peer. A large message takes only its announcement from that queue; so that its copies
 * fit, too, when peers request them, those count against the room for large messages, of which one
 * may always be announced.
 */
public final class PublishRoom {
  // A signature of Ed25519, a proof that it belongs to a large batch, and a relay's header.
  private static final int OTHER_BYTES = 512;

  /** An announcement, and what the transport adds to it. */
  private static final int ANNOUNCEMENT_BYTES = 64;

  private long queueBytes;
  private long largeBytes;
  private boolean largeAwaited;

  /**
   * @param queueBytes room for own frames in the fullest queue
   * @param awaitedBytes own large messages that peers will most likely request, of the peer with
   *     the least room left
   */
  PublishRoom(long queueBytes, long awaitedBytes) {
    this.queueBytes = queueBytes;
    this.largeBytes = queueBytes - awaitedBytes;
    this.largeAwaited = awaitedBytes > 0;
  }

  /** Room for every message. */
  public static PublishRoom unlimited() {
    return new PublishRoom(Long.MAX_VALUE, 0);
  }

  /** Room for no message. */
  public static PublishRoom none() {
    return new PublishRoom(0, 0);
  }

  /** Less room, if a peer has less. */
  void limit(long peerQueueBytes, long peerAwaitedBytes) {
    queueBytes = Math.min(queueBytes, peerQueueBytes);
    largeBytes = Math.min(largeBytes, peerQueueBytes - peerAwaitedBytes);
    largeAwaited |= peerAwaitedBytes > 0;
  }

  /** Whether a message that is not signed yet fits; if so, it takes its room. */
  public boolean take(GossipMessage message) {
    int bytes = Frames.payloadBytes(message, ByteString.EMPTY) + OTHER_BYTES;
    // Whether a message just below the limit is announced depends on its signature and header: it
    // needs the room of both cases.
    boolean announced = LargeMessages.isLarge(bytes - OTHER_BYTES);
    boolean mayBeAnnounced = LargeMessages.isLarge(bytes);
    if (mayBeAnnounced && largeAwaited && bytes > largeBytes) {
      return false;
    }
    if (!takeFromQueue(announced ? ANNOUNCEMENT_BYTES : bytes, bytes)) {
      return false;
    }
    largeAwaited |= mayBeAnnounced;
    return true;
  }

  private boolean takeFromQueue(int bytes, int fromLarge) {
    if (bytes > queueBytes) {
      return false;
    }
    queueBytes -= bytes;
    largeBytes -= fromLarge;
    return true;
  }
}
