package dev.gossip.core.engine.pull;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.transport.Priority;
import dev.gossip.core.engine.memory.MessageHistory;
import dev.gossip.core.engine.peer.PeerState;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.spam.SpamControls;
import dev.gossip.core.engine.wire.Frames;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Large messages between this node and its peers, for every relay alike. The relay sends; the peer
 * gets an announcement, and requests the message from one of those that announced it to it. So a
 * large message crosses few links more than once, whatever the relay does.
 *
 * <p>What an announcement reveals, the relay has decided to reveal by its send. Whether this node
 * requests an announced message may reveal whether it has it, so a message that is not public yet
 * is requested as if it were unknown. The copy that arrives is a duplicate for the relay, with the
 * header of the peer that sent it: a relay that waits for a message to become public, as
 * Dandelion++ does, sees every sign of it that it would see with a small message. An announcement
 * of a public message has no effect.
 *
 * <p>A request is answered if the message was announced to that peer within two minutes, is still
 * stored, and the relay still lets the peer know of it.
 */
public final class LargeMessages {

  /**
   * How a message is to be sent.
   *
   * @param header of the relay
   * @param priority in the queue of the link
   */
  public record Copy(ByteString header, Priority priority) {}

  private final NodeServices services;
  private final MessageHistory history;
  private final SpamControls spam;
  private final Predicate<MessageId> isEmbargoed;
  // Null before the first large message: many nodes of a large simulation never have one.
  private @Nullable Offers offers;
  private @Nullable Pulls pulls;

  /**
   * Creates the large messages of a node, none so far.
   *
   * @param isEmbargoed whether a message is accepted, but not public yet
   */
  public LargeMessages(
      NodeServices services,
      MessageHistory history,
      SpamControls spam,
      Predicate<MessageId> isEmbargoed) {
    this.services = services;
    this.history = history;
    this.spam = spam;
    this.isEmbargoed = isEmbargoed;
  }

  private Offers offers() {
    if (offers == null) {
      offers = new Offers(services, history, spam);
    }
    return offers;
  }

  private Pulls pulls() {
    if (pulls == null) {
      pulls = new Pulls(services, spam, id -> !history.seen(id) || isEmbargoed.test(id));
    }
    return pulls;
  }

  /** Whether a frame of this size is announced before it is sent. */
  public static boolean isLarge(int frameBytes) {
    return frameBytes > RelayContext.LARGE_FRAME_BYTES;
  }

  /** Announces a large message to a peer, and sends it on request. */
  public void announce(PeerState to, GossipMessage message, Copy copy) {
    MessageId id = message.id();
    boolean known = pulls != null && pulls.isAnnouncedBy(to, id);
    offers().announce(to, message, copy, isEmbargoed.test(id), known);
  }

  /** Handles an announcement; returns false if it is malformed. */
  public boolean onAnnouncement(PeerState from, ByteString frame) {
    try {
      Frames.Announced announced = Frames.announced(frame);
      if (offers != null) {
        offers.onAnnouncedBy(from, announced.id());
      }
      int maxPayloadBytes = services.limits().maxPayloadBytes();
      if (announced.frameBytes() > Frames.maxPayloadFrameBytes(maxPayloadBytes)) {
        services.drop(DropReason.PAYLOAD_TOO_LARGE);
      } else {
        pulls().onAnnounced(from, announced.id(), announced.frameBytes());
      }
      return true;
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  /**
   * Handles a request; returns false if it is malformed.
   *
   * @param mayReveal whether the relay lets a peer know of a message
   */
  public boolean onRequest(
      PeerState from, ByteString frame, BiPredicate<PeerId, MessageId> mayReveal) {
    try {
      offers().onRequest(from, Frames.requestedId(frame), mayReveal);
      return true;
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  /** A copy of a large message arrived; it is not checked yet. */
  public void onArrived(PeerState from, MessageId id) {
    if (pulls != null) {
      pulls.onArrived(from, id);
    }
  }

  /** A copy was handed to the relay. */
  public void onAccepted(MessageId id) {
    if (pulls != null) {
      pulls.onAccepted(id);
    }
  }

  /** Whether a message is announced to this node and has not arrived. */
  public boolean isComing(MessageId id) {
    return pulls != null && pulls.isComing(id);
  }

  /** There is room again in the queue of a peer. */
  public void onRoom(PeerState peer) {
    if (offers != null) {
      offers.onRoom(peer);
    }
  }

  /** The link to a peer is gone. */
  public void onLinkGone(PeerState peer) {
    if (offers != null) {
      offers.forget(peer);
    }
    if (pulls != null) {
      pulls.forget(peer);
    }
  }

  /** Bytes of own messages that are announced to a peer, and that it will most likely request. */
  public long ownBytes(PeerState peer) {
    return offers == null ? 0 : offers.ownBytes(peer);
  }
}
