package dev.gossip.diffusion;

import dev.gossip.api.MessageId;
import dev.gossip.api.PeerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Who is asked for what. A message is asked of one neighbour at a time; when it does not come, of
 * the next that has announced it, or of the same one if there is no other.
 */
final class DiffusionRequests {
  private final NavigableMap<PeerId, DiffusionLink> links;
  private final DiffusionSettings settings;
  private final BiConsumer<DiffusionLink, List<MessageId>> ask;
  // Never iterated. At most requests-per-peer of each neighbour.
  private final Map<MessageId, Request> inFlight = new HashMap<>();

  private record Request(DiffusionLink link, long atNanos) {}

  /** What becomes of an announcement. */
  enum Answer {
    ASK,
    NOTED,
    /** The neighbour has announced too much. It gets no answer, and will try again. */
    FULL
  }

  /**
   * @param links the neighbours that are up
   * @param ask sends a request
   */
  DiffusionRequests(
      NavigableMap<PeerId, DiffusionLink> links,
      DiffusionSettings settings,
      BiConsumer<DiffusionLink, List<MessageId>> ask) {
    this.links = links;
    this.settings = settings;
    this.ask = ask;
  }

  /** A neighbour announces a message that this node lacks; ASK counts as asked. */
  Answer announced(DiffusionLink link, MessageId id, long nowNanos) {
    if (!link.announced.contains(id)) {
      if (link.announced.isFull()) {
        return Answer.FULL;
      }
      link.announced.put(id, 0);
    }
    if (inFlight.containsKey(id) || !hasRoom(link)) {
      return Answer.NOTED;
    }
    begin(link, id, nowNanos);
    return Answer.ASK;
  }

  boolean isAskedOf(DiffusionLink link, MessageId id) {
    Request request = inFlight.get(id);
    return request != null && request.link == link;
  }

  /** The message is here. Whoever was asked for it has room for what else it announced. */
  void done(MessageId id, long nowNanos) {
    for (DiffusionLink link : links.values()) {
      link.announced.remove(id);
    }
    DiffusionLink freed = end(id);
    if (freed != null) {
      askForMore(freed, nowNanos);
    }
  }

  /** Gives up waiting for what a neighbour did not send in time, and asks others. */
  void retry(DiffusionLink link, long nowNanos) {
    for (MessageId id : List.copyOf(link.announced.keys())) {
      Request request = inFlight.get(id);
      if (request != null
          && request.link == link
          && nowNanos - request.atNanos >= settings.retry().toNanos()) {
        end(id);
        if (link.announced.getOrDefault(id, 0) >= settings.tries()) {
          link.announced.remove(id);
        }
        askNextAfter(link, id, nowNanos);
      }
    }
    askForMore(link, nowNanos);
  }

  /** A neighbour cannot send what it announced. */
  void gone(DiffusionLink link, MessageId id, long nowNanos) {
    link.announced.remove(id);
    if (isAskedOf(link, id)) {
      end(id);
      askNextAfter(link, id, nowNanos);
      askForMore(link, nowNanos);
    }
  }

  /** A neighbour is down, and no longer among the links. */
  void down(DiffusionLink link, long nowNanos) {
    for (MessageId id : link.announced.keys()) {
      if (isAskedOf(link, id)) {
        end(id);
        askNextAfter(link, id, nowNanos);
      }
    }
  }

  private void askNextAfter(DiffusionLink last, MessageId id, long nowNanos) {
    List<DiffusionLink> order = new ArrayList<>(links.tailMap(last.id(), false).values());
    order.addAll(links.headMap(last.id(), true).values());
    for (DiffusionLink link : order) {
      if (link.announced.contains(id) && hasRoom(link)) {
        begin(link, id, nowNanos);
        ask.accept(link, List.of(id));
        return;
      }
    }
  }

  private void askForMore(DiffusionLink link, long nowNanos) {
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
        begin(link, id, nowNanos);
      }
    }
    if (!more.isEmpty()) {
      ask.accept(link, more);
    }
  }

  private boolean hasRoom(DiffusionLink link) {
    return link.requestsInFlight < settings.requestsPerPeer();
  }

  private void begin(DiffusionLink link, MessageId id, long nowNanos) {
    inFlight.put(id, new Request(link, nowNanos));
    link.announced.put(id, link.announced.getOrDefault(id, 0) + 1);
    link.requestsInFlight++;
  }

  private @Nullable DiffusionLink end(MessageId id) {
    Request request = inFlight.remove(id);
    if (request == null) {
      return null;
    }
    request.link.requestsInFlight--;
    return request.link;
  }
}
