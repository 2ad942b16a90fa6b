package dev.gossip.udp.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.core.wire.FieldScanner;
import dev.gossip.core.wire.MalformedException;
import dev.gossip.udp.datagram.AcksCodec;
import dev.gossip.udp.datagram.DataBody;
import dev.gossip.udp.fragment.ReceivedFragment;
import dev.gossip.udp.proto.Close;
import dev.gossip.udp.table.Link;
import dev.gossip.udp.table.LinkTable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Handles the bodies of datagrams that the other end of a link has sent. */
public final class PacketBodies {
  private static final Parser<Close> CLOSE_BODIES = DiscardUnknownFieldsParser.wrap(Close.parser());

  private final TransportContext context;
  private final LinkEvents events;
  private final LinkTable links;
  private final DataSender data;
  private final LargeFrames largeFrames;

  public PacketBodies(LinkParts parts) {
    this.context = parts.context();
    this.events = parts.events();
    this.links = parts.links();
    this.data = parts.data();
    this.largeFrames = parts.largeFrames();
  }

  /** Whether the other end has closed a link since it has another one with this node. */
  public boolean isOfSecondLink(ByteString encoded) throws InvalidProtocolBufferException {
    FieldScanner.requireWellFormed(encoded, Close.DETAIL_FIELD_NUMBER);
    Close body = CLOSE_BODIES.parseFrom(encoded);
    return body.getKind() != Close.Kind.REFUSED
        && body.getDetail().equals(LinkTransitions.LINKED_ELSEWHERE);
  }

  /** Ends a link that the other end has closed or refused. */
  public void onClose(Link link, ByteString encoded) throws InvalidProtocolBufferException {
    FieldScanner.requireWellFormed(encoded, Close.DETAIL_FIELD_NUMBER);
    Close body = CLOSE_BODIES.parseFrom(encoded);
    boolean refused = body.getKind() == Close.Kind.REFUSED;
    Link.State state = link.state;
    links.remove(link);
    if (state == Link.State.UP) {
      events.down(
          link,
          new DownReason(
              refused ? DownReason.Kind.REFUSED_BY_PEER : DownReason.Kind.CLOSED_BY_PEER,
              body.getDetail(),
              // On a plain link anyone who sees its datagrams may have said it.
              link.session == null ? Optional.empty() : Discouragements.decode(body)));
    } else if (state == Link.State.DIALING) {
      if (refused) {
        boolean isSecure = body.getDetail().equals(SecurityMismatch.SECURE_HERE);
        events.refused(link.address, isSecure ? SecurityMismatch.SECURE_THERE : body.getDetail());
      } else {
        events.dialFailed(link.address, body.getDetail());
      }
    }
  }

  /**
   * Handles the body of a data datagram of a link that is up: notes what is to be acknowledged, and
   * hands the frames to the node.
   *
   * @param number of the datagram, as acknowledgements name it
   * @param body read before this returns
   */
  public void onData(Link link, long number, ByteBuffer body) throws MalformedException {
    DataBody parts = data.received();
    try {
      parts.read(body);
      onData(link, number, parts);
    } finally {
      parts.clear();
    }
  }

  /** Handles a body, as {@link #onData(Link, long, ByteBuffer)} does. */
  public void onData(Link link, long number, ByteString body) throws MalformedException {
    DataBody parts = data.received();
    try {
      parts.read(body);
      onData(link, number, parts);
    } finally {
      parts.clear();
    }
  }

  private void onData(Link link, long number, DataBody parts) throws MalformedException {
    if (parts.asksForAcks()) {
      data.flow(link).onAsked(number, parts.isResent(), context.nowNanos());
    }
    if (parts.acks() != null) {
      onAcks(link, parts.acks());
    }
    onFrames(link, parts.frames());
    if (!parts.fragments().isEmpty()) {
      onFragments(link, parts.fragments());
    }
    if (!link.removed) {
      data.onChanged(link);
    }
  }

  private void onAcks(Link link, AcksCodec.Received acks) {
    if (!data.flow(link).onAcks(acks, link.latestSent(), context.nowNanos())) {
      context.dropped(DropReason.BAD_ACKNOWLEDGEMENT);
      if (link.session != null) {
        events.violated(link, Misbehaviour.UNSOLICITED);
      }
    }
  }

  private void onFragments(Link link, List<ReceivedFragment> fragments) throws MalformedException {
    for (ReceivedFragment fragment : fragments) {
      // An earlier one may have made the node close the link.
      if (link.removed) {
        return;
      }
      ByteString frame = largeFrames.add(link, fragment);
      if (frame != null) {
        onFrames(link, List.of(frame));
      }
    }
  }

  private void onFrames(Link link, List<ByteString> frames) {
    boolean readable = true;
    if (frames.size() > 1) {
      events.framesAhead(link, frames);
    }
    for (int i = 0; i < frames.size() && readable; i++) {
      // The previous frame may have made the node close the link.
      if (link.removed) {
        context.dropped(DropReason.LINK_CLOSED);
      } else {
        readable = events.frame(link, frames.get(i));
      }
    }
    if (readable && !frames.isEmpty()) {
      // Malformed or empty data does not protect a link from eviction.
      link.lastFrameNanos = context.nowNanos();
    }
  }
}
