package dev.gossip.core.engine.pull;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.Metric;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.SendResult;
import dev.gossip.core.engine.memory.MessageHistory;
import dev.gossip.core.engine.peer.FrameDrops;
import dev.gossip.core.engine.peer.PeerState;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.spam.SpamControls;
import dev.gossip.core.engine.wire.Frames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The large messages that this node has announced to its peers. A peer gets on request what was
 * announced to it within two minutes, and nothing else. What was announced a little earlier is
 * remembered, so that a late request is not taken for a forged one. An announcement is repeated
 * until the peer requests the message or announces it itself: a peer that has the message stays
 * silent.
 */
final class Offers {
  /** Room for 4,096 messages of 8 KiB a second, if requests take a second; a guess. */
  static final int MAX_PER_PEER = 4_096;

  /** About 10 MB; a guess. */
  static final int MAX_IN_ALL = 65_536;

  private static final Duration EXPIRY = Duration.ofSeconds(30);

  /** What one peer has been offered. */
  private static final class Shelf {
    // In the order of their latest announcements.
    private final Map<MessageId, Offer> offers = new LinkedHashMap<>();

    /** Requested, while the queue of the link had no room. */
    private final Set<Offer> waiting = new LinkedHashSet<>();

    /** Bytes of own messages that the peer will most likely request soon, or waits for. */
    private long ownBytes;

    /** Whether offers had to make room for others, and when one did last. */
    private boolean hasEvicted;

    private long evictedNanos;
  }

  private static final class Offer {
    private final PeerState to;
    private final MessageId id;
    private ByteString header = ByteString.EMPTY;
    private Priority priority = Priority.RELAYED;
    private int frameBytes;

    /** Whether the message was not public when it was announced. */
    private boolean embargoed;

    private boolean countsAsOwn;
    private long announcedNanos;
    private int timesAnnounced;
    private int timesSent;
    private long sentNanos;

    Offer(PeerState to, MessageId id) {
      this.to = to;
      this.id = id;
    }
  }

  private final NodeServices services;
  private final MessageHistory history;
  private final SpamControls spam;
  private final Map<PeerState, Shelf> shelves = new LinkedHashMap<>();
  // Announcements to repeat, the earliest first.
  private final Set<Offer> unanswered = new LinkedHashSet<>();
  private @Nullable TimerHandle repeatTimer;
  private boolean expiryScheduled;
  private int size;

  // The frame that was encoded last: several peers request the same one in a row.
  private @Nullable GossipMessage lastMessage;
  private ByteString lastHeader = ByteString.EMPTY;
  private ByteString lastFrame = ByteString.EMPTY;

  Offers(NodeServices services, MessageHistory history, SpamControls spam) {
    this.services = services;
    this.history = history;
    this.spam = spam;
  }

  /**
   * Announces a message to a peer.
   *
   * @param embargoed whether the message is not public yet
   * @param known whether the peer has announced the message itself, so that once is enough
   */
  void announce(
      PeerState to,
      GossipMessage message,
      LargeMessages.Copy copy,
      boolean embargoed,
      boolean known) {
    Shelf shelf = shelves.computeIfAbsent(to, none -> new Shelf());
    Offer offer = shelf.offers.get(message.id());
    if (offer != null && isOver(offer)) {
      remove(shelf, offer);
    }
    offer = shelf.offers.remove(message.id());
    if (offer == null) {
      makeRoom(shelf);
      offer = new Offer(to, message.id());
      size++;
    } else {
      countNoLonger(shelf, offer);
      if (!offer.header.equals(copy.header()) || mayHaveNewTries(offer)) {
        // Another frame, or one that the relay sends again.
        offer.timesSent = 0;
      }
    }
    shelf.offers.put(offer.id, offer);
    offer.header = copy.header();
    offer.priority = copy.priority();
    offer.embargoed = embargoed;
    offer.frameBytes = Frames.payloadBytes(message, copy.header());
    offer.announcedNanos = services.nowNanos();
    offer.timesAnnounced = 1;
    if (copy.priority() == Priority.OWN && offer.timesSent == 0) {
      offer.countsAsOwn = true;
      shelf.ownBytes += offer.frameBytes;
    }
    send(offer);
    unanswered.remove(offer);
    if (!known) {
      unanswered.add(offer);
      scheduleRepeat();
    }
    scheduleExpiry();
  }

  private void makeRoom(Shelf shelf) {
    if (shelf.offers.size() >= MAX_PER_PEER) {
      evictOldest(shelf);
    } else if (size >= MAX_IN_ALL) {
      Shelf fullest = shelf;
      for (Shelf other : shelves.values()) {
        fullest = other.offers.size() > fullest.offers.size() ? other : fullest;
      }
      evictOldest(fullest);
    }
  }

  private void evictOldest(Shelf shelf) {
    remove(shelf, shelf.offers.values().iterator().next());
    shelf.hasEvicted = true;
    shelf.evictedNanos = services.nowNanos();
  }

  private void remove(Shelf shelf, Offer offer) {
    end(shelf, offer);
    shelf.offers.remove(offer.id);
    size--;
  }

  private void end(Shelf shelf, Offer offer) {
    shelf.waiting.remove(offer);
    unanswered.remove(offer);
    countNoLonger(shelf, offer);
  }

  private boolean isOver(Offer offer) {
    return services.nowNanos() - offer.announcedNanos > PullTimes.OFFER_NANOS;
  }

  private static void countNoLonger(Shelf shelf, Offer offer) {
    if (offer.countsAsOwn) {
      offer.countsAsOwn = false;
      shelf.ownBytes -= offer.frameBytes;
    }
  }

  private void send(Offer offer) {
    ByteString frame = Frames.announcement(offer.id, offer.frameBytes);
    if (FrameDrops.isQueued(services, frame, offer.to.send(frame, Priority.ASSURED))) {
      services.counters().increment(Metric.ANNOUNCEMENTS_SENT);
    }
  }

  /** A peer has announced a message itself, so it need not be reminded of it. */
  void onAnnouncedBy(PeerState peer, MessageId id) {
    Shelf shelf = shelves.get(peer);
    Offer offer = shelf == null ? null : shelf.offers.get(id);
    if (shelf != null && offer != null && unanswered.remove(offer)) {
      countNoLonger(shelf, offer);
    }
  }

  // ---- requests ------------------------------------------------------------------------------

  /**
   * A peer requests a message.
   *
   * @param mayReveal whether the relay lets a peer know of a public message; not asked for one that
   *     was announced while it was not public, since that peer was chosen by the relay
   */
  void onRequest(PeerState from, MessageId id, BiPredicate<PeerId, MessageId> mayReveal) {
    Shelf shelf = shelves.get(from);
    Offer offer = shelf == null ? null : shelf.offers.get(id);
    if (shelf == null || offer == null || isOver(offer)) {
      services.drop(DropReason.NOT_ANNOUNCED);
      if (shelf == null || (offer == null && !mayBeForgotten(shelf))) {
        spam.onMisbehaviour(from.peer(), Misbehaviour.UNSOLICITED);
      }
      return;
    }
    unanswered.remove(offer);
    if (shelf.waiting.contains(offer) || isUnderWay(offer)) {
      return;
    }
    boolean refused = !offer.embargoed && !mayReveal.test(from.id(), id);
    GossipMessage message = history.find(id);
    if (refused || message == null || offer.timesSent >= PullTimes.TRIES) {
      services.drop(DropReason.NOT_ANNOUNCED);
      countNoLonger(shelf, offer);
    } else if (!sendMessage(shelf, offer, message)) {
      shelf.waiting.add(offer);
    }
  }

  /** Whether a peer may request what it was offered, although this node does not know it. */
  private boolean mayBeForgotten(Shelf shelf) {
    return shelf.hasEvicted
        && services.nowNanos() - shelf.evictedNanos
            <= PullTimes.OFFER_NANOS + PullTimes.GRACE_NANOS;
  }

  /**
   * Whether the frame was sent lately. One that fills several datagrams is repeated by the
   * transport until it arrives; one that fits a datagram may be lost.
   */
  private boolean isUnderWay(Offer offer) {
    return offer.timesSent > 0
        && offer.frameBytes > offer.to.limits().datagramBytes()
        && services.nowNanos() - offer.sentNanos
            < PullTimes.transferNanos(offer.frameBytes, offer.to.stats());
  }

  /** Not at once, or a relay that answers requests sends as often as a peer likes. */
  private boolean mayHaveNewTries(Offer offer) {
    return !isUnderWay(offer) && services.nowNanos() - offer.sentNanos >= PullTimes.NEW_TRIES_NANOS;
  }

  /** Sends a message; false if there is no room. */
  @SuppressWarnings("ReferenceEquality") // equal messages may carry different signatures
  private boolean sendMessage(Shelf shelf, Offer offer, GossipMessage message) {
    if (message != lastMessage || !offer.header.equals(lastHeader)) {
      lastFrame = Frames.payload(message, offer.header);
      lastMessage = message;
      lastHeader = offer.header;
    }
    SendResult result = offer.to.send(lastFrame, offer.priority);
    if (result == SendResult.NO_ROOM) {
      return false;
    }
    countNoLonger(shelf, offer);
    if (FrameDrops.isQueued(services, lastFrame, result)) {
      offer.timesSent++;
      offer.sentNanos = services.nowNanos();
      services.counters().increment(Metric.PAYLOAD_FRAMES_SENT);
      services.counters().add(Metric.PAYLOAD_BYTES_SENT, lastFrame.size());
    }
    return true;
  }

  /** There is room again in the queue of a peer. */
  void onRoom(PeerState peer) {
    Shelf shelf = shelves.get(peer);
    if (shelf == null) {
      return;
    }
    for (Offer offer : List.copyOf(shelf.waiting)) {
      GossipMessage message = history.find(offer.id);
      if (message == null) {
        services.drop(DropReason.NOT_ANNOUNCED);
        countNoLonger(shelf, offer);
      } else if (!sendMessage(shelf, offer, message)) {
        return;
      }
      shelf.waiting.remove(offer);
    }
  }

  /** Bytes of own messages that will most likely go to a peer soon. */
  long ownBytes(PeerState peer) {
    Shelf shelf = shelves.get(peer);
    return shelf == null ? 0 : shelf.ownBytes;
  }

  // ---- time ----------------------------------------------------------------------------------

  private void scheduleRepeat() {
    if (repeatTimer == null && !unanswered.isEmpty()) {
      Offer first = unanswered.iterator().next();
      long dueNanos =
          first.announcedNanos
              + first.timesAnnounced * PullTimes.REPEAT_ANNOUNCEMENT.toNanos()
              - services.nowNanos();
      repeatTimer =
          services.schedule(
              Duration.ofNanos(Math.max(0, dueNanos)), "announce again", this::repeatAnnouncements);
    }
  }

  private void repeatAnnouncements() {
    repeatTimer = null;
    long now = services.nowNanos();
    List<Offer> due = new ArrayList<>();
    for (Offer offer : unanswered) {
      long dueNanos =
          offer.announcedNanos + offer.timesAnnounced * PullTimes.REPEAT_ANNOUNCEMENT.toNanos();
      if (dueNanos - now > 0) {
        break;
      }
      due.add(offer);
    }
    for (Offer offer : due) {
      unanswered.remove(offer);
      Shelf shelf = shelves.get(offer.to);
      if (shelf != null) {
        // It may have the message, so publishing does not wait for it any longer.
        countNoLonger(shelf, offer);
      }
      if (offer.timesAnnounced < PullTimes.TRIES && history.find(offer.id) != null) {
        offer.timesAnnounced++;
        send(offer);
        unanswered.add(offer);
      }
    }
    scheduleRepeat();
  }

  private void scheduleExpiry() {
    if (!expiryScheduled) {
      expiryScheduled = true;
      services.schedule(EXPIRY, "forget announcements", this::expire);
    }
  }

  private void expire() {
    expiryScheduled = false;
    lastMessage = null;
    lastFrame = ByteString.EMPTY;
    long now = services.nowNanos();
    Iterator<Shelf> each = shelves.values().iterator();
    while (each.hasNext()) {
      Shelf shelf = each.next();
      for (Offer oldest : List.copyOf(shelf.offers.values())) {
        if (!isOver(oldest)) {
          break;
        } else if (now - oldest.announcedNanos > PullTimes.OFFER_NANOS + PullTimes.GRACE_NANOS) {
          remove(shelf, oldest);
        } else {
          end(shelf, oldest);
        }
      }
      if (shelf.offers.isEmpty()) {
        each.remove();
      }
    }
    if (!shelves.isEmpty()) {
      scheduleExpiry();
    }
  }

  /** The link to a peer is gone. */
  void forget(PeerState peer) {
    Shelf shelf = shelves.remove(peer);
    if (shelf != null) {
      shelf.offers.values().forEach(unanswered::remove);
      size -= shelf.offers.size();
    }
  }
}
