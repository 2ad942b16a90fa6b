package dev.gossip.core.engine.peer;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkId;
import dev.gossip.core.engine.services.EngineFailure;
import dev.gossip.core.engine.services.ReentrantCallException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Attributes exceptions of the engine to the engine before they pass through the transport that
 * called it. Missing arguments are the transport's own fault, so they are found before. See {@link
 * GuardedTransport}.
 */
final class AttributedLinkEvents implements LinkEvents {
  // Set once, before the node handles its first event. The transport exists before the part of the
  // engine that it reports to, and reports nothing while it is being created.
  private @Nullable LinkEvents receiver;

  /** Sets who gets the events. */
  void connect(LinkEvents events) {
    receiver = events;
  }

  private LinkEvents engine() {
    if (receiver == null) {
      throw new IllegalStateException("a transport must not report events while it is created");
    }
    return receiver;
  }

  @Override
  public void up(LinkId link, PeerId peer, Direction direction, PeerAddress address) {
    requireNonNull(link, "link");
    requireNonNull(peer, "peer");
    requireNonNull(direction, "direction");
    requireNonNull(address, "address");
    try {
      engine().up(link, peer, direction, address);
    } catch (Throwable e) {
      throw attribute(e);
    }
  }

  @Override
  public void framesAhead(LinkId link, List<ByteString> frames) {
    requireNonNull(link, "link");
    requireNonNull(frames, "frames");
    try {
      engine().framesAhead(link, frames);
    } catch (Throwable e) {
      throw attribute(e);
    }
  }

  @Override
  public boolean frame(LinkId link, ByteString frame) {
    requireNonNull(link, "link");
    requireNonNull(frame, "frame");
    try {
      return engine().frame(link, frame);
    } catch (Throwable e) {
      throw attribute(e);
    }
  }

  @Override
  public void down(LinkId link, DownReason reason) {
    requireNonNull(link, "link");
    requireNonNull(reason, "reason");
    try {
      engine().down(link, reason);
    } catch (Throwable e) {
      throw attribute(e);
    }
  }

  @Override
  public void dialFailed(PeerAddress address, String why) {
    requireNonNull(address, "address");
    requireNonNull(why, "why");
    try {
      engine().dialFailed(address, why);
    } catch (Throwable e) {
      throw attribute(e);
    }
  }

  @Override
  public void refused(PeerAddress address, String why) {
    requireNonNull(address, "address");
    requireNonNull(why, "why");
    try {
      engine().refused(address, why);
    } catch (Throwable e) {
      throw attribute(e);
    }
  }

  @Override
  public void notAccepted(PeerAddress address, PeerId peer, String why) {
    requireNonNull(address, "address");
    requireNonNull(peer, "peer");
    requireNonNull(why, "why");
    try {
      engine().notAccepted(address, peer, why);
    } catch (Throwable e) {
      throw attribute(e);
    }
  }

  @Override
  public void sameNode(PeerAddress address, LinkId link) {
    requireNonNull(address, "address");
    requireNonNull(link, "link");
    try {
      engine().sameNode(address, link);
    } catch (Throwable e) {
      throw attribute(e);
    }
  }

  @Override
  public void selfDialed(PeerAddress address) {
    requireNonNull(address, "address");
    try {
      engine().selfDialed(address);
    } catch (Throwable e) {
      throw attribute(e);
    }
  }

  @Override
  public void room(LinkId link) {
    requireNonNull(link, "link");
    try {
      engine().room(link);
    } catch (Throwable e) {
      throw attribute(e);
    }
  }

  @Override
  public void moved(LinkId link, PeerAddress address) {
    requireNonNull(link, "link");
    requireNonNull(address, "address");
    try {
      engine().moved(link, address);
    } catch (Throwable e) {
      throw attribute(e);
    }
  }

  @Override
  public void violated(LinkId link, Misbehaviour kind) {
    requireNonNull(link, "link");
    requireNonNull(kind, "kind");
    try {
      engine().violated(link, kind);
    } catch (Throwable e) {
      throw attribute(e);
    }
  }

  @Override
  public boolean mayAccept(PeerId peer) {
    requireNonNull(peer, "peer");
    try {
      return engine().mayAccept(peer);
    } catch (Throwable e) {
      throw attribute(e);
    }
  }

  @Override
  public CloseReason refusal(PeerId peer) {
    requireNonNull(peer, "peer");
    try {
      return engine().refusal(peer);
    } catch (Throwable e) {
      throw attribute(e);
    }
  }

  private static RuntimeException attribute(Throwable thrown) {
    return thrown instanceof ReentrantCallException transportsFault
        ? transportsFault
        : EngineFailure.attribute(thrown);
  }
}
