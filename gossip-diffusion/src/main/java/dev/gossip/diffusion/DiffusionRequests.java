package dev.gossip.diffusion;

import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.relay.Draws;
import dev.gossip.api.relay.RelayContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides which peers to ask for which message. The first peer that announces a message is asked
 * alone. If the message does not arrive in time, two peers are asked at once, then all of them.
 * Peers that announce everything and send nothing therefore delay a message by at most two retries.
 *
 * <p>Peers that usually send what they announced are asked first. Among equally reliable peers,
 * outbound ones are asked before inbound ones, since an attacker can open many inbound links. Ties
 * are broken at random, since an attacker can also choose its id.
 */
final class DiffusionRequests {
  private static final int PEERS_IN_SECOND_ROUND = 2;

  private static final Comparator<DiffusionLink> MOST_RELIABLE_FIRST =
      Comparator.comparing(DiffusionLink::reliability).thenComparing(DiffusionLink::isInbound);

  private final RelayContext context;
  private final NavigableMap<PeerId, DiffusionLink> links;
  private final DiffusionSettings settings;
  private final BiConsumer<DiffusionLink, List<MessageId>> ask;
  // Ordered by deadline, earliest first. At most requests-per-peer for each peer.
  private final Map<MessageId, Request> inFlight = new LinkedHashMap<>();
  // Runs at the earliest deadline.
  private @Nullable TimerHandle timer;

  private static final class Request {
    // How many datagrams each had sent when it was asked.
    final Map<DiffusionLink, Long> asked = new LinkedHashMap<>(2);
    int rounds;
    long deadlineNanos;
  }

  /** How to answer an announcement. */
  enum Answer {
    /** Request the message from this peer. */
    ASK,
    /** Only acknowledge the announcement. */
    NOTED,
    /** The peer has announced too much. It gets no answer and will repeat the announcement. */
    FULL
  }

  /**
   * @param links the peers whose links are up
   * @param ask sends a request
   */
  DiffusionRequests(
      RelayContext context,
      NavigableMap<PeerId, DiffusionLink> links,
      DiffusionSettings settings,
      BiConsumer<DiffusionLink, List<MessageId>> ask) {
    this.context = context;
    this.links = links;
    this.settings = settings;
    this.ask = ask;
  }

  /** Handles an announcement of a missing message; ASK already counts as a request in flight. */
  Answer onAnnounced(DiffusionLink link, MessageId id) {
    if (!link.announcedByPeer.contains(id)) {
      if (link.announcedByPeer.isFull()) {
        return Answer.FULL;
      }
      link.announcedByPeer.put(id, 0);
    }
    Request request = inFlight.get(id);
    if (!hasRoom(link) || (request != null && !isBetter(link, request))) {
      return Answer.NOTED;
    }
    awaitPeers(request == null ? new Request() : request, id, List.of(link));
    return Answer.ASK;
  }

  /** Returns whether this peer is reliable and none of the peers already asked is. */
  private static boolean isBetter(DiffusionLink link, Request request) {
    return isReliable(link)
        && request.asked.keySet().stream().noneMatch(DiffusionRequests::isReliable);
  }

  private static boolean isReliable(DiffusionLink link) {
    return link.reliability() == DiffusionLink.Reliability.KEEPS_PROMISES;
  }

  boolean isRequestedFrom(DiffusionLink link, MessageId id) {
    Request request = inFlight.get(id);
    return request != null && request.asked.containsKey(link);
  }

  /**
   * Ends the request for a message that has arrived, and asks the peers involved for others.
   *
   * @param from the peer that sent it; null for an own message or if that peer is down
   */
  void onReceived(MessageId id, @Nullable DiffusionLink from) {
    if (from != null && from.announcedByPeer.getOrDefault(id, 0) > 0) {
      from.recordKeptPromise();
    }
    forget(id).forEach(this::askForMore);
    scheduleTimer();
  }

  /** Stops waiting for a message, and returns the peers that were asked for it. */
  private Set<DiffusionLink> forget(MessageId id) {
    for (DiffusionLink link : links.values()) {
      link.announcedByPeer.remove(id);
    }
    Request request = inFlight.remove(id);
    if (request == null) {
      return Collections.emptySet();
    }
    request.asked.keySet().forEach(link -> link.requestsInFlight--);
    return request.asked.keySet();
  }

  /** Handles a peer's answer that it cannot send what it announced. */
  void onGone(DiffusionLink link, List<MessageId> ids) {
    for (MessageId id : ids) {
      link.announcedByPeer.remove(id);
      Request request = inFlight.get(id);
      if (request != null && request.asked.remove(link) != null) {
        link.requestsInFlight--;
        // Not reported: honest peers evict messages, too.
        link.recordBrokenPromise();
        if (request.asked.isEmpty()) {
          askNext(request, id);
        }
      }
    }
    askForMore(link);
    scheduleTimer();
  }

  /** Forgets a peer whose link is down and which is no longer among the linked peers. */
  void onPeerDown(DiffusionLink link) {
    for (MessageId id : link.announcedByPeer.keys()) {
      Request request = inFlight.get(id);
      if (request != null && request.asked.remove(link) != null && request.asked.isEmpty()) {
        askNext(request, id);
      }
    }
    scheduleTimer();
  }

  // ---- timeouts ------------------------------------------------------------------------------

  private void scheduleTimer() {
    if (inFlight.isEmpty()) {
      if (timer != null) {
        timer.cancel();
        timer = null;
      }
    } else if (timer == null) {
      long deadlineNanos = inFlight.values().iterator().next().deadlineNanos;
      Duration left = Duration.ofNanos(Math.max(0, deadlineNanos - context.nowNanos()));
      timer = context.schedule(left, "ask again", this::onTimer);
    }
  }

  private void onTimer() {
    timer = null;
    List<MessageId> due = new ArrayList<>();
    for (Map.Entry<MessageId, Request> entry : inFlight.entrySet()) {
      if (entry.getValue().deadlineNanos - context.nowNanos() > 0) {
        break;
      }
      due.add(entry.getKey());
    }
    Set<DiffusionLink> freed = new LinkedHashSet<>();
    NavigableMap<PeerId, List<MessageId>> wanted = new TreeMap<>();
    for (MessageId id : List.copyOf(due)) {
      Request request = inFlight.get(id);
      if (request != null && context.isComing(id)) {
        // A large message: the peer has answered the request by announcing it.
        due.remove(id);
        askAnother(request, id)
            .forEach(link -> wanted.computeIfAbsent(link.id(), none -> new ArrayList<>()).add(id));
      }
    }
    due.forEach(id -> freed.addAll(timeOut(id)));
    for (MessageId id : due) {
      Request request = inFlight.get(id);
      if (request != null) {
        startNextRound(request, id)
            .forEach(link -> wanted.computeIfAbsent(link.id(), none -> new ArrayList<>()).add(id));
      }
    }
    wanted.forEach((peer, ids) -> askPeer(peer, ids));
    freed.forEach(this::askForMore);
    scheduleTimer();
  }

  private void askPeer(PeerId peer, List<MessageId> ids) {
    DiffusionLink link = links.get(peer);
    if (link != null) {
      ask.accept(link, ids);
    }
  }

  /** Stops waiting for the peers that were asked, and returns them. */
  private List<DiffusionLink> timeOut(MessageId id) {
    Request request = inFlight.get(id);
    if (request == null) {
      return List.of();
    }
    Map<DiffusionLink, Long> asked = new LinkedHashMap<>(request.asked);
    request.asked.clear();
    asked.forEach(
        (link, expectedThen) -> {
          link.requestsInFlight--;
          link.recordBrokenPromise();
          if (link.announcedByPeer.getOrDefault(id, 0) >= settings.tries()) {
            link.announcedByPeer.remove(id);
            // Not after each request: with a loss of 5 % each way, a tenth of them fail.
            // If it is refused, the peer has sent it, and this node did not accept it.
            if (!context.isRefused(id) && context.stats(link.id()).isHeardSince(expectedThen)) {
              context.report(link.id(), Misbehaviour.BROKEN_PROMISE);
            }
          }
        });
    return List.copyOf(asked.keySet());
  }

  // ---- choice of peers -----------------------------------------------------------------------

  private void askNext(Request request, MessageId id) {
    startNextRound(request, id).forEach(link -> ask.accept(link, List.of(id)));
  }

  /** Starts the next round of a request and returns the peers to ask; ends it if there are none. */
  private List<DiffusionLink> startNextRound(Request request, MessageId id) {
    List<DiffusionLink> announcers =
        links.values().stream()
            .filter(link -> link.announcedByPeer.contains(id) && hasRoom(link))
            .toList();
    request.rounds++;
    List<DiffusionLink> next =
        Draws.sample(context.random(), announcers, announcers.size()).stream()
            .sorted(
                MOST_RELIABLE_FIRST.thenComparing(link -> link.announcedByPeer.getOrDefault(id, 0)))
            .limit(request.rounds == 1 ? PEERS_IN_SECOND_ROUND : Long.MAX_VALUE)
            .toList();
    if (next.isEmpty()) {
      inFlight.remove(id);
    } else {
      awaitPeers(request, id, next);
    }
    return next;
  }

  /** Asks one more peer for a message that is on its way from another one, which may be slow. */
  private List<DiffusionLink> askAnother(Request request, MessageId id) {
    List<DiffusionLink> others =
        links.values().stream()
            .filter(
                link ->
                    link.announcedByPeer.contains(id)
                        && !request.asked.containsKey(link)
                        && hasRoom(link))
            .toList();
    List<DiffusionLink> next =
        Draws.sample(context.random(), others, others.size()).stream()
            .sorted(MOST_RELIABLE_FIRST)
            .limit(1)
            .toList();
    awaitPeers(request, id, next);
    return next;
  }

  private void askForMore(DiffusionLink link) {
    if (link.announcedByPeer.size() <= link.requestsInFlight) {
      return;
    }
    List<MessageId> more = new ArrayList<>();
    for (MessageId id : List.copyOf(link.announcedByPeer.keys())) {
      if (!hasRoom(link)) {
        break;
      }
      if (!inFlight.containsKey(id)) {
        more.add(id);
        awaitPeers(new Request(), id, List.of(link));
      }
    }
    if (!more.isEmpty()) {
      ask.accept(link, more);
    }
  }

  private boolean hasRoom(DiffusionLink link) {
    return link.requestsInFlight < settings.requestsPerPeer();
  }

  /** Starts to wait for further peers, with a new deadline. */
  private void awaitPeers(Request request, MessageId id, List<DiffusionLink> asked) {
    for (DiffusionLink link : asked) {
      request.asked.put(link, context.stats(link.id()).datagramsExpected());
      link.announcedByPeer.put(id, link.announcedByPeer.getOrDefault(id, 0) + 1);
      link.requestsInFlight++;
    }
    request.deadlineNanos = context.nowNanos() + settings.retry().toNanos();
    // Moved to the end: all others have earlier deadlines.
    inFlight.remove(id);
    inFlight.put(id, request);
    scheduleTimer();
  }
}
