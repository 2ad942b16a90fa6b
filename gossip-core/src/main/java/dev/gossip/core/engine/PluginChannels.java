package dev.gossip.core.engine;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.core.engine.peer.DiscoveryHosts;
import dev.gossip.core.engine.peer.MembershipHost;
import dev.gossip.core.engine.peer.PeerState;
import dev.gossip.core.engine.relay.RelayHost;
import dev.gossip.core.engine.spec.ChannelTable;
import java.util.function.IntPredicate;

/**
 * The owners of the control channels, in the order of {@link ChannelTable#of}.
 *
 * @param table the channels
 * @param relay owns the first one and, for the relays in its slots, those that follow
 * @param membership owns the next one
 * @param discovery owns the others
 */
record PluginChannels(
    ChannelTable table, RelayHost relay, MembershipHost membership, DiscoveryHosts discovery) {

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
      onControl(from, own, body);
    }
    return true;
  }

  private void onControl(PeerState from, int own, ByteString body)
      throws InvalidProtocolBufferException {
    int afterRelay = own - table.relayChannels();
    if (own == ChannelTable.RELAY) {
      relay.onControl(from, body);
    } else if (afterRelay < 0) {
      relay.onControl(from, table.slotOf(own), body);
    } else if (afterRelay == 0) {
      membership.onControl(from.id(), body);
    } else {
      discovery.onControl(afterRelay - 1, from.id(), body);
    }
  }

  /** Whether this is this node's number of a channel of the relay, or of one in its slots. */
  boolean isOfRelay(int own) {
    return own < table.relayChannels();
  }
}
