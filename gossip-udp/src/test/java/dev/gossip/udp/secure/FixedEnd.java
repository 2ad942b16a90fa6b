package dev.gossip.udp.secure;

import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
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
import dev.gossip.api.transport.LocalIdentity;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.SendResult;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.udp.datagram.Datagrams;
import dev.gossip.udp.link.LinkSettings;
import dev.gossip.udp.noise.StaticKey;
import dev.gossip.udp.transport.UdpTransport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A transport with a manual clock, whose secrets and random numbers are all given. */
final class FixedEnd implements TransportContext, LinkEvents {
  final PeerAddress address;
  final PeerId id;

  /** What the transport reported, as text. */
  final List<String> notifications = new ArrayList<>();

  final List<ByteString> frames = new ArrayList<>();

  private final LocalIdentity identity;
  private final RandomGenerator random;
  private final UdpTransport transport;
  private final List<ByteString> sent = new ArrayList<>();
  private final List<Timer> timers = new ArrayList<>();

  /** Time that has passed without the timers. */
  private long skippedNanos;

  private long nowNanos;
  private @Nullable LinkId link;

  private record Timer(long dueNanos, Runnable action) {}

  FixedEnd(String address, byte[] secret, RandomGenerator random, Map<String, String> settings) {
    this.address = PeerAddress.parse(address);
    this.id = new PeerId(new StaticKey(secret).publicKey());
    this.identity = LocalIdentity.proven(id, secret);
    this.random = random;
    LinkSettings values = LinkSettings.of(PluginSettings.of(LinkSettings.all(), settings));
    this.transport = new UdpTransport(this, this, values);
  }

  UdpTransport transport() {
    return transport;
  }

  /** Handles a datagram, and everything that follows from it at once. */
  void receive(FixedEnd from, ByteString datagram) {
    transport.onDatagram(from.address, datagram.asReadOnlyByteBuffer());
    advance(Duration.ZERO);
  }

  /** Sends frames on the latest link in one flush. */
  void send(ByteString... toSend) {
    for (ByteString frame : toSend) {
      SendResult result = transport.send(link(), frame, Priority.OWN);
      if (result != SendResult.QUEUED) {
        throw new AssertionError("not sent: " + result);
      }
    }
    transport.flush();
  }

  void close(CloseReason reason) {
    transport.close(link(), reason);
  }

  private LinkId link() {
    if (link == null) {
      throw new IllegalStateException("no link is up; " + notifications);
    }
    return link;
  }

  List<ByteString> takeSent() {
    List<ByteString> taken = List.copyOf(sent);
    sent.clear();
    return taken;
  }

  /** Lets time pass that no timer notices, as if the process had been stopped. */
  void skip(Duration duration) {
    nowNanos += duration.toNanos();
    skippedNanos += duration.toNanos();
  }

  /** Advances the clock and runs each timer at its due time. */
  void advance(Duration duration) {
    long endNanos = nowNanos - skippedNanos + duration.toNanos();
    while (true) {
      Timer next = timers.stream().min(Comparator.comparingLong(Timer::dueNanos)).orElse(null);
      if (next == null || next.dueNanos() > endNanos) {
        nowNanos = endNanos + skippedNanos;
        return;
      }
      nowNanos = Math.max(nowNanos, next.dueNanos() + skippedNanos);
      timers.remove(next);
      next.action().run();
      transport.flush();
    }
  }

  // ---- TransportContext ----------------------------------------------------------------------

  @Override
  public LocalIdentity identity() {
    return identity;
  }

  @Override
  public String network() {
    return "gossip";
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
    return nowNanos;
  }

  @Override
  public TimerHandle schedule(Duration delay, String label, Runnable action) {
    Timer timer = new Timer(nowNanos - skippedNanos + delay.toNanos(), action);
    timers.add(timer);
    return () -> timers.remove(timer);
  }

  @Override
  public <T> void offload(Supplier<T> work, Consumer<T> then) {
    timers.add(new Timer(nowNanos - skippedNanos, () -> then.accept(work.get())));
  }

  @Override
  public void warn(String what, String remedy) {
    notifications.add("warning " + what);
  }

  @Override
  public void transmit(PeerAddress to, ByteBuffer datagram) {
    sent.add(ByteString.copyFrom(datagram));
  }

  @Override
  public boolean canTransmit() {
    return true;
  }

  @Override
  public int maxDatagramBytes(PeerAddress to) {
    return Datagrams.BASE_BYTES;
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
    notifications.add("dropped " + reason);
  }

  @Override
  public void datagramsLost(int count) {
    notifications.add("lost " + count);
  }

  // ---- LinkEvents ----------------------------------------------------------------------------

  @Override
  public void up(LinkId newLink, PeerId peer, Direction direction, PeerAddress peerAddress) {
    link = newLink;
    notifications.add("up " + peer + " " + direction);
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
    notifications.add("down " + reason.kind() + ": " + reason.detail());
  }

  @Override
  public void dialFailed(PeerAddress dialed, String why) {
    notifications.add("failed " + why);
  }

  @Override
  public void refused(PeerAddress dialed, String why) {
    notifications.add("refused " + why);
  }

  @Override
  public void notAccepted(PeerAddress dialed, PeerId peer, String why) {
    refused(dialed, why);
  }

  @Override
  public void sameNode(PeerAddress dialed, LinkId sameLink) {
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
  public void moved(LinkId movedLink, PeerAddress now) {
    notifications.add("moved " + now);
  }

  @Override
  public void violated(LinkId violator, Misbehaviour kind) {
    notifications.add("violated " + kind);
  }

  @Override
  public boolean mayAccept(PeerId peer) {
    return true;
  }

  @Override
  public CloseReason refusal(PeerId peer) {
    return new CloseReason(CloseReason.Kind.REFUSED, "it is not wanted");
  }
}
