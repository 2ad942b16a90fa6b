package dev.gossip.core.engine.network;

import com.google.inject.Module;
import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.FrameLimits;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.api.transport.NodeIdentities;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.SendResult;
import dev.gossip.api.transport.Transport;
import dev.gossip.api.transport.TransportContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Hands frames to the transport of another node of a {@link MemoryNetwork}. */
final class MemoryTransport implements Transport {
  /** As many as fit one datagram over UDP. */
  static final int DATAGRAM_BYTES = 1_177;

  private static final Duration DIAL_TIMEOUT = Duration.ofSeconds(1);

  private final MemoryNetwork network;
  private final PeerAddress self;
  private final TransportContext context;
  final LinkEvents events;
  private final Map<PeerAddress, TimerHandle> dialing = new HashMap<>();
  private final List<End> ends = new ArrayList<>();

  /** One end of a link. */
  static final class End extends LinkId {
    private final MemoryTransport owner;
    private final PeerAddress address;
    private @Nullable End other;
    private boolean up;
    private List<ByteString> queue = new ArrayList<>();
    private int queuedBytes;
    private boolean wantsRoom;

    End(MemoryTransport owner, PeerAddress address) {
      super(address.port());
      this.owner = owner;
      this.address = address;
    }

    /** The port of the node that this end belongs to. */
    int port() {
      return owner.self.port();
    }

    /** Whether this transport is at the other end, and the link is up there, too. */
    private boolean isUsedBy(MemoryTransport transport) {
      return other != null && other.owner == transport && other.up;
    }
  }

  /** The plugin that connects one node with a network. */
  record Plugin(MemoryNetwork network, PeerAddress self) implements GossipPlugin {
    @Override
    public String id() {
      return "transport.memory";
    }

    @Override
    public String summary() {
      return "for a test";
    }

    @Override
    public Module module(PluginSettings settings) {
      return binder -> {
        binder
            .bind(Transport.Factory.class)
            .toInstance((context, events) -> network.newTransport(self, context, events));
        if (network.provesIds) {
          // Not secret, but unique.
          binder.bind(NodeIdentities.class).toInstance(PeerId::new);
        }
      };
    }
  }

  MemoryTransport(
      MemoryNetwork network, PeerAddress self, TransportContext context, LinkEvents events) {
    this.network = network;
    this.self = self;
    this.context = context;
    this.events = events;
  }

  /** The link that is up with a node; null if there is none. */
  @Nullable End linkTo(PeerAddress address) {
    return ends.stream().filter(end -> end.address.equals(address)).findFirst().orElse(null);
  }

  // ---- dialing -------------------------------------------------------------------------------

  @Override
  public void dial(PeerAddress address, Optional<PeerId> expected) {
    if (linkTo(address) != null || dialing.containsKey(address)) {
      return;
    }
    dialing.put(
        address,
        context.schedule(
            DIAL_TIMEOUT,
            "dial",
            () -> {
              dialing.remove(address);
              events.dialFailed(address, "nobody answers there");
            }));
    network.pass(self, address, ByteString.EMPTY, target -> target.onDial(this, address, expected));
  }

  private void onDial(MemoryTransport dialer, PeerAddress dialed, Optional<PeerId> expected) {
    PeerId id = dialer.context.self();
    End current = linkTo(dialer.self);
    if (dialer == this) {
      answer(dialer, dialed, () -> events.selfDialed(dialed));
    } else if (expected.isPresent() && !expected.get().equals(context.self())) {
      answer(dialer, dialed, () -> dialer.events.refused(dialed, "another node is there"));
    } else if (network.dialersAsk && !dialer.events.mayAccept(context.self())) {
      answer(
          dialer,
          dialed,
          () -> dialer.events.notAccepted(dialed, context.self(), "it is not accepted here"));
    } else if (!events.mayAccept(id)) {
      String why = events.refusal(id).detail();
      answer(dialer, dialed, () -> dialer.events.refused(dialed, why));
    } else if (current != null
        && current.isUsedBy(dialer)
        && current.other != null
        && !current.other.address.equals(dialed)) {
      End theirs = current.other;
      answer(dialer, dialed, () -> dialer.events.sameNode(dialed, theirs));
    } else if (isWaitingFor(dialer) || (current != null && current.isUsedBy(dialer))) {
      // The other dial, or the link, serves both.
    } else {
      if (current != null) {
        down(current, DownReason.Kind.REPLACED);
      }
      boolean chosen = stopDialing(dialer.self);
      End mine = new End(this, dialer.self);
      End theirs = new End(dialer, dialed);
      mine.other = theirs;
      theirs.other = mine;
      up(mine, id, chosen ? Direction.OUTBOUND : Direction.INBOUND);
      answer(dialer, dialed, () -> dialer.up(theirs, context.self(), Direction.OUTBOUND));
    }
  }

  /** Of two dials that cross, that of the lower id wins. */
  private boolean isWaitingFor(MemoryTransport dialer) {
    return dialing.containsKey(dialer.self) && context.self().compareTo(dialer.context.self()) < 0;
  }

  private void answer(MemoryTransport dialer, PeerAddress dialed, Runnable answer) {
    network.pass(
        self,
        dialer.self,
        ByteString.EMPTY,
        target -> {
          if (target == dialer && dialer.stopDialing(dialed)) {
            answer.run();
          }
        });
  }

  private boolean stopDialing(PeerAddress address) {
    TimerHandle timeout = dialing.remove(address);
    if (timeout != null) {
      timeout.cancel();
    }
    return timeout != null;
  }

  private void up(End end, PeerId peer, Direction direction) {
    end.up = true;
    ends.add(end);
    events.up(end, peer, direction, end.address);
  }

  // ---- frames --------------------------------------------------------------------------------

  @Override
  public SendResult send(LinkId link, ByteString frame, Priority priority) {
    End end = (End) link;
    if (!end.up) {
      return SendResult.NOT_UP;
    }
    if (frame.isEmpty() || frame.size() > network.maxFrameBytes) {
      return SendResult.TOO_LARGE;
    }
    if (frame.size() > roomBytes(end)) {
      end.wantsRoom = true;
      return SendResult.NO_ROOM;
    }
    end.queue.add(frame);
    end.queuedBytes += frame.size();
    return SendResult.QUEUED;
  }

  @Override
  public void flush() {
    for (End end : List.copyOf(ends)) {
      flush(end);
      if (end.up && end.wantsRoom) {
        end.wantsRoom = false;
        events.room(end);
      }
    }
  }

  private void flush(End end) {
    List<ByteString> frames = end.queue;
    end.queue = new ArrayList<>();
    end.queuedBytes = 0;
    for (ByteString frame : frames) {
      network.pass(self, end.address, frame, target -> target.onFrame(end, frame));
    }
  }

  private void onFrame(End from, ByteString frame) {
    End to = from.other;
    if (to == null || to.owner != this) {
      // This node has restarted.
      network.pass(
          self,
          from.owner.self,
          ByteString.EMPTY,
          target -> target.down(from, DownReason.Kind.RESTARTED));
    } else if (to.up) {
      boolean unused = events.frame(to, frame);
    }
  }

  // ---- the end of a link ---------------------------------------------------------------------

  @Override
  public void close(LinkId link, CloseReason reason) {
    End end = (End) link;
    if (!end.up) {
      return;
    }
    flush(end);
    remove(end);
    DownReason.Kind kind =
        reason.kind() == CloseReason.Kind.REFUSED
            ? DownReason.Kind.REFUSED_BY_PEER
            : DownReason.Kind.CLOSED_BY_PEER;
    End other = end.other;
    if (other != null) {
      network.pass(
          self,
          end.address,
          ByteString.EMPTY,
          target ->
              target.down(other, new DownReason(kind, reason.detail(), reason.discouragement())));
    }
  }

  /** Both ends of all links of this node. */
  List<End> allEnds() {
    List<End> all = new ArrayList<>(ends);
    for (End end : ends) {
      if (end.other != null) {
        all.add(end.other);
      }
    }
    return all;
  }

  /** Takes a link down, as after a long silence. */
  void silence(End end) {
    down(end, DownReason.Kind.SILENT);
  }

  private void down(End end, DownReason.Kind kind) {
    down(end, new DownReason(kind, kind.name()));
  }

  private void down(End end, DownReason reason) {
    if (end.owner == this && end.up) {
      remove(end);
      events.down(end, reason);
    }
  }

  private void remove(End end) {
    end.up = false;
    ends.remove(end);
  }

  // ---- sizes ---------------------------------------------------------------------------------

  @Override
  public int datagramFrameBytes() {
    return DATAGRAM_BYTES;
  }

  @Override
  public long unsentBytes() {
    return 0;
  }

  @Override
  public int maxFrameBytes() {
    return network.maxFrameBytes;
  }

  @Override
  public FrameLimits limits(LinkId link) {
    End end = (End) link;
    return end.up
        ? new FrameLimits(DATAGRAM_BYTES, network.maxFrameBytes, roomBytes(end), roomBytes(end))
        : FrameLimits.NONE;
  }

  private int roomBytes(End end) {
    return network.queueBytes - end.queuedBytes;
  }

  @Override
  public LinkStats stats(LinkId link) {
    return network.linkStats.getOrDefault(self.port(), LinkStats.NONE);
  }

  @Override
  public void onDatagram(PeerAddress from, ByteBuffer datagram) {
    throw new IllegalStateException("frames are handed over without datagrams");
  }
}
