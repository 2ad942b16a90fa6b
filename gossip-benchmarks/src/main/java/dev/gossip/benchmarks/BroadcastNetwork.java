package dev.gossip.benchmarks;

import java.nio.ByteBuffer;

/** A network of six nodes that carries the workload's messages from the publisher to the others. */
interface BroadcastNetwork extends AutoCloseable {

  /** Receives the deliveries of a network's nodes. */
  @FunctionalInterface
  interface Sink {
    void delivered(int node, ByteBuffer payload);
  }

  /** Makes a network whose nodes are linked and ready. */
  @FunctionalInterface
  interface Maker {
    BroadcastNetwork make(Sink sink) throws Exception;
  }

  /** Sends a payload from the publisher to all other nodes. */
  void publish(byte[] payload) throws Exception;

  /** Additional figures of the run, for people. */
  default String remarks() {
    return "";
  }
}
