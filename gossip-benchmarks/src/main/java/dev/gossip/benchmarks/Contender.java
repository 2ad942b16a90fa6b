package dev.gossip.benchmarks;

import java.nio.ByteBuffer;

/** A network of six nodes that carries the workload's messages from the publisher to the others. */
interface Contender extends AutoCloseable {

  /** Where a contender says that a node delivered a payload. */
  @FunctionalInterface
  interface Sink {
    void delivered(int node, ByteBuffer payload);
  }

  /** Makes a contender whose nodes are linked and ready. */
  @FunctionalInterface
  interface Maker {
    Contender make(Sink sink) throws Exception;
  }

  /** Sends a payload from the publisher to everybody. */
  void publish(byte[] payload) throws Exception;

  /** Anything it wants to say about the run, for people. */
  default String remarks() {
    return "";
  }
}
