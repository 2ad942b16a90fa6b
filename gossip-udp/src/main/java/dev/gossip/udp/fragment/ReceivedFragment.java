package dev.gossip.udp.fragment;

import com.google.protobuf.ByteString;

/**
 * A fragment as it arrived; nothing but its format has been checked.
 *
 * @param transfer what all parts of the frame have in common; its number is not 0
 * @param frameBytes claimed size of the whole frame; not negative
 * @param offset of the data in the frame; not negative
 * @param data not empty; shares memory with the datagram
 */
public record ReceivedFragment(TransferId transfer, int frameBytes, int offset, ByteString data) {}
