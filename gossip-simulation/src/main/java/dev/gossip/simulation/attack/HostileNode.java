package dev.gossip.simulation.attack;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.LocalIdentity;
import dev.gossip.api.transport.NodeIdentities;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.SendResult;
import dev.gossip.api.transport.Transport;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.core.engine.wire.Frames;
import dev.gossip.core.proto.Hello;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A hostile node between its honest engine and its transport. */
final class HostileNode implements Hands {
  private static final int ID_BYTES = 32;

  private final TransportContext context;
  private final LinkEvents events;
  private final Transport.Factory factory;
  private final Optional<NodeIdentities> identities;
  private final AttackScene scene;
  private final AttackKind kind;
  private final Attack attack;
  private final Map<LinkId, HostileLink> links = new LinkedHashMap<>();
  private final Set<PeerAddress> dialed = new HashSet<>();
  private final Set<PeerAddress> offended = new HashSet<>();
  // Identifies the transport of the current id.
  private Object generation = new Object();
  private Transport transport;
  private boolean started;
  private @Nullable Hello ownHello;
  private long helloNanos;

  private HostileNode(
      TransportContext context,
      LinkEvents events,
      Transport.Factory factory,
      HostileTransport.Options options,
      Optional<NodeIdentities> identities,
      AttackScene scene) {
    this.context = context;
    this.events = events;
    this.factory = factory;
    this.identities = identities;
    this.scene = scene;
    this.transport = factory.create(context, new AttackLinks(this, events, generation));
    this.kind = options.kind();
    this.attack = kind.create(this);
    context.schedule(options.start(), "attack", this::start);
  }

  /**
   * Wraps the transport of an honest node.
   *
   * @param identities what the ids of nodes follow from; empty if they are only claimed
   */
  static UnaryOperator<Transport.Factory> wrapping(
      HostileTransport.Options options, Optional<NodeIdentities> identities, AttackScene scene) {
    return factory ->
        (context, events) ->
            new AttackTransport(
                new HostileNode(context, events, factory, options, identities, scene));
  }

  private void start() {
    started = true;
    links.values().stream().filter(HostileLink::isOpen).toList().forEach(attack::up);
    if (!attack.interval().isZero()) {
      scheduleTick();
    }
  }

  private void scheduleTick() {
    context.schedule(
        attack.interval(),
        "attack",
        () -> {
          if (kind.actsUnasked() && !links().isEmpty()) {
            scene.due();
          }
          attack.tick();
          scheduleTick();
        });
  }

  // ---- what the node does --------------------------------------------------------------------

  Transport transport() {
    return transport;
  }

  /** Returns false if the attack keeps the frame back. */
  boolean sends(LinkId id, ByteString frame, Priority priority) {
    if (frame.byteAt(0) == Frames.HELLO) {
      ownHello = hello(frame);
      helloNanos = context.nowNanos();
      return true;
    }
    HostileLink link = links.get(id);
    return !started || link == null || passes(attack.sends(link, frame, priority));
  }

  /** The node closed a link; the transport does not report that. */
  void closed(LinkId id) {
    down(id, new DownReason(DownReason.Kind.CLOSED_BY_PEER, "closed here"));
  }

  // ---- what the node hears -------------------------------------------------------------------

  /** Whether the transport is the one of the current id. */
  @SuppressWarnings("ReferenceEquality") // it has no other property
  boolean isCurrent(Object ofTransport) {
    return ofTransport == generation;
  }

  /**
   * A link is up.
   *
   * @return whether the attack dialed it
   */
  boolean up(LinkId id, PeerAddress address) {
    links.put(id, new HostileLink(id, address));
    return dialed.remove(address);
  }

  /** Returns false if the attack swallows the frame. */
  boolean receives(LinkId id, ByteString frame) {
    HostileLink link = links.get(id);
    if (link == null || frame.isEmpty()) {
      return true;
    }
    boolean isHello = frame.byteAt(0) == Frames.HELLO;
    Hello hello = isHello ? hello(frame) : Hello.getDefaultInstance();
    if (isHello) {
      link.named(hello.getChannelsList());
    }
    // A node sends other frames only to one whose HELLO it has accepted.
    if (!link.isOpen() && (!isHello || hello.getHeardYou())) {
      link.open();
      if (started) {
        attack.up(link);
      }
    }
    return isHello || !started || passes(attack.receives(link, frame));
  }

  private boolean passes(boolean passes) {
    if (!passes) {
      scene.acted();
    }
    return passes;
  }

  /** The HELLO in a frame; an empty one if it is malformed. */
  private static Hello hello(ByteString frame) {
    try {
      return Frames.body(Frames.HELLO_PARSER, frame);
    } catch (InvalidProtocolBufferException e) {
      return Hello.getDefaultInstance();
    }
  }

  void moved(LinkId id, PeerAddress address) {
    HostileLink link = links.get(id);
    if (link != null) {
      link.moved(address);
    }
  }

  void down(LinkId id, DownReason reason) {
    HostileLink link = links.remove(id);
    if (link != null && link.isOpen() && started) {
      attack.down(link, reason);
    }
  }

  void dialFailed(PeerAddress address) {
    dialed.remove(address);
  }

  void refused(PeerAddress address) {
    dialed.remove(address);
    if (started) {
      attack.refused(address);
    }
  }

  void datagram(PeerAddress from, ByteBuffer datagram) {
    if (started) {
      attack.datagram(from, datagram);
    }
  }

  // ---- what the attack can do ----------------------------------------------------------------

  @Override
  public List<HostileLink> links() {
    return links.values().stream().filter(HostileLink::isOpen).toList();
  }

  @Override
  public boolean send(HostileLink link, ByteString frame, Priority priority) {
    scene.acted();
    return transport.send(link.id(), frame, priority) == SendResult.QUEUED;
  }

  @Override
  public RandomGenerator random() {
    return context.random();
  }

  @Override
  public long nowNanos() {
    return context.nowNanos();
  }

  @Override
  public long wallMillis() {
    long seconds = ownHello == null ? 0 : ownHello.getClockSeconds();
    return Duration.ofSeconds(seconds).plusNanos(nowNanos() - helloNanos).toMillis();
  }

  @Override
  public String network() {
    return context.network();
  }

  @Override
  public String signingId() {
    return ownHello == null ? "" : ownHello.getSigning();
  }

  @Override
  public Duration roundTrip(HostileLink link) {
    return transport.stats(link.id()).roundTrip().orElse(Duration.ZERO);
  }

  @Override
  public void offended(HostileLink link) {
    if (offended.add(link.address())) {
      scene.offended(link.address());
    }
  }

  @Override
  public void freshId() {
    List<HostileLink> before = List.copyOf(links.values());
    for (HostileLink link : before) {
      transport.close(link.id(), new CloseReason(CloseReason.Kind.ENDED, "a new id"));
    }
    transport.flush();
    links.clear();
    dialed.clear();
    generation = new Object();
    transport =
        factory.create(
            new ContextWithIdentity(context, newIdentity()),
            new AttackLinks(this, events, generation));
    DownReason reason = new DownReason(DownReason.Kind.CLOSED_BY_PEER, "a new id");
    before.forEach(link -> events.down(link.id(), reason));
  }

  private LocalIdentity newIdentity() {
    byte[] key = new byte[NodeIdentities.SECRET_KEY_BYTES];
    random().nextBytes(key);
    if (identities.isPresent()) {
      return LocalIdentity.proven(identities.get().idOf(key), key);
    }
    byte[] id = new byte[ID_BYTES];
    random().nextBytes(id);
    return LocalIdentity.claimed(new PeerId(id));
  }

  @Override
  public void dial(PeerAddress address) {
    dialed.add(address);
    transport.dial(address, Optional.empty());
  }

  @Override
  public void spoof(PeerAddress claimed, PeerAddress to, byte[] datagram) {
    scene.acted();
    scene.spoof(context, claimed, to, datagram);
  }

  @Override
  public List<PeerAddress> peersOf(PeerAddress node) {
    return scene.peersOf(node);
  }
}
