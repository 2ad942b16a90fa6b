package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;

/**
 * What one strategy sent to its like at a neighbour.
 *
 * @param slot whose strategy it is for; empty for the same strategy
 */
record ControlFrame(String slot, ByteString body) {}
