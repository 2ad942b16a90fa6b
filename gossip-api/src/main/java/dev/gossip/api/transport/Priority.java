package dev.gossip.api.transport;

/**
 * What a frame is for. A transport that cannot send everything may send what comes first here
 * before the rest; one that can ignores it.
 */
public enum Priority {
  /** A frame of the engine or of a control channel: small, and others may depend on it. */
  CONTROL,
  /**
   * Like {@link #CONTROL}, for a frame without which a message would not arrive: a transport that
   * notices losses sends it again.
   */
  ASSURED,
  /** A message that this node publishes: no other node has it yet. */
  OWN,
  /** A message of another node, which other peers may have sent as well. */
  RELAYED
}
