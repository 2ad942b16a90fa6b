package dev.gossip.api;

import org.jspecify.annotations.Nullable;

/** A neighbour whose link is up and whose HELLO was accepted. */
public final class Peer {
  private final PeerId id;
  private final Direction direction;

  /** Made by the engine; public so that tests of a plugin can make one. */
  public Peer(PeerId id, Direction direction) {
    this.id = id;
    this.direction = direction;
  }

  /** The neighbour's id; the key for any state about it. */
  public PeerId id() {
    return id;
  }

  /** Who chose whom. */
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
