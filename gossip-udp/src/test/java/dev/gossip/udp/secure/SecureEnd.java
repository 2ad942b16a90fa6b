package dev.gossip.udp.secure;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
import dev.gossip.api.Discouragement;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.KeyLog;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.api.transport.LocalIdentity;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.SendResult;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.core.engine.runtime.IpPackets;
import dev.gossip.udp.link.LinkParts;
import dev.gossip.udp.link.LinkSettings;
import dev.gossip.udp.noise.StaticKey;
import dev.gossip.udp.transport.UdpTransport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** One transport of a {@link SecureLab}, and everything that it says to its node. */
final class SecureEnd implements TransportContext, LinkEvents {
  PeerAddress address;
  final PeerId id;

  /** What the transport reported, as text. */
  final List<String> notifications = new ArrayList<>();

  final List<ByteString> frames = new ArrayList<>();
  final Map<DropReason, Integer> drops = new EnumMap<>(DropReason.class);

  /** Links that are up, with the times at which they came up. */
  final Map<LinkId, Long> up = new LinkedHashMap<>();

  /** The peers of the links that are up. */
  final Map<LinkId, PeerId> peers = new LinkedHashMap<>();

  /** Called with the address of a dial that came to nothing, and of a link that went down. */
  Consumer<PeerAddress> onGone = gone -> {};

  /** How long work on other threads takes. */
  Duration offloadDelay = Duration.ZERO;

  /** Age of a key after the next restart, also one that is less than settings may say. */
  Optional<Duration> rekeyAfter = Optional.empty();

  /** Whether there are no other threads, as with {@code verify-threads = 0}. */
  boolean worksInline;

  /** How long the timers of the budget of handshakes are late, as after a pause of the process. */
  Duration lateBy = Duration.ZERO;

  /** Ids that the node does not accept. */
  final List<PeerId> refused = new ArrayList<>();

  /** The nodes that were dialed and proved an id that is refused here. */
  final List<PeerId> notAccepted = new ArrayList<>();

  /** What is said to them. */
  CloseReason refusal = new CloseReason(CloseReason.Kind.REFUSED, "it is not wanted");

  /** Why other ends discourage this one. */
  final List<Discouragement> discouragements = new ArrayList<>();

  private final SecureLab lab;
  private final LocalIdentity identity;
  private RandomGenerator random;
  private Map<String, String> settings = Map.of();
  private LinkParts parts;
  private UdpTransport transport;
  private final Map<LinkId, PeerAddress> addresses = new HashMap<>();
  private final Map<String, Integer> pendingTimers = new TreeMap<>();

  SecureEnd(SecureLab lab, PeerAddress address, long keySeed) {
    this.lab = lab;
    this.address = address;
    byte[] secret = new byte[32];
    new SplittableRandom(keySeed).nextBytes(secret);
    this.id = new PeerId(new StaticKey(secret).publicKey());
    this.identity = LocalIdentity.proven(id, secret);
    this.random = lab.random.split();
    this.parts = newParts();
    this.transport = new UdpTransport(parts);
  }

  private LinkParts newParts() {
    LinkSettings values = LinkSettings.of(PluginSettings.of(LinkSettings.all(), settings));
    return LinkParts.of(this, this, rekeyAfter.map(after -> with(values, after)).orElse(values));
  }

  private static LinkSettings with(LinkSettings values, Duration rekeyAfter) {
    return new LinkSettings(
        values.pingAfter(),
        values.downAfter(),
        values.connectRetry(),
        values.connectTimeout(),
        values.maxLinks(),
        values.maxHalfOpen(),
        values.idleAfter(),
        values.queueBytes(),
        values.maxDatagramBytes(),
        values.security(),
        values.cipher(),
        rekeyAfter);
  }

  /** When the link came up. */
  long upNanos() {
    return requireNonNull(up.get(link()), "no link is up");
  }

  /** Starts again as a new process with the same key. */
  void restart(Map<String, String> newSettings) {
    settings = newSettings;
    random = lab.random.split();
    up.clear();
    peers.clear();
    pendingTimers.clear();
    parts = newParts();
    transport = new UdpTransport(parts);
  }

  UdpTransport transport() {
    return transport;
  }

  void dial(SecureEnd other) {
    transport.dial(other.address, Optional.empty());
  }

  /** Number of timers with a label that are still to run. */
  int pending(String label) {
    return pendingTimers.getOrDefault(label, 0);
  }

  /** Number of links whose other end has not finished its handshake. */
  int halfOpenLinks() {
    return parts.halfOpen().size();
  }

  LinkId link() {
    return up.keySet().iterator().next();
  }

  void send(String text) {
    send(link(), text);
  }

  void send(LinkId link, String text) {
    SendResult result = transport.send(link, ByteString.copyFromUtf8(text), Priority.OWN);
    if (result != SendResult.QUEUED) {
      notifications.add("send " + result);
    }
    transport.flush();
  }

  void close() {
    close(new CloseReason(CloseReason.Kind.ENDED, "done"));
  }

  void close(CloseReason why) {
    transport.close(link(), why);
    peers.remove(link());
    up.remove(link());
  }

  LinkStats stats() {
    return transport.stats(link());
  }

  List<String> texts() {
    return frames.stream().map(ByteString::toStringUtf8).toList();
  }

  int dropsOf(DropReason reason) {
    return drops.getOrDefault(reason, 0);
  }

  void receive(PeerAddress from, byte[] datagram) {
    transport.onDatagram(from, ByteBuffer.wrap(datagram));
    transport.flush();
  }

  // ---- TransportContext ----------------------------------------------------------------------

  @Override
  public LocalIdentity identity() {
    return identity;
  }

  @Override
  public String network() {
    return "test";
  }

  @Override
  public PeerId self() {
    return id;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public long nowNanos() {
    return lab.nowNanos();
  }

  @Override
  public TimerHandle schedule(Duration delay, String label, Runnable action) {
    UdpTransport owner = transport;
    pendingTimers.merge(label, 1, Integer::sum);
    AtomicBoolean isOver = new AtomicBoolean();
    Runnable cancel =
        lab.schedule(
            label.equals("handshake budget") ? delay.plus(lateBy) : delay,
            () -> {
              // The timers of a process end with it.
              if (owner == transport || owner == null) {
                over(label, isOver);
                action.run();
                transport.flush();
              }
            });
    return () -> {
      over(label, isOver);
      cancel.run();
    };
  }

  private void over(String label, AtomicBoolean isOver) {
    if (!isOver.getAndSet(true)) {
      pendingTimers.merge(label, -1, Integer::sum);
    }
  }

  @Override
  public <T> void offload(Supplier<T> work, Consumer<T> then) {
    if (worksInline) {
      then.accept(work.get());
      return;
    }
    schedule(offloadDelay, "offload", () -> then.accept(work.get()));
  }

  @Override
  public void warn(String what, String remedy) {
    notifications.add("warning " + what);
  }

  @Override
  public void transmit(PeerAddress to, ByteBuffer datagram) {
    lab.transmit(address, to, datagram);
  }

  @Override
  public boolean canTransmit() {
    return true;
  }

  @Override
  public int maxDatagramBytes(PeerAddress to) {
    return IpPackets.payloadBytes(to, IpPackets.DEFAULT_MTU);
  }

  @Override
  public boolean forbidsFragmentation() {
    return true;
  }

  @Override
  public Optional<KeyLog> keyLog() {
    return Optional.empty();
  }

  @Override
  public void dropped(DropReason reason) {
    drops.merge(reason, 1, Integer::sum);
  }

  @Override
  public void datagramsLost(int count) {
    drops.merge(DropReason.LINK_NOT_UP, 0, Integer::sum);
  }

  // ---- LinkEvents ----------------------------------------------------------------------------

  @Override
  public void up(LinkId link, PeerId peer, Direction direction, PeerAddress peerAddress) {
    if (peers.containsValue(peer)) {
      notifications.add("two links with " + peer.hex());
    }
    up.put(link, lab.nowNanos());
    peers.put(link, peer);
    addresses.put(link, peerAddress);
    notifications.add("up " + direction + " " + peerAddress);
  }

  @Override
  public void framesAhead(LinkId link, List<ByteString> frames) {}

  @Override
  public boolean frame(LinkId from, ByteString frame) {
    frames.add(ByteString.copyFrom(frame.asReadOnlyByteBuffer()));
    return true;
  }

  @Override
  public void down(LinkId lost, DownReason reason) {
    up.remove(lost);
    peers.remove(lost);
    notifications.add("down " + reason.kind() + ": " + reason.detail());
    reason.discouragement().ifPresent(discouragements::add);
    onGone.accept(addresses.get(lost));
  }

  @Override
  public void dialFailed(PeerAddress dialed, String why) {
    notifications.add("failed " + dialed + ": " + why);
    onGone.accept(dialed);
  }

  @Override
  public void notAccepted(PeerAddress dialed, PeerId peer, String why) {
    notAccepted.add(peer);
    refused(dialed, why);
  }

  @Override
  public void refused(PeerAddress dialed, String why) {
    notifications.add("refused " + dialed + ": " + why);
    onGone.accept(dialed);
  }

  @Override
  public void sameNode(PeerAddress dialed, LinkId link) {
    notifications.add("same " + dialed);
  }

  @Override
  public void selfDialed(PeerAddress dialed) {
    notifications.add("self " + dialed);
  }

  @Override
  public void room(LinkId withRoom) {
    notifications.add("room");
  }

  @Override
  public void moved(LinkId link, PeerAddress now) {
    notifications.add("moved " + now);
  }

  @Override
  public void violated(LinkId link, Misbehaviour kind) {
    notifications.add("violated " + kind);
  }

  @Override
  public boolean mayAccept(PeerId peer) {
    return !refused.contains(peer);
  }

  @Override
  public CloseReason refusal(PeerId peer) {
    return refusal;
  }
}
