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
 * Diffusion as in Bitcoin Core ({@code net_processing.cpp}): a message is announced to each
 * neighbour after an exponential delay, requested, and sent. So the order in which neighbours hear
 * of it says little about where it began. It says something: against a spy with many links this is
 * weak (Fanti and Viswanath, NIPS 2017).
 *
 * <p>Bitcoin has TCP. Here, what is not answered is repeated: announcements until the neighbour
 * asks or says that it has heard, requests until the message comes, both within bounds. A peer that
 * announces a message and does not send it delays the message by one retry, not by the 60 s of
 * Bitcoin; {@link DiffusionRequests} says whom the next request goes to.
 */
final class DiffusionRelay implements RelayStrategy {
  /** Messages told at once, at most; as in Bitcoin Core. */
  static final int MAX_BATCH = 1_000;

  private final RelayContext context;
  private final DiffusionSettings settings;
  private final NavigableMap<PeerId, DiffusionLink> links = new TreeMap<>();
  private final DiffusionRequests requests;
  // The newest messages, and until when they are worth telling of.
  private final BoundedMap<MessageId, Long> recent;
  private @Nullable TimerHandle inboundFlush;

  DiffusionRelay(RelayContext context, DiffusionSettings settings) {
    this.context = context;
    this.settings = settings;
    this.recent = new BoundedMap<>(Math.max(1, settings.catchUp()));
    this.requests =
        new DiffusionRequests(context, links, settings, (link, ids) -> say(link, Ids.want(ids)));
  }

  @Override
  public void onPeerUp(Peer peer) {
    DiffusionLink link = new DiffusionLink(peer, settings);
    links.put(peer.id(), link);
    for (Map.Entry<MessageId, Long> entry : recent.entries()) {
      if (context.nowNanos() - entry.getValue() < 0) {
        link.offer(entry.getKey());
      }
    }
    startDelay(link);
  }

  @Override
  public void onPeerDown(Peer peer) {
    DiffusionLink link = links.remove(peer.id());
    if (link != null) {
      link.stopTimers();
      requests.down(link);
    }
  }

  @Override
  public void onPublish(GossipMessage message) {
    requests.done(message.id(), null);
    context.deliver(message);
    announce(message);
  }

  @Override
  public void onMessage(GossipMessage message, Arrival arrival) {
    knownTo(arrival.from(), message.id());
    requests.done(message.id(), links.get(arrival.from().id()));
    context.deliver(message);
    announce(message);
  }

  @Override
  public void onDuplicate(GossipMessage message, Arrival arrival) {
    knownTo(arrival.from(), message.id());
  }

  private void knownTo(Peer from, MessageId id) {
    DiffusionLink link = links.get(from.id());
    if (link != null) {
      link.knows(id);
      if (!requests.isAskedOf(link, id)) {
        say(link, Ids.heard(List.of(id)));
      }
    }
  }

  private void announce(GossipMessage message) {
    if (settings.catchUp() > 0) {
      recent.put(message.id(), context.nowNanos() + message.lifetimeMillis() * 1_000_000);
    }
    for (DiffusionLink link : links.values()) {
      link.offer(message.id());
      startDelay(link);
    }
  }

  private void startDelay(DiffusionLink link) {
    if (!link.hasWaiting()) {
      return;
    }
    if (link.isInbound() && settings.inboundShared()) {
      if (inboundFlush == null) {
        inboundFlush =
            context.schedule(
                Draws.exponential(context.random(), settings.inboundMean()),
                "tell inbound neighbours",
                this::flushInbound);
      }
    } else if (link.flush == null) {
      link.flush =
          context.schedule(
              Draws.exponential(
                  context.random(),
                  link.isInbound() ? settings.inboundMean() : settings.outboundMean()),
              "tell a neighbour",
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
    tell(link, link.nextBatch(context.nowNanos()));
    startDelay(link);
    repeatLater(link);
  }

  private void tell(DiffusionLink link, List<MessageId> ids) {
    if (settings.announce()) {
      say(link, Ids.have(ids));
    } else {
      ids.forEach(id -> send(link, id));
    }
  }

  @Override
  public void onControl(Peer from, ByteString body) throws InvalidProtocolBufferException {
    Ids said = DiffusionCodec.parse(body);
    DiffusionLink link = links.get(from.id());
    if (link == null) {
      return;
    }
    onHave(link, said.have());
    onWant(link, said.want());
    said.heard().forEach(link::heard);
    requests.gone(link, said.gone());
  }

  private void onHave(DiffusionLink link, List<MessageId> ids) {
    List<MessageId> want = new ArrayList<>();
    List<MessageId> heard = new ArrayList<>();
    for (MessageId id : ids) {
      link.knows(id);
      Answer answer = context.seen(id) ? Answer.NOTED : requests.announced(link, id);
      if (answer == Answer.ASK) {
        want.add(id);
      } else if (answer == Answer.NOTED) {
        heard.add(id);
      }
    }
    say(link, new Ids(List.of(), want, heard, List.of()));
  }

  private void onWant(DiffusionLink link, List<MessageId> ids) {
    List<MessageId> gone = new ArrayList<>();
    for (MessageId id : ids) {
      // Who may have it from somebody else must not find out here before its turn to be told.
      if (!link.wasTold(id)) {
        context.report(link.id(), Misbehaviour.UNSOLICITED);
        gone.add(id);
      } else if (!link.serve(id) || !send(link, id)) {
        gone.add(id);
      }
    }
    say(link, Ids.gone(gone));
  }

  private void repeatLater(DiffusionLink link) {
    if (link.repeat == null && link.awaitsAnswers()) {
      link.repeat =
          context.schedule(
              settings.retry(),
              "repeat",
              () -> {
                link.repeat = null;
                tell(link, link.nextRepeats(context.nowNanos()));
                repeatLater(link);
              });
    }
  }

  /** Answers whether the message is still here. */
  private boolean send(DiffusionLink link, MessageId id) {
    Optional<GossipMessage> message = context.find(id);
    message.ifPresent(found -> context.send(link.id(), found, ByteString.EMPTY));
    return message.isPresent();
  }

  private void say(DiffusionLink link, Ids ids) {
    for (ByteString frame : DiffusionCodec.frames(ids, context.maxControlBytes(link.id()))) {
      context.sendControl(link.id(), frame);
    }
  }
}
