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
import dev.gossip.api.transport.KeyLog;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.LocalIdentity;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.SendResult;
import dev.gossip.api.transport.Transport;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.core.engine.runtime.IpPackets;
import dev.gossip.testkit.context.ScriptedContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One transport and a minimal node around it that records the transport's events. */
final class TransportEnd extends ScriptedContext implements TransportContext, LinkEvents {

  /** The detail of every close reason. */
  static final String CLOSE_DETAIL = "the contract closes it";

  private static final String FLUSH = "Transport.flush";

  record Up(LinkId link, PeerId peer, Direction direction, PeerAddress address) {}

  record Received(LinkId link, ByteString frame) {}

  record Down(LinkId link, DownReason reason) {}

  final List<Up> ups = new ArrayList<>();
  final List<Down> downs = new ArrayList<>();
  final List<Received> received = new ArrayList<>();
  final List<PeerAddress> dialsFailed = new ArrayList<>();
  final List<PeerAddress> refusals = new ArrayList<>();
  final List<PeerAddress> selfDials = new ArrayList<>();
  final List<PeerAddress> sameNodes = new ArrayList<>();
  final List<PeerAddress> moves = new ArrayList<>();

  /** The links that have room again, in the order in which that was reported. */
  final List<LinkId> rooms = new ArrayList<>();

  /** The nodes that may not have a link. */
  final Set<PeerId> unwanted = new TreeSet<>();

  /** The links that are up, in the order in which they came up. */
  final Map<LinkId, Up> links = new LinkedHashMap<>();

  /** Events of links that were not up. */
  final List<String> unknownLinkEvents = new ArrayList<>();

  final NodeCalls calls = new NodeCalls();

  final SortedMap<String, Integer> drops = new TreeMap<>();

  Consumer<Up> onUp = up -> {};
  BiConsumer<LinkId, ByteString> onFrame = (link, frame) -> {};
  Consumer<Down> onDown = down -> {};
  Consumer<PeerAddress> onDialFailed = address -> {};

  private final TransportBench bench;
  private final PeerAddress address;
  private final LocalIdentity identity;
  private final RandomGenerator random;
  private int transmitted;
  private int framesNotTaken;
  private @Nullable Transport transport;

  TransportEnd(
      TransportBench bench, PeerAddress address, LocalIdentity identity, RandomGenerator random) {
    super(NETWORK, identity.id());
    this.bench = bench;
    this.address = address;
    this.identity = identity;
    this.random = random;
  }

  void create(Transport.Factory factory) {
    transport =
        PluginCalls.call(() -> "Transport.Factory.create", () -> factory.create(this, this));
  }

  PeerAddress address() {
    return address;
  }

  PeerId id() {
    return self();
  }

  /** Number of datagrams sent. */
  int transmitted() {
    return transmitted;
  }

  /** Number of frames that {@link #send} could not queue. */
  int framesNotTaken() {
    return framesNotTaken;
  }

  int dropped() {
    return drops.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** The one link that is up. */
  LinkId link() {
    if (links.size() != 1) {
      String found = this + " must have exactly one link, but has " + links.values();
      throw new AssertionError(found + "; check the calls of LinkEvents.up");
    }
    return links.keySet().iterator().next();
  }

  /** Returns and forgets the frames received on any link. */
  List<ByteString> drainFrames() {
    List<ByteString> frames = received.stream().map(Received::frame).toList();
    received.clear();
    return frames;
  }

  // ---- calls of the node ---------------------------------------------------------------------

  void dial(PeerAddress to) {
    dial(to, Optional.empty());
  }

  void dial(PeerAddress to, Optional<PeerId> expected) {
    calls.make("Transport.dial(" + to + ")", () -> transport().dial(to, expected));
  }

  /** Sends a frame, best effort: one that is not taken is counted, as a node does. */
  void send(LinkId link, ByteString frame) {
    if (offer(link, frame) != SendResult.QUEUED) {
      framesNotTaken++;
    }
  }

  /** Sends a frame, and returns what the transport answers. */
  SendResult offer(LinkId link, ByteString frame) {
    return offer(link, frame, Priority.RELAYED);
  }

  SendResult offer(LinkId link, ByteString frame, Priority priority) {
    String what = "Transport.send of a frame of " + frame.size() + " bytes";
    return calls.make(what, () -> transport().send(link, frame, priority));
  }

  void flush() {
    calls.make(FLUSH, () -> transport().flush());
  }

  void close(LinkId link, CloseReason.Kind kind) {
    links.remove(link);
    calls.make(
        "Transport.close", () -> transport().close(link, new CloseReason(kind, CLOSE_DETAIL)));
  }

  /** What the transport answers to questions. */
  TransportAnswers answers() {
    return new TransportAnswers(transport());
  }

  int roomBytes(LinkId link) {
    return answers().limits(link).roomBytes();
  }

  void receive(PeerAddress from, ByteBuffer datagram) {
    int size = datagram.remaining();
    PluginCalls.run(
        () -> "Transport.onDatagram of " + size + " bytes from " + from,
        () -> transport().onDatagram(from, datagram));
  }

  private Transport transport() {
    if (transport == null) {
      throw new AssertionError(
          "the transport was used before Transport.Factory.create returned;"
              + " do not call LinkEvents in create");
    }
    return transport;
  }

  // ---- TransportContext ----------------------------------------------------------------------

  @Override
  public LocalIdentity identity() {
    return identity;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public long nowNanos() {
    return bench.nowNanos();
  }

  @Override
  public TimerHandle schedule(Duration delay, String label, Runnable action) {
    return bench.schedule(
        this, delay, label, () -> PluginCalls.run(() -> "the timer '" + label + "'", action));
  }

  @Override
  public void transmit(PeerAddress to, ByteBuffer datagram) {
    byte[] data = new byte[datagram.remaining()];
    datagram.get(data);
    transmitted++;
    bench.transmit(this, to, data);
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
  public void datagramsLost(int count) {
    // The contract counts its own losses.
  }

  @Override
  public Optional<KeyLog> keyLog() {
    return Optional.empty();
  }

  @Override
  public void dropped(DropReason reason) {
    drops.merge(reason.label(), 1, Integer::sum);
    bench.trace(this + " drops: " + reason);
  }

  // ---- LinkEvents ----------------------------------------------------------------------------

  @Override
  public void up(LinkId link, PeerId peer, Direction direction, PeerAddress peerAddress) {
    Up up = new Up(link, peer, direction, peerAddress);
    event(
        up.toString(),
        () -> {
          ups.add(up);
          links.put(link, up);
          onUp.accept(up);
        });
  }

  @Override
  public void framesAhead(LinkId link, List<ByteString> frames) {}

  @Override
  public boolean frame(LinkId link, ByteString frame) {
    event(
        "frame of " + frame.size() + " bytes on " + link,
        () -> {
          recordIfUnknown(link, "frame");
          // A copy, since the transport may use its memory again.
          ByteString kept = ByteString.copyFrom(frame.asReadOnlyByteBuffer());
          received.add(new Received(link, kept));
          onFrame.accept(link, kept);
        });
    return true;
  }

  @Override
  public void down(LinkId link, DownReason reason) {
    Down down = new Down(link, reason);
    event(
        down.toString(),
        () -> {
          recordIfUnknown(link, "down");
          links.remove(link);
          downs.add(down);
          onDown.accept(down);
        });
  }

  @Override
  public void dialFailed(PeerAddress dialed, String why) {
    event(
        "dial of " + dialed + " failed: " + why,
        () -> {
          dialsFailed.add(dialed);
          onDialFailed.accept(dialed);
        });
  }

  @Override
  public void refused(PeerAddress dialed, String why) {
    event(dialed + " refused: " + why, () -> refusals.add(dialed));
  }

  @Override
  public void notAccepted(PeerAddress dialed, PeerId peer, String why) {
    refused(dialed, why);
  }

  @Override
  public void sameNode(PeerAddress dialed, LinkId link) {
    event(dialed + " is the node of " + link, () -> sameNodes.add(dialed));
  }

  @Override
  public void selfDialed(PeerAddress dialed) {
    event(dialed + " is this node", () -> selfDials.add(dialed));
  }

  /** May be reported by a flush, since that is when room appears. */
  @Override
  public void room(LinkId link) {
    Runnable reaction =
        () -> {
          recordIfUnknown(link, "room");
          rooms.add(link);
        };
    if (calls.isMaking(FLUSH)) {
      bench.trace(this + " gets event: room on " + link);
      reaction.run();
    } else {
      event("room on " + link, reaction);
    }
  }

  @Override
  public void moved(LinkId link, PeerAddress to) {
    event(
        link + " moved to " + to,
        () -> {
          recordIfUnknown(link, "moved");
          moves.add(to);
        });
  }

  @Override
  public void violated(LinkId link, Misbehaviour kind) {
    event(kind + " on " + link, () -> recordIfUnknown(link, "violated"));
  }

  @Override
  public boolean mayAccept(PeerId peer) {
    return !unwanted.contains(peer);
  }

  @Override
  public CloseReason refusal(PeerId peer) {
    return new CloseReason(CloseReason.Kind.REFUSED, "it is not wanted");
  }

  private void recordIfUnknown(LinkId link, String what) {
    if (!links.containsKey(link)) {
      unknownLinkEvents.add(what + " on " + link + " at " + this);
    }
  }

  private void event(String what, Runnable reaction) {
    bench.trace(this + " gets event: " + what);
    calls.event(what, reaction);
  }

  @Override
  public String toString() {
    return "end " + address.port();
  }
}
