package dev.gossip.core.engine;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.core.engine.peer.PeerState;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The owners of the control channels, in the order of their numbers.
 *
 * @param relayChannels how many belong to the relay; they have the lowest numbers
 */
record PluginChannels(List<Owner> owners, int relayChannels) {

  /** Gets the control frames of a channel. */
  @FunctionalInterface
  interface Owner {
    /**
     * Handles the body of a control frame.
     *
     * @throws InvalidProtocolBufferException if it is malformed
     */
    void onControl(PeerState from, ByteString body) throws InvalidProtocolBufferException;
  }

  PluginChannels {
    owners = List.copyOf(owners);
  }

  /**
   * Hands a control frame to its owner.
   *
   * @param number as the sender counts its channels
   * @param isWanted by this node's number of the channel; frames for others are ignored
   * @return false if the frame is malformed
   */
  boolean onControl(PeerState from, int number, ByteString body, IntPredicate isWanted)
      throws InvalidProtocolBufferException {
    int own = from.ownChannel(number);
    if (own < 0) {
      return false;
    }
    if (isWanted.test(own)) {
      owners.get(own).onControl(from, body);
    }
    return true;
  }

  /** Whether this is this node's number of a channel of the relay, or of one in its slots. */
  boolean isOfRelay(int own) {
    return own < relayChannels;
  }
}
