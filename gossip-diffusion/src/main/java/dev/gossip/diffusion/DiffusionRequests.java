package dev.gossip.diffusion;

import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.relay.Draws;
import dev.gossip.api.relay.RelayContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Which peers are asked for which message. The first peer that announces a message is asked alone.
 * If the message does not come in time, two are asked at once, and then all, so that peers that
 * announce everything and send nothing delay a message by two retries at most.
 *
 * <p>Peers that usually send what they announced are asked before those that do not, and peers that
 * this node dialled before those that dialled it: an attacker chooses to be one of the latter, and
 * can be many. Equals are asked in random order, since an attacker can choose its id as well.
 */
final class DiffusionRequests {
  private static final int ASKED_IN_SECOND_ROUND = 2;

  private static final Comparator<DiffusionLink> MOST_RELIABLE_FIRST =
      Comparator.comparing(DiffusionLink::reliability).thenComparing(DiffusionLink::isInbound);

  private final RelayContext context;
  private final NavigableMap<PeerId, DiffusionLink> links;
  private final DiffusionSettings settings;
  private final BiConsumer<DiffusionLink, List<MessageId>> ask;
  // The earliest deadline first. At most requests-per-peer of each peer.
  private final Map<MessageId, Request> inFlight = new LinkedHashMap<>();
  // For the first of them.
  private @Nullable TimerHandle timer;

  private static final class Request {
    final List<DiffusionLink> asked = new ArrayList<>(1);
    int rounds;
    long deadlineNanos;
  }

  /** What becomes of an announcement. */
  enum Answer {
    ASK,
    NOTED,
    /** The peer has announced too much. It gets no answer, and will try again. */
    FULL
  }

  /**
   * @param links the peers that are up
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

  /** A peer announces a message that this node lacks; ASK counts as asked. */
  Answer announced(DiffusionLink link, MessageId id) {
    if (!link.announced.contains(id)) {
      if (link.announced.isFull()) {
        return Answer.FULL;
      }
      link.announced.put(id, 0);
    }
    Request request = inFlight.get(id);
    if (!hasRoom(link) || (request != null && !isBetter(link, request))) {
      return Answer.NOTED;
    }
    begin(request == null ? new Request() : request, id, List.of(link));
    return Answer.ASK;
  }

  /** Whether it makes no sense to wait for those who were asked, now that this peer has it. */
  private static boolean isBetter(DiffusionLink link, Request request) {
    return keepsPromises(link)
        && request.asked.stream().noneMatch(DiffusionRequests::keepsPromises);
  }

  private static boolean keepsPromises(DiffusionLink link) {
    return link.reliability() == DiffusionLink.Reliability.KEEPS_PROMISES;
  }

  boolean isAskedOf(DiffusionLink link, MessageId id) {
    Request request = inFlight.get(id);
    return request != null && request.asked.contains(link);
  }

  /**
   * The message is here. The peers that were asked for it have room for what else they announced.
   *
   * @param from the peer that sent it; null for a message of this node, or of a peer that is gone
   */
  void done(MessageId id, @Nullable DiffusionLink from) {
    if (from != null && from.announced.getOrDefault(id, 0) > 0) {
      from.keptPromise();
    }
    for (DiffusionLink link : links.values()) {
      link.announced.remove(id);
    }
    Request request = inFlight.remove(id);
    if (request != null) {
      request.asked.forEach(link -> link.requestsInFlight--);
      request.asked.forEach(this::askForMore);
    }
    awaitFirst();
  }

  /** A peer cannot send what it announced. */
  void gone(DiffusionLink link, List<MessageId> ids) {
    for (MessageId id : ids) {
      link.announced.remove(id);
      Request request = inFlight.get(id);
      if (request != null && request.asked.remove(link)) {
        link.requestsInFlight--;
        // Not reported: honest peers forget messages, too.
        link.brokePromise();
        if (request.asked.isEmpty()) {
          askNext(request, id);
        }
      }
    }
    askForMore(link);
    awaitFirst();
  }

  /** A peer is down, and no longer among the links. */
  void down(DiffusionLink link) {
    for (MessageId id : link.announced.keys()) {
      Request request = inFlight.get(id);
      if (request != null && request.asked.remove(link) && request.asked.isEmpty()) {
        askNext(request, id);
      }
    }
    awaitFirst();
  }

  // ---- time ----------------------------------------------------------------------------------

  private void awaitFirst() {
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
    List<DiffusionLink> freed =
        due.stream().flatMap(id -> timeOut(id).stream()).distinct().toList();
    NavigableMap<PeerId, List<MessageId>> wanted = new TreeMap<>();
    for (MessageId id : due) {
      Request request = inFlight.get(id);
      if (request != null) {
        next(request, id)
            .forEach(link -> wanted.computeIfAbsent(link.id(), none -> new ArrayList<>()).add(id));
      }
    }
    wanted.forEach((peer, ids) -> askPeer(peer, ids));
    freed.forEach(this::askForMore);
    awaitFirst();
  }

  private void askPeer(PeerId peer, List<MessageId> ids) {
    DiffusionLink link = links.get(peer);
    if (link != null) {
      ask.accept(link, ids);
    }
  }

  /** Gives up waiting for the peers that were asked; answers which. */
  private List<DiffusionLink> timeOut(MessageId id) {
    Request request = inFlight.get(id);
    if (request == null) {
      return List.of();
    }
    List<DiffusionLink> asked = List.copyOf(request.asked);
    request.asked.clear();
    for (DiffusionLink link : asked) {
      link.requestsInFlight--;
      link.brokePromise();
      context.report(link.id(), Misbehaviour.BROKEN_PROMISE);
      if (link.announced.getOrDefault(id, 0) >= settings.tries()) {
        link.announced.remove(id);
      }
    }
    return asked;
  }

  // ---- whom to ask ---------------------------------------------------------------------------

  private void askNext(Request request, MessageId id) {
    next(request, id).forEach(link -> ask.accept(link, List.of(id)));
  }

  /** Chooses the peers to ask in the next round, which begins; without any the request ends. */
  private List<DiffusionLink> next(Request request, MessageId id) {
    List<DiffusionLink> announcers =
        links.values().stream()
            .filter(link -> link.announced.contains(id) && hasRoom(link))
            .toList();
    request.rounds++;
    List<DiffusionLink> next =
        Draws.sample(context.random(), announcers, announcers.size()).stream()
            .sorted(MOST_RELIABLE_FIRST.thenComparing(link -> link.announced.getOrDefault(id, 0)))
            .limit(request.rounds == 1 ? ASKED_IN_SECOND_ROUND : Long.MAX_VALUE)
            .toList();
    if (next.isEmpty()) {
      inFlight.remove(id);
    } else {
      begin(request, id, next);
    }
    return next;
  }

  private void askForMore(DiffusionLink link) {
    if (link.announced.size() <= link.requestsInFlight) {
      return;
    }
    List<MessageId> more = new ArrayList<>();
    for (MessageId id : link.announced.keys()) {
      if (!hasRoom(link)) {
        break;
      }
      if (!inFlight.containsKey(id)) {
        more.add(id);
        begin(new Request(), id, List.of(link));
      }
    }
    if (!more.isEmpty()) {
      ask.accept(link, more);
    }
  }

  private boolean hasRoom(DiffusionLink link) {
    return link.requestsInFlight < settings.requestsPerPeer();
  }

  /** Begins to wait for these peers as well, with a new deadline. */
  private void begin(Request request, MessageId id, List<DiffusionLink> asked) {
    for (DiffusionLink link : asked) {
      request.asked.add(link);
      link.announced.put(id, link.announced.getOrDefault(id, 0) + 1);
      link.requestsInFlight++;
    }
    request.deadlineNanos = context.nowNanos() + settings.retry().toNanos();
    // Behind all others, which have earlier deadlines.
    inFlight.remove(id);
    inFlight.put(id, request);
    awaitFirst();
  }
}
