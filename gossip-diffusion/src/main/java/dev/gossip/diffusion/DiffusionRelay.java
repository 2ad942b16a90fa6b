package dev.gossip.diffusion;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.BoundedMap;
import dev.gossip.api.relay.Draws;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.api.spam.Standing;
import dev.gossip.diffusion.DiffusionCodec.Ids;
import dev.gossip.diffusion.DiffusionRequests.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Diffusion as in Bitcoin Core ({@code net_processing.cpp}): a message is announced to each peer
 * after an exponential delay, requested, and sent. The order in which peers learn of a message
 * therefore reveals little about its origin. The protection is weak against a spy with many links
 * (Fanti and Viswanath, NIPS 2017).
 *
 * <p>Bitcoin relies on TCP. This relay repeats what is not answered, within bounds: announcements
 * until the peer requests or acknowledges them, requests until the message arrives. A peer that
 * announces a message and does not send it delays the message by one retry, not by the 60 s of
 * Bitcoin; {@link DiffusionRequests} chooses the peers for the next request.
 */
final class DiffusionRelay implements RelayStrategy {
  /** The largest number of messages announced at once; as in Bitcoin Core. */
  static final int MAX_BATCH = 1_000;

  private final RelayContext context;
  private final DiffusionSettings settings;
  private final NavigableMap<PeerId, DiffusionLink> links = new TreeMap<>();
  private final DiffusionRequests requests;
  // The newest messages and when their lifetimes end.
  private final BoundedMap<MessageId, Long> recent;
  private final YoungMessages young;
  private @Nullable TimerHandle inboundFlush;

  DiffusionRelay(RelayContext context, DiffusionSettings settings) {
    this.context = context;
    this.settings = settings;
    this.recent = new BoundedMap<>(Math.max(1, settings.catchUp()));
    this.young = new YoungMessages(settings.revealAfter(), settings.knownPerPeer());
    this.requests =
        new DiffusionRequests(
            context, links, settings, (link, ids) -> sendIds(link, Ids.want(ids)));
  }

  @Override
  public void onPeerUp(Peer peer) {
    DiffusionLink link = new DiffusionLink(peer, settings);
    links.put(peer.id(), link);
    for (Map.Entry<MessageId, Long> entry : recent.entries()) {
      if (context.nowNanos() - entry.getValue() < 0) {
        link.queueAnnouncement(entry.getKey());
      }
    }
    scheduleFlush(link);
  }

  @Override
  public void onPeerDown(Peer peer) {
    DiffusionLink link = links.remove(peer.id());
    if (link != null) {
      link.stopTimers();
      requests.onPeerDown(link);
    }
  }

  @Override
  public void onPublish(GossipMessage message) {
    requests.onReceived(message.id(), null);
    context.deliver(message);
    announce(message);
  }

  @Override
  public void onMessage(GossipMessage message, Arrival arrival) {
    onCopyFrom(arrival.from(), message.id());
    requests.onReceived(message.id(), links.get(arrival.from().id()));
    context.deliver(message);
    announce(message);
  }

  @Override
  public void onDuplicate(GossipMessage message, Arrival arrival) {
    onCopyFrom(arrival.from(), message.id());
  }

  /**
   * After a while every node has the message, so the order in which peers learn of it no longer
   * says anything about its origin. A peer that has sent or announced it knows already that this
   * node has heard of it.
   */
  @Override
  public boolean mayReveal(PeerId to, MessageId id) {
    DiffusionLink link = links.get(to);
    if (link != null && link.wasAnnouncedToPeer(id)) {
      return true;
    }
    return context.delivered(id)
        && ((link != null && link.isKnownToPeer(id)) || !young.contains(id, context.nowNanos()));
  }

  private void onCopyFrom(Peer from, MessageId id) {
    DiffusionLink link = links.get(from.id());
    if (link != null) {
      link.markKnown(id);
      if (!requests.isRequestedFrom(link, id)) {
        sendIds(link, Ids.heard(List.of(id)));
      }
    }
  }

  private void announce(GossipMessage message) {
    young.add(message.id(), context.nowNanos());
    if (settings.catchUp() > 0) {
      recent.put(message.id(), context.nowNanos() + message.lifetimeMillis() * 1_000_000);
    }
    for (DiffusionLink link : links.values()) {
      link.queueAnnouncement(message.id());
      scheduleFlush(link);
    }
  }

  private void scheduleFlush(DiffusionLink link) {
    if (!link.hasQueued()) {
      return;
    }
    if (link.isInbound() && settings.inboundShared()) {
      if (inboundFlush == null) {
        inboundFlush =
            context.schedule(
                Draws.exponential(context.random(), settings.inboundMean()),
                "announce to inbound peers",
                this::flushInbound);
      }
    } else if (link.flush == null) {
      link.flush =
          context.schedule(
              Draws.exponential(
                  context.random(),
                  link.isInbound() ? settings.inboundMean() : settings.outboundMean()),
              "announce to a peer",
              () -> {
                link.flush = null;
                flush(link);
              });
    }
  }

  private void flushInbound() {
    inboundFlush = null;
    links.values().stream().filter(DiffusionLink::isInbound).forEach(this::flush);
  }

  private void flush(DiffusionLink link) {
    announceTo(link, link.nextBatch(context.nowNanos()));
    scheduleFlush(link);
    scheduleRepeat(link);
  }

  private void announceTo(DiffusionLink link, List<MessageId> ids) {
    if (settings.announce()) {
      sendIds(link, Ids.have(ids));
    } else {
      ids.forEach(id -> send(link, id));
    }
  }

  @Override
  public boolean hearsDoubtedPeers() {
    return true;
  }

  @Override
  public void onControl(Peer from, ByteString body) throws InvalidProtocolBufferException {
    Ids ids = DiffusionCodec.parse(body);
    DiffusionLink link = links.get(from.id());
    if (link == null) {
      return;
    }
    if (context.standing(from.id()) == Standing.GOOD) {
      onHave(link, ids.have());
    }
    onWant(link, ids.want());
    ids.heard().forEach(link::markAnswered);
    requests.onGone(link, ids.gone());
  }

  private void onHave(DiffusionLink link, List<MessageId> ids) {
    List<MessageId> want = new ArrayList<>();
    List<MessageId> heard = new ArrayList<>();
    for (MessageId id : ids) {
      link.markKnown(id);
      Answer answer = context.seen(id) ? Answer.NOTED : requests.onAnnounced(link, id);
      if (answer == Answer.ASK) {
        want.add(id);
      } else if (answer == Answer.NOTED) {
        heard.add(id);
      }
    }
    sendIds(link, new Ids(List.of(), want, heard, List.of()));
  }

  private void onWant(DiffusionLink link, List<MessageId> ids) {
    List<MessageId> gone = new ArrayList<>();
    for (MessageId id : ids) {
      // A peer must not learn of a message by asking for it before it was announced.
      if (!link.wasAnnouncedToPeer(id)) {
        context.report(link.id(), Misbehaviour.UNSOLICITED);
        gone.add(id);
      } else if (!link.recordRequest(id) || !send(link, id)) {
        gone.add(id);
      }
    }
    sendIds(link, Ids.gone(gone));
  }

  private void scheduleRepeat(DiffusionLink link) {
    if (link.repeat == null && link.hasUnanswered()) {
      link.repeat =
          context.schedule(
              settings.retry(),
              "repeat",
              () -> {
                link.repeat = null;
                announceTo(link, link.nextRepeats(context.nowNanos()));
                scheduleRepeat(link);
              });
    }
  }

  /** Sends a message if it is still stored; returns whether it was. */
  private boolean send(DiffusionLink link, MessageId id) {
    Optional<GossipMessage> message = context.find(id);
    message.ifPresent(found -> context.send(link.id(), found, ByteString.EMPTY));
    return message.isPresent();
  }

  private void sendIds(DiffusionLink link, Ids ids) {
    for (ByteString frame : DiffusionCodec.frames(ids, context.maxControlBytes(link.id()))) {
      context.sendControl(link.id(), frame);
    }
  }
}
