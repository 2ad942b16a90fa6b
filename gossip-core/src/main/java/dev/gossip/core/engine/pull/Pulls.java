package dev.gossip.core.engine.pull;

import com.google.protobuf.ByteString;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.Metric;
import dev.gossip.api.transport.Priority;
import dev.gossip.core.engine.peer.FrameDrops;
import dev.gossip.core.engine.peer.PeerState;
import dev.gossip.core.engine.pull.Pull.Announcer;
import dev.gossip.core.engine.pull.Pull.Stage;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.spam.SpamControls;
import dev.gossip.core.engine.wire.Frames;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The large messages that peers have announced to this node. Each is requested from the peer that
 * announced it first; if it takes too long, from the next. A peer that does not send what it
 * announced is reported, even if another one sends it; one that is only slow, as such. The messages
 * on their way from one peer, and in all, are bounded in number and in bytes; the others wait. When
 * too many wait, the peer with the most announcements loses one, so a few peers cannot shut out
 * those that announce less.
 */
final class Pulls {
  /** Announced messages of one peer that have not arrived; a guess. */
  static final int MAX_PER_PEER = 1_024;

  /** Announcements of messages that have not arrived, in all: about 5 MB; a guess. */
  static final int MAX_IN_ALL = 16_384;

  /** Less than the transport reassembles at a time: 64 frames. */
  private static final int MAX_REQUESTS_PER_PEER = 48;

  // Half of what the transport reassembles: the other half is for what was not requested. A peer
  // from which nothing is on its way may always be asked for one message.
  private static final int MAX_BYTES_PER_PEER = 2 << 20;
  private static final int MAX_BYTES_IN_ALL = 32 << 20;

  /** What one peer has announced. */
  private static final class Source {
    private final Map<MessageId, Announcer> announced = new LinkedHashMap<>();
    private int requests;
    private long bytes;
  }

  private final NodeServices services;
  private final SpamControls spam;
  private final Predicate<MessageId> isWanted;
  // Not iterated.
  private final Map<MessageId, Pull> pulls = new LinkedHashMap<>();
  private final Map<PeerState, Source> sources = new LinkedHashMap<>();
  private int announcements;
  private long bytesInAll;

  /**
   * @param isWanted whether a copy of a message is of use
   */
  Pulls(NodeServices services, SpamControls spam, Predicate<MessageId> isWanted) {
    this.services = services;
    this.spam = spam;
    this.isWanted = isWanted;
  }

  // ---- events --------------------------------------------------------------------------------

  /** A peer announces a message. */
  void onAnnounced(PeerState from, MessageId id, int frameBytes) {
    if (!isWanted.test(id)) {
      return;
    }
    Source source = sources.get(from);
    Announcer earlier = source == null ? null : source.announced.get(id);
    if (earlier != null
        && (earlier.stage == Stage.ASKED || earlier.mayBeAsked(services.nowNanos()))) {
      return;
    }
    if (earlier != null) {
      // Announced again, so that it can be requested again.
      remove(earlier);
    }
    int announced = source == null ? 0 : source.announced.size();
    if (announced >= MAX_PER_PEER || (announcements >= MAX_IN_ALL && !makeRoom(announced))) {
      services.drop(DropReason.ANNOUNCEMENT_LIMIT);
      return;
    }
    Pull pull = pulls.get(id);
    if (pull == null) {
      pull = new Pull(id);
      pulls.put(id, pull);
      services.counters().set(Metric.ANNOUNCED_MESSAGES, pulls.size());
    }
    Announcer announcer = new Announcer(from, pull, frameBytes, services.nowNanos());
    pull.announcers.put(from, announcer);
    sources.computeIfAbsent(from, none -> new Source()).announced.put(id, announcer);
    announcements++;
    advance(pull);
  }

  /**
   * Forgets an announcement of the peer with the most.
   *
   * @param announced how many the peer has that needs the room
   * @return false if no other peer has more, or it has only announced what is requested from it
   */
  private boolean makeRoom(int announced) {
    Source fullest = null;
    for (Source source : sources.values()) {
      if (source.announced.size() > (fullest == null ? announced : fullest.announced.size())) {
        fullest = source;
      }
    }
    Announcer evicted = fullest == null ? null : firstWaiting(fullest);
    if (evicted == null) {
      return false;
    }
    services.drop(DropReason.ANNOUNCEMENT_LIMIT);
    remove(evicted);
    reschedule(evicted.pull);
    return true;
  }

  /** Few announcements are passed over: the requests to a peer are bounded. */
  private static @Nullable Announcer firstWaiting(Source source) {
    for (Announcer announcer : source.announced.values()) {
      if (announcer.stage == Stage.WAITING) {
        return announcer;
      }
    }
    return null;
  }

  /** Whether a peer has announced a message that has not arrived from it. */
  boolean isAnnouncedBy(PeerState peer, MessageId id) {
    Source source = sources.get(peer);
    return source != null && source.announced.containsKey(id);
  }

  /** Whether a message is announced and has not arrived. */
  boolean isComing(MessageId id) {
    return pulls.containsKey(id);
  }

  /** A copy arrived from a peer; whether it is good is not known yet. */
  void onArrived(PeerState from, MessageId id) {
    Pull pull = pulls.get(id);
    if (pull == null) {
      return;
    }
    Announcer announcer = pull.announcers.get(from);
    if (announcer != null) {
      pull.checkedByNanos = services.nowNanos() + PullTimes.CHECKS_NANOS;
      pull.isBeingChecked = true;
      remove(announcer);
      requestMoreFrom(from);
    }
    advance(pull);
  }

  /** A copy passed the checks. Others are requested only if the message is not public yet. */
  void onAccepted(MessageId id) {
    Pull pull = pulls.get(id);
    if (pull != null) {
      pull.isBeingChecked = false;
      advance(pull);
    }
  }

  /** The link to a peer is gone: others are asked at once for what was to come from it. */
  void forget(PeerState peer) {
    Source source = sources.get(peer);
    if (source != null) {
      for (Announcer announcer : List.copyOf(source.announced.values())) {
        remove(announcer);
        advance(announcer.pull);
      }
    }
  }

  // ---- one message ---------------------------------------------------------------------------

  /** Does what is due for a message: requests it, asks another peer, or forgets it. */
  private void advance(Pull pull) {
    reportBrokenPromises(pull);
    List.copyOf(pull.announcers.values()).stream()
        .filter(one -> one.stage == Stage.WAITING && !one.mayBeAsked(services.nowNanos()))
        .forEach(this::remove);
    if (!isWanted.test(pull.id)) {
      List.copyOf(pull.announcers.values()).stream()
          .filter(announcer -> announcer.stage == Stage.WAITING)
          .forEach(this::remove);
      pull.current = null;
      pull.isBeingChecked = false;
    } else if (!isAwaitingChecks(pull)) {
      ask(pull);
    }
    reschedule(pull);
  }

  private boolean isAwaitingChecks(Pull pull) {
    pull.isBeingChecked &= pull.checkedByNanos - services.nowNanos() > 0;
    return pull.isBeingChecked;
  }

  private void reportBrokenPromises(Pull pull) {
    for (Announcer announcer : List.copyOf(pull.announcers.values())) {
      if (announcer.stage == Stage.ASKED && announcer.brokenAtNanos() - services.nowNanos() <= 0) {
        remove(announcer);
        Misbehaviour kind = announcer.fault();
        if (kind != null) {
          spam.onMisbehaviour(announcer.peer.peer(), kind);
        }
        requestMoreFrom(announcer.peer);
      }
    }
  }

  /** Requests the message from the next peer if it is time, or again from the same one. */
  private void ask(Pull pull) {
    Announcer current = pull.current;
    if (mayAskNext(pull)) {
      Announcer next = nextWithRoom(pull);
      if (next != null) {
        pull.current = next;
        start(next);
        return;
      }
    }
    if (current != null
        && current.requests < PullTimes.TRIES
        && current.repeatAtNanos - services.nowNanos() <= 0) {
      request(current);
    }
  }

  /** Whether nothing is on its way, or it takes longer than expected. */
  private boolean mayAskNext(Pull pull) {
    Announcer current = pull.current;
    return current == null || current.expectedByNanos() - services.nowNanos() <= 0;
  }

  private @Nullable Announcer nextWithRoom(Pull pull) {
    for (Announcer announcer : pull.announcers.values()) {
      if (announcer.mayBeAsked(services.nowNanos()) && hasRoom(announcer)) {
        return announcer;
      }
    }
    return null;
  }

  private boolean hasRoom(Announcer announcer) {
    Source source = sources.get(announcer.peer);
    return source == null
        || source.requests == 0
        || (source.requests < MAX_REQUESTS_PER_PEER
            && source.bytes + announcer.frameBytes <= MAX_BYTES_PER_PEER
            && bytesInAll + announcer.frameBytes <= MAX_BYTES_IN_ALL);
  }

  private void start(Announcer announcer) {
    announcer.stage = Stage.ASKED;
    announcer.askedNanos = services.nowNanos();
    announcer.partBytesThen = announcer.peer.stats().partBytes();
    Source source = sources.get(announcer.peer);
    // Those requested before share the link.
    long bytes = announcer.frameBytes + (source == null ? 0 : source.bytes);
    announcer.transferNanos = PullTimes.transferNanos((int) bytes, announcer.peer.stats());
    if (source != null) {
      source.requests++;
      source.bytes += announcer.frameBytes;
      bytesInAll += announcer.frameBytes;
    }
    request(announcer);
  }

  private void request(Announcer announcer) {
    announcer.requests++;
    announcer.datagramsThen = announcer.peer.stats().datagramsExpected();
    announcer.repeatAtNanos =
        services.nowNanos() + PullTimes.requestNanos(announcer.requests, announcer.peer.stats());
    ByteString frame = Frames.request(announcer.pull.id);
    if (FrameDrops.isQueued(services, frame, announcer.peer.send(frame, Priority.ASSURED))) {
      services.counters().increment(Metric.REQUESTS_SENT);
    }
  }

  /** Forgets that a peer has announced a message. */
  private void remove(Announcer announcer) {
    Pull pull = announcer.pull;
    pull.announcers.remove(announcer.peer);
    if (pull.current == announcer) {
      pull.current = null;
    }
    Source source = sources.get(announcer.peer);
    if (source != null) {
      if (source.announced.remove(pull.id) != null) {
        announcements--;
      }
      if (announcer.stage == Stage.ASKED) {
        source.requests--;
        source.bytes -= announcer.frameBytes;
        bytesInAll -= announcer.frameBytes;
      }
      if (source.announced.isEmpty()) {
        sources.remove(announcer.peer);
      }
    }
  }

  /** A request to a peer has ended: requests the messages that had to wait for it. */
  private void requestMoreFrom(PeerState peer) {
    Source source = sources.get(peer);
    if (source == null || source.announced.size() <= source.requests) {
      return;
    }
    for (Announcer announcer : List.copyOf(source.announced.values())) {
      Pull pull = announcer.pull;
      if (announcer.mayBeAsked(services.nowNanos())
          && mayAskNext(pull)
          && !isAwaitingChecks(pull)
          && isWanted.test(pull.id)) {
        if (!hasRoom(announcer)) {
          return;
        }
        pull.current = announcer;
        start(announcer);
        reschedule(pull);
      }
    }
  }

  // ---- time ----------------------------------------------------------------------------------

  private void reschedule(Pull pull) {
    if (pull.timer != null) {
      pull.timer.cancel();
      pull.timer = null;
    }
    if (pull.announcers.isEmpty() && !pull.isBeingChecked) {
      pulls.remove(pull.id, pull);
      services.counters().set(Metric.ANNOUNCED_MESSAGES, pulls.size());
      return;
    }
    long now = services.nowNanos();
    long wait = pull.nextNanos(now);
    if (wait != Long.MAX_VALUE) {
      pull.timer =
          services.schedule(
              Duration.ofNanos(wait),
              "large message",
              () -> {
                pull.timer = null;
                advance(pull);
              });
    }
  }
}
