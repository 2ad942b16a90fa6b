package dev.gossip.simulation.spy;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.Transport;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;

/** Observes the frames that a node sends and receives, without affecting the run. */
public final class NodeFrames {
  private NodeFrames() {}

  /** Receives the frames of one node. Peers are named by index. */
  public interface Observer {
    /** The transport took a frame of the engine. */
    void sent(int to, ByteString frame);

    /** The engine has processed a frame; its expensive checks may still be under way. */
    void arrived(int from, ByteString frame);
  }

  /**
   * Wraps the transport of a node.
   *
   * @param indexOf the index of the node at an address; -1 if its frames are not observed
   */
  public static UnaryOperator<Transport.Factory> observing(
      ToIntFunction<PeerAddress> indexOf, Observer observer) {
    return factory ->
        (context, events) -> {
          LinkPeers links = new LinkPeers(events, indexOf, observer::arrived);
          return new RecordedTransport(factory.create(context, links), links, observer);
        };
  }
}
