package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Announces messages and sends them on request. An announcement is repeated until the peer confirms
 * that it has the message, at most {@value #MAX_TRIES} times. For tests only: it uses everything
 * that the contract checks: control frames, headers, timers, randomness and repair.
 */
class AnnouncingRelay implements RelayStrategy {
  static final byte HAVE = 1;
  static final byte WANT = 2;
  static final byte GOT = 3;
  static final ByteString HEADER = ByteString.copyFrom(new byte[] {1});

  private static final int ID_BYTES = 32;
  private static final int MAX_TRIES = 10;
  private static final int MAX_RECENT = 256;
  private static final int MAX_WANTED = 256;
  private static final int MAX_JITTER_MILLIS = 50;
  private static final Duration RETRY = Duration.ofMillis(500);

  final RelayContext context;
  final Map<MessageId, Deque<PeerId>> wanted = new TreeMap<>();
  private final Map<PeerId, Link> links = new TreeMap<>();
  private final Set<MessageId> recent = new LinkedHashSet<>();

  /** The messages that a peer has not confirmed, with the number of announcements sent. */
  private static final class Link {
    final Map<MessageId, Integer> unconfirmed = new LinkedHashMap<>();
    @Nullable TimerHandle timer;
  }

  AnnouncingRelay(RelayContext context) {
    this.context = context;
  }

  @Override
  public void onPublish(GossipMessage message) {
    context.deliver(message);
    announceToAllExcept(null, message.id());
  }

  @Override
  public void onMessage(GossipMessage message, Arrival arrival)
      throws InvalidProtocolBufferException {
    requireReadable(arrival.header());
    wanted.remove(message.id());
    context.deliver(message);
    confirm(arrival.from().id(), message.id());
    announceToAllExcept(arrival.from().id(), message.id());
  }

  @Override
  public boolean mayReveal(PeerId to, MessageId id) {
    return context.delivered(id);
  }

  @Override
  public void onDuplicate(GossipMessage message, Arrival arrival)
      throws InvalidProtocolBufferException {
    requireReadable(arrival.header());
    confirm(arrival.from().id(), message.id());
    markConfirmed(arrival.from().id(), message.id());
  }

  @Override
  public void onControl(Peer from, ByteString body) throws InvalidProtocolBufferException {
    List<MessageId> ids = idsIn(body);
    for (MessageId id : ids) {
      switch (body.byteAt(0)) {
        case HAVE -> onAnnounced(from.id(), id);
        case WANT ->
            context.find(id).ifPresent(message -> context.send(from.id(), message, HEADER));
        default -> markConfirmed(from.id(), id);
      }
    }
  }

  @Override
  public void onPeerUp(Peer peer) {
    links.put(peer.id(), new Link());
    recent.forEach(id -> announce(peer.id(), id));
  }

  @Override
  public void onPeerDown(Peer peer) {
    Link link = links.remove(peer.id());
    if (link != null && link.timer != null) {
      link.timer.cancel();
    }
    wanted.values().forEach(announcers -> announcers.remove(peer.id()));
  }

  // ---- announcing ----------------------------------------------------------------------------

  private void announceToAllExcept(@Nullable PeerId sender, MessageId id) {
    recent.add(id);
    if (recent.size() > MAX_RECENT) {
      recent.remove(recent.iterator().next());
    }
    for (PeerId peer : links.keySet()) {
      if (!peer.equals(sender)) {
        announce(peer, id);
      }
    }
  }

  private void announce(PeerId to, MessageId id) {
    Link link = links.get(to);
    if (link != null) {
      link.unconfirmed.put(id, 0);
      if (link.timer == null) {
        flushIn(to, link, Duration.ofMillis(context.random().nextInt(MAX_JITTER_MILLIS)));
      }
    }
  }

  private void flushIn(PeerId to, Link link, Duration delay) {
    link.timer = context.schedule(delay, "announce", () -> flush(to, link));
  }

  private void flush(PeerId to, Link link) {
    link.timer = null;
    link.unconfirmed.replaceAll((id, tries) -> tries + 1);
    link.unconfirmed.values().removeIf(tries -> tries > MAX_TRIES);
    List<MessageId> ids = new ArrayList<>(link.unconfirmed.keySet());
    int maxIds = Math.max(1, (maxBodyBytes(to) - 1) / ID_BYTES);
    for (int first = 0; first < ids.size(); first += maxIds) {
      context.sendControl(to, body(HAVE, ids.subList(first, Math.min(ids.size(), first + maxIds))));
    }
    if (!ids.isEmpty()) {
      flushIn(to, link, RETRY);
    }
  }

  int maxBodyBytes(PeerId to) {
    return context.maxControlBytes(to);
  }

  private void markConfirmed(PeerId peer, MessageId id) {
    Link link = links.get(peer);
    if (link != null) {
      link.unconfirmed.remove(id);
    }
  }

  private void confirm(PeerId to, MessageId id) {
    context.sendControl(to, body(GOT, List.of(id)));
  }

  // ---- requesting ----------------------------------------------------------------------------

  private void onAnnounced(PeerId from, MessageId id) {
    markConfirmed(from, id);
    if (context.seen(id)) {
      confirm(from, id);
      return;
    }
    Deque<PeerId> announcers = wanted.get(id);
    if (announcers != null) {
      announcers.remove(from);
      announcers.add(from);
    } else if (wanted.size() < MAX_WANTED) {
      wanted.put(id, new ArrayDeque<>(List.of(from)));
      request(id);
    }
  }

  private void request(MessageId id) {
    Deque<PeerId> announcers = wanted.get(id);
    if (announcers == null) {
      return;
    }
    PeerId announcer = announcers.poll();
    if (announcer == null) {
      wanted.remove(id);
      return;
    }
    context.sendControl(announcer, body(WANT, List.of(id)));
    context.schedule(RETRY, "ask the next one", () -> request(id));
  }

  // ---- encoding ------------------------------------------------------------------------------

  static ByteString body(byte kind, List<MessageId> ids) {
    ByteString body = ByteString.copyFrom(new byte[] {kind});
    for (MessageId id : ids) {
      body = body.concat(id.bytes());
    }
    return body;
  }

  private static List<MessageId> idsIn(ByteString body) throws InvalidProtocolBufferException {
    if (body.size() % ID_BYTES != 1 || body.byteAt(0) < HAVE || body.byteAt(0) > GOT) {
      throw new InvalidProtocolBufferException("not a kind followed by ids");
    }
    List<MessageId> ids = new ArrayList<>();
    for (int at = 1; at < body.size(); at += ID_BYTES) {
      ids.add(new MessageId(body.substring(at, at + ID_BYTES).toByteArray()));
    }
    return ids;
  }

  private static void requireReadable(ByteString header) throws InvalidProtocolBufferException {
    if (!header.isEmpty() && !header.equals(HEADER)) {
      throw new InvalidProtocolBufferException("not the header of this version");
    }
  }
}
