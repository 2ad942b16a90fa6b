package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;

/**
 * A control frame that a strategy sent to a peer.
 *
 * @param slot the slot of the receiving strategy; empty for the strategy itself
 */
record ControlFrame(String slot, ByteString body) {}
