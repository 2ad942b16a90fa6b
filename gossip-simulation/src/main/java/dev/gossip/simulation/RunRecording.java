package dev.gossip.simulation;

import com.google.protobuf.ByteString;
import dev.gossip.api.MessageId;
import dev.gossip.api.node.Metric;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.core.engine.runtime.NodeRuntime;
import dev.gossip.core.engine.wire.Frames;
import dev.gossip.core.engine.wire.MessageCodec;
import dev.gossip.core.engine.wire.PayloadFrame;
import dev.gossip.core.wire.MalformedException;
import dev.gossip.simulation.spy.NodeFrames;
import dev.gossip.simulation.trace.NodeChange;
import dev.gossip.simulation.trace.RunEvent;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Passes what happens in a run, in all detail, to a listener; without one it does nothing. */
final class RunRecording {
  private final int nodes;
  private final @Nullable Consumer<RunEvent> listener;
  private final MessageCodec codec;
  private final long[] duplicates;
  // The last payload frame and its message: a relay sends one frame to many peers.
  private ByteString lastFrame = ByteString.EMPTY;
  private @Nullable MessageId lastMessage;

  /**
   * @param nodes how many nodes there are; what happens at others is left out
   * @param network the name of the nodes' network, which message ids depend on
   * @param listener receives the events; null for none
   */
  RunRecording(int nodes, String network, @Nullable Consumer<RunEvent> listener) {
    this.nodes = nodes;
    this.listener = listener;
    this.codec = new MessageCodec(network, NodeRuntime.newSha256());
    this.duplicates = new long[listener == null ? 0 : nodes];
  }

  /** Whether there is a listener. */
  boolean isOn() {
    return listener != null;
  }

  private void emit(RunEvent event) {
    if (listener != null && event.node() < nodes) {
      listener.accept(event);
    }
  }

  void nodeEvent(long timeNanos, int node, int peer, NodeEvent event) {
    if (listener == null || peer >= nodes) {
      return;
    }
    if (event instanceof NodeEvent.Published published) {
      emit(
          new RunEvent.Published(
              timeNanos,
              node,
              published.message().id(),
              published.message().topic(),
              published.message().payloadSize()));
    } else if (event instanceof NodeEvent.Delivered delivered) {
      emit(new RunEvent.Delivered(timeNanos, node, peer, delivered.message().id()));
    } else if (event instanceof NodeEvent.Dropped dropped) {
      emit(new RunEvent.Dropped(timeNanos, node, dropped.reason().label(), dropped.count()));
    } else if (event instanceof NodeEvent.PeerUp) {
      emit(new RunEvent.LinkUp(timeNanos, node, peer));
    } else if (event instanceof NodeEvent.PeerDown down) {
      emit(new RunEvent.LinkDown(timeNanos, node, peer, down.reason()));
    } else if (event instanceof NodeEvent.Discouraged) {
      emit(new RunEvent.Discouraged(timeNanos, node, peer));
    }
  }

  void changed(long timeNanos, int node, NodeChange change) {
    if (change == NodeChange.RESTARTED && isOn() && node < nodes) {
      duplicates[node] = 0;
    }
    if (listener != null) {
      emit(new RunEvent.Changed(timeNanos, node, change));
    }
  }

  void datagram(long timeNanos, int from, int to, int bytes, String outcome) {
    if (listener != null) {
      emit(new RunEvent.Datagram(timeNanos, from, to, bytes, outcome));
    }
  }

  void lost(long timeNanos, int from, int to, String reason) {
    if (listener != null) {
      emit(new RunEvent.Lost(timeNanos, from, to, reason));
    }
  }

  /** A copy of a message passed the checks of a node. */
  void received(long timeNanos, MessageId id, int node, int from, boolean duplicate) {
    if (listener != null && node < nodes && from < nodes) {
      duplicates[node] += duplicate ? 1 : 0;
      emit(new RunEvent.Received(timeNanos, node, from, id, duplicate));
    }
  }

  /**
   * Observes the frames of a node.
   *
   * @param node asked for when the first frame arrives
   */
  NodeFrames.Observer frames(int index, Supplier<SimulatedNode> node, LongSupplier nowNanos) {
    return new NodeFrames.Observer() {
      @Override
      public void sent(int to, ByteString frame) {
        MessageId id = message(frame);
        emit(new RunEvent.Sent(nowNanos.getAsLong(), index, to, kind(frame), frame.size(), id));
      }

      @Override
      public void arrived(int from, ByteString frame) {
        // Of a duplicate that the node no longer stores, the relay does not hear.
        long unheard = node.get().metric(Metric.DUPLICATES) - duplicates[index];
        MessageId id = unheard > 0 ? message(frame) : null;
        for (long i = 0; i < unheard && id != null; i++) {
          received(nowNanos.getAsLong(), id, index, from, true);
        }
      }
    };
  }

  @SuppressWarnings("ReferenceEquality") // an equal frame has an equal id
  private @Nullable MessageId message(ByteString frame) {
    if (frame.byteAt(0) != Frames.PAYLOAD) {
      return null;
    }
    if (frame != lastFrame) {
      lastFrame = frame;
      try {
        lastMessage = codec.id(PayloadFrame.of(frame).content());
      } catch (MalformedException e) {
        lastMessage = null;
      }
    }
    return lastMessage;
  }

  private static String kind(ByteString frame) {
    return switch (frame.byteAt(0)) {
      case Frames.HELLO -> "hello";
      case Frames.PAYLOAD -> "payload";
      case Frames.CONTROL -> "control";
      case Frames.REFUSAL -> "refusal";
      case Frames.ANNOUNCEMENT -> "announcement";
      case Frames.REQUEST -> "request";
      default -> "other";
    };
  }
}
