package dev.gossip.udp.link;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.udp.datagram.AcksCodec;
import dev.gossip.udp.datagram.DataBody;
import dev.gossip.udp.datagram.Datagrams;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.flow.Cargo;
import dev.gossip.udp.flow.LinkFlow;
import dev.gossip.udp.flow.NodeFlows;
import dev.gossip.udp.flow.RestingFlow;
import dev.gossip.udp.mtu.PathMtu;
import dev.gossip.udp.table.FlowTimer;
import dev.gossip.udp.table.Link;
import dev.gossip.udp.table.LinkTable;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends what waits on links: as much as window and wire allow, in turns, so that no link starves
 * another one.
 */
public final class DataSender {
  /** How many datagrams a link sends before the next one has its turn. */
  private static final int TURN_DATAGRAMS = 16;

  private final TransportContext context;
  private final LinkEvents events;
  private final LinkSettings settings;
  private final LinkTable links;
  private final PacketSender sender;
  // One object of each for all links.
  private final NodeFlows flows;
  private final Consumer<Link> onTimer = this::onTimer;

  DataSender(
      TransportContext context,
      LinkEvents events,
      LinkSettings settings,
      LinkTable links,
      PacketSender sender,
      LargeFrames largeFrames) {
    this.context = context;
    this.events = events;
    this.settings = settings;
    this.links = links;
    this.sender = sender;
    this.flows = new NodeFlows(headerBytes(settings), largeFrames::hashes);
  }

  /** The state of a link that is up, created when first used and after a rest. */
  LinkFlow flow(Link link) {
    LinkFlow flow = link.flow;
    if (flow == null) {
      RestingFlow before = link.resting;
      flow =
          new LinkFlow(
              flows,
              path(link, before),
              link.session == null ? 0 : link.session.roundTripNanos,
              before,
              context.nowNanos());
      link.flow = flow;
      link.resting = null;
      if (link.session != null) {
        link.session.keys.wake();
      }
    }
    return flow;
  }

  /** Reads the bodies of the datagrams that links receive. */
  DataBody received() {
    return flows.received();
  }

  private PathMtu path(Link link, @Nullable RestingFlow before) {
    PathMtu known = before == null ? null : before.path();
    return known == null ? new PathMtu(pathLimit(link), isNeverDivided(link.remote)) : known;
  }

  /** Nothing is divided that fits the loopback interface, and all datagrams do. */
  private boolean isNeverDivided(PeerAddress remote) {
    return context.forbidsFragmentation()
        || remote.host().startsWith("127.")
        || remote.host().equals("::1");
  }

  private int pathLimit(Link link) {
    return Math.min(
        Math.min(settings.maxDatagramBytes(), link.peerDatagramBytes),
        context.maxDatagramBytes(link.remote));
  }

  /** The other end of a link has moved to another address. */
  public void onMoved(Link link) {
    if (link.flow != null || link.resting != null) {
      flow(link).onPathChanged(pathLimit(link), context.nowNanos());
    }
  }

  private static int headerBytes(LinkSettings settings) {
    boolean isSecure = settings.security() == LinkSecurity.NOISE;
    return Datagrams.HEADER_BYTES + (isSecure ? SecureDatagrams.TAG_BYTES : 0);
  }

  /** The largest frame that travels in one datagram of a link, now. */
  public int datagramFrameBytes(Link link) {
    // The question alone does not end a rest.
    return link.resting == null
        ? flow(link).datagramFrameBytes()
        : Datagrams.frameBytesIn(link.resting.datagramBytes() - headerBytes(settings));
  }

  /** Queues a frame of a link that is up. */
  public void add(Link link, ByteString frame, Priority priority) {
    RestingFlow resting = link.resting;
    if (resting != null && mayRest(link, resting, frame, priority)) {
      links.hold(resting, frame, priority);
    } else {
      flow(link).add(frame, priority, context.nowNanos());
      links.countUnsent(link);
    }
    links.markDirty(link);
  }

  /**
   * Whether a link goes on resting although it has a frame to send: an occasional frame is no
   * reason to keep the state of a flow in memory. The keys of a secure link are not ready at rest.
   */
  private boolean mayRest(Link link, RestingFlow resting, ByteString frame, Priority priority) {
    return link.session == null
        && priority != Priority.ASSURED
        && !resting.hasFrame()
        && !resting.isInDoubt()
        && loneBytes(frame) <= Math.min(resting.datagramBytes(), Datagrams.BASE_BYTES)
        && link.needsNoAcks(frame.size(), context.nowNanos());
  }

  /** Size of a datagram of a plain link that has one frame, and asks for nothing. */
  private static int loneBytes(ByteString frame) {
    return Datagrams.HEADER_BYTES + Datagrams.encodedBytes(frame) + Datagrams.NEEDS_NO_ACKS_BYTES;
  }

  /** Sends on all links as much as they and the wire take. */
  public void flush() {
    while (context.canTransmit()) {
      Link link = links.pollDirty();
      if (link == null) {
        return;
      }
      LinkFlow flow = link.flow;
      if (!link.removed && flow != null) {
        long now = context.nowNanos();
        if (sendTurn(link, flow, now)) {
          links.markDirty(link);
        }
        if (!restIfUnused(link, now)) {
          links.countUnsent(link);
          startTimer(link, flow, now);
        }
        reportRoom(link);
      } else if (link.resting != null && link.resting.hasFrame()) {
        sendLone(link, links.takeHeld(link.resting));
        reportRoom(link);
      }
    }
  }

  private void sendLone(Link link, ByteString frame) {
    ByteBuffer body = sender.beginData(link, Datagrams.BASE_BYTES, loneBytes(frame));
    Datagrams.putFrame(body, frame);
    finishUnasked(link, body);
  }

  private void finishUnasked(Link link, ByteBuffer body) {
    Datagrams.putNeedsNoAcks(body);
    sender.finishData(link);
    link.countUnasked(context.nowNanos());
  }

  /** Sends the datagrams of one turn; returns whether there are more that may be sent now. */
  private boolean sendTurn(Link link, LinkFlow flow, long now) {
    int probeBytes = flow.probeBytes(now);
    if (probeBytes > 0) {
      // The interface may have changed since the last probe.
      flow.pathLimit(pathLimit(link));
      probeBytes = flow.probeBytes(now);
    }
    if (probeBytes > 0) {
      sendProbe(link, flow, probeBytes, now);
    }
    for (int i = 0; flow.hasData() && flow.mayFill(now); i++) {
      if (i == TURN_DATAGRAMS || !context.canTransmit()) {
        return true;
      }
      if (!sendData(link, flow, now)) {
        break;
      }
    }
    if (flow.isAckDue(now)) {
      if (!context.canTransmit()) {
        return true;
      }
      sendAcks(link, flow, now);
    }
    return false;
  }

  /** Returns false if nothing that waits fits a datagram of this path. */
  private boolean sendData(Link link, LinkFlow flow, long now) {
    int bodyBytes = flow.waitingBytes() + AcksCodec.MAX_BYTES + Datagrams.HEADER_BYTES;
    ByteBuffer body = sender.beginData(link, flow.datagramBytes(), bodyBytes);
    boolean hasAcks = flow.hasAcks() && flow.fitsWithAcks(body.remaining());
    if (hasAcks) {
      flow.putAcks(body, now);
    }
    int start = body.position();
    boolean mayLackAcks = !flow.isInDoubt() && link.needsNoAcks(flow.waitingBytes(), now);
    Cargo cargo = flow.fill(body, now);
    if (body.position() > start) {
      if (mayLackAcks && cargo == null && isSmall(body)) {
        finishUnasked(link, body);
      } else {
        onSent(link, flow, cargo, now);
      }
      return true;
    }
    // Without content it asks for no acknowledgement.
    sender.finishData(link);
    return hasAcks;
  }

  /**
   * Whether there is room to say that it does not ask. A datagram that not every path carries
   * always asks, since it may show that the path has become smaller.
   */
  private static boolean isSmall(ByteBuffer body) {
    int bytes = body.position() + Datagrams.NEEDS_NO_ACKS_BYTES;
    return bytes <= body.limit() && bytes + SecureDatagrams.TAG_BYTES <= Datagrams.BASE_BYTES;
  }

  private void onSent(Link link, LinkFlow flow, @Nullable Cargo cargo, long now) {
    int bytes = sender.finishData(link);
    flow.onSent(link.latestSent(), bytes, cargo, now);
  }

  private void sendAcks(Link link, LinkFlow flow, long now) {
    flow.putAcks(sender.beginData(link, flow.datagramBytes(), AcksCodec.MAX_BYTES), now);
    sender.finishData(link);
  }

  private void sendProbe(Link link, LinkFlow flow, int bytes, long now) {
    ByteBuffer body = sender.beginData(link, bytes, bytes);
    Datagrams.putPadding(body);
    onSent(link, flow, new Cargo.Probe(bytes), now);
  }

  /** Sends all that waits on a link, even if window and wire are full. */
  public void sendAll(Link link) {
    LinkFlow flow = link.flow;
    if (link.resting != null && link.resting.hasFrame()) {
      sendLone(link, links.takeHeld(link.resting));
    }
    if (flow != null) {
      long now = context.nowNanos();
      boolean isSent = true;
      while (isSent && flow.hasData()) {
        isSent = sendData(link, flow, now);
      }
      links.countUnsent(link);
    }
  }

  /**
   * Not before half of the queue is free, or of its part for own frames if one of them had no room,
   * so that there is room for more than one frame.
   */
  private void reportRoom(Link link) {
    if (!(link.wantsRoom || link.wantsOwnRoom) || link.waitingBytes() > settings.queueBytes() / 2) {
      return;
    }
    boolean hasOwnRoom =
        link.wantsOwnRoom && link.waitingBytes(Priority.OWN) <= settings.queueBytes() / 4;
    if (link.wantsRoom || hasOwnRoom) {
      link.wantsRoom = false;
      link.wantsOwnRoom &= !hasOwnRoom;
      events.room(link);
    }
  }

  /** Starts the timer of a link for what it has to do next, unless it fires earlier anyway. */
  private void startTimer(Link link, LinkFlow flow, long now) {
    long deadline = flow.nextDeadlineNanos(now);
    if (deadline == LinkFlow.NEVER) {
      return;
    }
    if (link.flowTimer == null) {
      link.flowTimer = new FlowTimer(link, onTimer);
    }
    link.flowTimer.start(context, deadline, now);
  }

  /** The timer of a flow is due. */
  private void onTimer(Link link) {
    LinkFlow flow = link.flow;
    if (flow == null) {
      // It came to rest since.
      link.flowTimer = null;
    } else if (!link.removed) {
      long now = context.nowNanos();
      int givenUp = flow.onTime(now);
      for (int i = 0; i < givenUp; i++) {
        context.dropped(DropReason.FRAME_NOT_ACKNOWLEDGED);
      }
      if (flow.isDeaf(now, settings.downAfter().toNanos())) {
        endDeaf(link);
      } else {
        onChanged(link, flow);
      }
    }
  }

  private void endDeaf(Link link) {
    String what = "acknowledged for " + settings.downAfter().toMillis() + " ms";
    sender.close(
        link, new CloseReason(CloseReason.Kind.ENDED, "it ended the link: nothing was " + what));
    links.remove(link);
    events.down(link, new DownReason(DownReason.Kind.SILENT, "nothing " + what));
  }

  /** Something has happened on a link that may let it send, unless it rests. */
  void onChanged(Link link) {
    LinkFlow flow = link.flow;
    if (flow != null && restIfUnused(link, context.nowNanos())) {
      reportRoom(link);
    } else if (flow != null) {
      onChanged(link, flow);
    }
  }

  private boolean restIfUnused(Link link, long now) {
    boolean rests = links.restIfUnused(link, now);
    if (rests) {
      sender.release();
    }
    return rests;
  }

  private void onChanged(Link link, LinkFlow flow) {
    long now = context.nowNanos();
    links.countUnsent(link);
    if (flow.isAckDue(now) || (flow.hasData() && flow.mayFill(now))) {
      links.markDirty(link);
    } else {
      startTimer(link, flow, now);
    }
    reportRoom(link);
  }
}
