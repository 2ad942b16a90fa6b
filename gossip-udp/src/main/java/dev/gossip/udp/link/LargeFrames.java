package dev.gossip.udp.link;

import com.google.protobuf.ByteString;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.core.engine.runtime.NodeRuntime;
import dev.gossip.udp.fragment.AddedFragment;
import dev.gossip.udp.fragment.FrameHashes;
import dev.gossip.udp.fragment.Reassemblies;
import dev.gossip.udp.fragment.ReassemblyLimits;
import dev.gossip.udp.fragment.ReceivedFragment;
import dev.gossip.udp.table.Link;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The frames of all links that travel in several datagrams. Most nodes never have one. */
public final class LargeFrames {
  private final TransportContext context;
  private final LinkEvents events;
  private @Nullable FrameHashes hashes;
  private @Nullable Reassemblies reassemblies;
  private @Nullable TimerHandle expiry;

  LargeFrames(TransportContext context, LinkEvents events) {
    this.context = context;
    this.events = events;
  }

  /** Computes the hashes of large frames. */
  FrameHashes hashes() {
    if (hashes == null) {
      hashes = new FrameHashes(NodeRuntime.newSha256());
    }
    return hashes;
  }

  /** Adds a part that has arrived; returns the frame if it was the last one. */
  @Nullable ByteString add(Link link, ReceivedFragment fragment) {
    if (reassemblies == null) {
      reassemblies = new Reassemblies(ReassemblyLimits.DEFAULTS, hashes(), context::dropped);
    }
    AddedFragment added = reassemblies.add(link, fragment, context.nowNanos());
    if (added.kind() == AddedFragment.Kind.FAULTY && link.session != null) {
      events.violated(link, Misbehaviour.MALFORMED_FRAME);
    }
    if (added.kind() == AddedFragment.Kind.NEW || added.kind() == AddedFragment.Kind.COMPLETE) {
      link.partBytesReceived += fragment.data().size();
    }
    scheduleExpiry(reassemblies);
    return added.frame();
  }

  /** A link has ended. */
  void forget(Link link) {
    if (reassemblies != null) {
      reassemblies.forget(link);
    }
  }

  private void scheduleExpiry(Reassemblies waiting) {
    long nanos = waiting.waitNanos();
    if (expiry == null && nanos != Long.MAX_VALUE) {
      expiry =
          context.schedule(
              Duration.ofNanos(Math.max(0, nanos)), "fragments", () -> expire(waiting));
    }
  }

  private void expire(Reassemblies waiting) {
    expiry = null;
    waiting.expire(context.nowNanos());
    scheduleExpiry(waiting);
  }
}
