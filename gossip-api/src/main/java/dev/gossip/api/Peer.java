package dev.gossip.api;

import org.jspecify.annotations.Nullable;

/** A node that this node has a link with: the link is up and its HELLO was accepted. */
public final class Peer {
  private final PeerId id;
  private final Direction direction;

  /** Called by the engine; public so that tests of a plugin can create peers. */
  public Peer(PeerId id, Direction direction) {
    this.id = id;
    this.direction = direction;
  }

  /** The peer's id; use it as the key for state about the peer. */
  public PeerId id() {
    return id;
  }

  /** Which end chose the other. */
  public Direction direction() {
    return direction;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Peer peer && id.equals(peer.id) && direction == peer.direction;
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return direction + " " + id;
  }
}
