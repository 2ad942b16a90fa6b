package dev.gossip.core.engine.peer;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.Metric;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.wire.Frames;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sends the control frames of a plugin that may talk to candidates as well as to peers. */
final class PluginControl {
  private final NodeServices services;
  private final LinkedNodes nodes;
  private final int channel;

  /**
   * @param channel the number of the plugin's channel at this node
   */
  PluginControl(NodeServices services, LinkedNodes nodes, int channel) {
    this.services = services;
    this.nodes = nodes;
    this.channel = channel;
  }

  int maxBytes(PeerId to) {
    PeerState node = reachable(to);
    return node == null
        ? 0
        : Math.max(0, node.limits().datagramBytes() - Frames.CONTROL_OVERHEAD_BYTES);
  }

  Optional<PeerAddress> observedAddress(PeerId node) {
    PeerState state = nodes.findGreeted(node);
    return state == null ? Optional.empty() : Optional.ofNullable(state.observedAddress);
  }

  void send(PeerId to, ByteString body) {
    requireNonNull(body, "body");
    PeerState node = nodes.findGreeted(to);
    if (node == null) {
      services.drop(DropReason.PEER_NOT_UP);
      return;
    }
    if (!node.hasChannel(channel)) {
      services.drop(DropReason.CHANNEL_NOT_SHARED);
      return;
    }
    ByteString frame = Frames.control(channel, body);
    if (FrameDrops.isQueued(services, frame, node.sendControl(frame))) {
      services.counters().increment(Metric.LINK_CONTROL_FRAMES_SENT);
      services.counters().add(Metric.CONTROL_BYTES_SENT, frame.size());
    }
  }

  private @Nullable PeerState reachable(PeerId to) {
    PeerState node = nodes.findGreeted(requireNonNull(to, "to"));
    return node != null && node.hasChannel(channel) ? node : null;
  }
}
