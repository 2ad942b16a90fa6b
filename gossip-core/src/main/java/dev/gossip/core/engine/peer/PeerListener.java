package dev.gossip.core.engine.peer;

import com.google.protobuf.ByteString;
import dev.gossip.api.Misbehaviour;
import dev.gossip.core.proto.Hello;
import java.util.List;

/** Gets the frames of this node's peers, and hears when a peer comes up and goes down. */
public interface PeerListener {

  /** The first HELLO on a link was accepted. */
  void onHello(PeerState from, Hello hello);

  /** A peer came up. */
  void onPeerUp(PeerState peer);

  /**
   * The link to a peer is gone. For the strategy the peer stays until the messages that it sent
   * before are verified.
   *
   * @param then runs at that moment, possibly inside this call
   */
  void onPeerLeaving(PeerState peer, Runnable then);

  /** A peer went down. */
  void onPeerDown(PeerState peer);

  /** The frames of a datagram follow, unless its link ends. */
  void onFramesAhead(List<ByteString> frames);

  /** Handles a frame of a peer that is up; returns false if it is malformed. */
  boolean onFrame(PeerState from, ByteString frame);

  /**
   * Handles a control frame of a node whose HELLO was accepted, but which is not a peer yet;
   * returns false if it is malformed.
   */
  boolean onCandidateControl(PeerState from, ByteString frame);

  /** A peer sent a malformed frame. */
  void onMalformedFrame(PeerState from);

  /** A peer violated the protocol of its link. */
  void onMisbehaviour(PeerState from, Misbehaviour kind);

  /** There is room again in the queue of a peer, after a frame to it was dropped for lack of it. */
  void onRoom(PeerState peer);

  /** The node closes: nothing is verified from now on, and peers whose link is gone go down. */
  void onClosing();
}
