package dev.gossip.api.spam;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerId;
import java.util.Optional;

/**
 * Bytes that a spam control remembers about peers, also while they are down. Bounded in number; the
 * record that was written longest ago is evicted first. With a transport that does not prove ids,
 * the record of a peer is removed when its link has ended, because anyone can claim its id. A node
 * with a data folder keeps them over a restart, if ids are proven: it saves them each minute and
 * when it stops. Then they may be from another version of the plugin, and some time has passed; see
 * {@link SpamContext#wallMillis}.
 */
public interface PeerRecords {

  /** The maximum size of one record in bytes. */
  int MAX_RECORD_BYTES = 1_024;

  /** The record of a peer, if there is one. */
  Optional<ByteString> get(PeerId peer);

  /**
   * Sets the record of a peer.
   *
   * @throws IllegalArgumentException if it has more than {@value #MAX_RECORD_BYTES} bytes
   */
  void put(PeerId peer, ByteString record);

  /** Removes the record of a peer, if there is one. */
  void remove(PeerId peer);
}
