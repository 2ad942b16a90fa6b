package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.FrameLimits;
import dev.gossip.api.transport.KeyLog;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.api.transport.LocalIdentity;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.SendResult;
import dev.gossip.api.transport.Transport;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.udp.UdpPlugin;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Wraps the UDP transport, its context and its events, and forwards all calls unchanged. A saboteur
 * overrides one method.
 */
class TamperedUdp implements Transport, TransportContext, LinkEvents {

  /**
   * Datagram types of links without protection, the fourth byte of a datagram; see
   * docs/wire-format.md.
   */
  static final byte CONNECT = 1;

  static final byte DATA = 3;
  static final byte PING = 4;
  static final byte CLOSE = 6;

  final TransportContext context;
  final LinkEvents events;
  final Transport udp;

  /** A transport without protection. */
  TamperedUdp(TransportContext context, LinkEvents events) {
    this(context, events, PlainUdpTransportTest.PLAIN);
  }

  TamperedUdp(TransportContext context, LinkEvents events, Map<String, String> settings) {
    this.context = context;
    this.events = events;
    this.udp = Factories.of(new UdpPlugin(), settings, Transport.Factory.class).create(this, this);
  }

  static byte typeOf(ByteBuffer datagram) {
    return datagram.remaining() < 4 ? 0 : datagram.get(datagram.position() + 3);
  }

  // ---- Transport -----------------------------------------------------------------------------

  @Override
  public void dial(PeerAddress address, Optional<PeerId> expected) {
    udp.dial(address, expected);
  }

  @Override
  public SendResult send(LinkId link, ByteString frame, Priority priority) {
    return udp.send(link, frame, priority);
  }

  @Override
  public void flush() {
    udp.flush();
  }

  @Override
  public void close(LinkId link, CloseReason reason) {
    udp.close(link, reason);
  }

  @Override
  public void onDatagram(PeerAddress from, ByteBuffer datagram) {
    udp.onDatagram(from, datagram);
  }

  @Override
  public int datagramFrameBytes() {
    return udp.datagramFrameBytes();
  }

  @Override
  public long unsentBytes() {
    return udp.unsentBytes();
  }

  @Override
  public int maxFrameBytes() {
    return udp.maxFrameBytes();
  }

  @Override
  public FrameLimits limits(LinkId link) {
    return udp.limits(link);
  }

  /** Whether a link is up. */
  final boolean isUp(LinkId link) {
    return udp.limits(link).maxBytes() > 0;
  }

  @Override
  public LinkStats stats(LinkId link) {
    return udp.stats(link);
  }

  // ---- TransportContext ----------------------------------------------------------------------

  @Override
  public LocalIdentity identity() {
    return context.identity();
  }

  @Override
  public String network() {
    return context.network();
  }

  @Override
  public PeerId self() {
    return context.self();
  }

  @Override
  public <T> void offload(Supplier<T> work, Consumer<T> then) {
    context.offload(work, then);
  }

  @Override
  public void warn(String what, String remedy) {
    context.warn(what, remedy);
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
  public TimerHandle schedule(Duration delay, String label, Runnable action) {
    return context.schedule(delay, label, action);
  }

  @Override
  public void transmit(PeerAddress to, ByteBuffer datagram) {
    context.transmit(to, datagram);
  }

  @Override
  public boolean canTransmit() {
    return context.canTransmit();
  }

  @Override
  public int maxDatagramBytes(PeerAddress to) {
    return context.maxDatagramBytes(to);
  }

  @Override
  public boolean forbidsFragmentation() {
    return context.forbidsFragmentation();
  }

  @Override
  public Optional<KeyLog> keyLog() {
    return context.keyLog();
  }

  @Override
  public void datagramsLost(int count) {
    context.datagramsLost(count);
  }

  @Override
  public void dropped(DropReason reason) {
    context.dropped(reason);
  }

  // ---- LinkEvents ----------------------------------------------------------------------------

  @Override
  public void up(LinkId link, PeerId peer, Direction direction, PeerAddress address) {
    events.up(link, peer, direction, address);
  }

  @Override
  public void framesAhead(LinkId link, List<ByteString> frames) {}

  @Override
  public boolean frame(LinkId link, ByteString frame) {
    return events.frame(link, frame);
  }

  @Override
  public void down(LinkId link, DownReason reason) {
    events.down(link, reason);
  }

  @Override
  public void dialFailed(PeerAddress address, String why) {
    events.dialFailed(address, why);
  }

  @Override
  public void refused(PeerAddress address, String why) {
    events.refused(address, why);
  }

  @Override
  public void notAccepted(PeerAddress address, PeerId peer, String why) {
    events.notAccepted(address, peer, why);
  }

  @Override
  public void sameNode(PeerAddress address, LinkId link) {
    events.sameNode(address, link);
  }

  @Override
  public void selfDialed(PeerAddress address) {
    events.selfDialed(address);
  }

  @Override
  public void room(LinkId link) {
    events.room(link);
  }

  @Override
  public void moved(LinkId link, PeerAddress address) {
    events.moved(link, address);
  }

  @Override
  public void violated(LinkId link, Misbehaviour kind) {
    events.violated(link, kind);
  }

  @Override
  public boolean mayAccept(PeerId peer) {
    return events.mayAccept(peer);
  }

  @Override
  public CloseReason refusal(PeerId peer) {
    return events.refusal(peer);
  }
}
